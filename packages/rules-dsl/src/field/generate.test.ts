import { describe, expect, it } from 'vitest';
import { fieldTreeSource } from './generate.js';
import { catalogueTree } from './tree.js';

describe('the types of the field tree', () => {
  it('are those of the catalogue (run with -u to write them anew)', async () => {
    await expect(fieldTreeSource(catalogueTree())).toMatchFileSnapshot('./generated/tree.ts');
  });
});
