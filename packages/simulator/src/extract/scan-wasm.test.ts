import { expect, it } from 'vitest';
// @ts-expect-error: a script, without types
import { compileScanner } from '../../scripts/build-wasm.mjs';
import { SCAN_WASM } from './generated/scan-wasm.js';

it('what is checked in is what wasm/scan.ts compiles to', async () => {
  const made: string = await compileScanner();
  expect(made).toContain(`'${SCAN_WASM}'`);
});
