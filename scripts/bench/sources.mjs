import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');

/** What language and simulator export, bundled as the command line is. */
export async function loadSources() {
  const folder = mkdtempSync(join(tmpdir(), 'falco-rules-bench-'));
  try {
    const outfile = join(folder, 'engine.mjs');
    await build({
      stdin: {
        contents: `export * from '@falco-rules/language'; export * from '@falco-rules/simulator';`,
        resolveDir: root,
      },
      bundle: true,
      format: 'esm',
      platform: 'node',
      target: 'node20.19',
      minifySyntax: true,
      outfile,
    });
    return await import(pathToFileURL(outfile));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
