import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { lintIndex, lintPage } from './docs.js';
import { LINTS } from './index.js';

// The pages are generated: `npx vitest run packages/language/src/lints/docs.test.ts -u` writes them anew.
const FOLDER = resolve(fileURLToPath(import.meta.url), '../../../../../docs/lints');

describe('docs/lints', () => {
  it.each(LINTS)('$code.md says what the lint says of itself', async (lint) => {
    await expect(lintPage(lint)).toMatchFileSnapshot(`${FOLDER}/${lint.code}.md`);
  });

  it('README.md lists them', async () => {
    await expect(lintIndex(LINTS)).toMatchFileSnapshot(`${FOLDER}/README.md`);
  });

  it('has no page of a lint that is gone', () => {
    const pages = LINTS.map(({ code }) => `${code}.md`);
    expect(
      readdirSync(FOLDER)
        .filter((name) => !pages.includes(name))
        .sort(),
    ).toEqual(['README.md', 'shipped-rules.md']);
  });
});
