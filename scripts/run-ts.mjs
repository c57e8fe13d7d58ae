// Runs a TypeScript program of this repository: `node scripts/run-ts.mjs scripts/fuzz/fuzz.ts --seed 1`.
import { mkdirSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [program, ...args] = process.argv.slice(2);
const out = join(root, 'node_modules', '.cache', 'run-ts', `${basename(program, '.ts')}.${process.pid}.mjs`);
mkdirSync(dirname(out), { recursive: true });
await build({
  entryPoints: [resolve(program)],
  outfile: out,
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20.19',
  sourcemap: 'inline',
  sourcesContent: false,
  logLevel: 'warning',
  // CommonJS packages that are bundled in ask for node's modules by require.
  banner: {
    js: "import{createRequire as __createRequire}from'node:module';const require=__createRequire(import.meta.url);",
  },
});
process.argv = [process.argv[0], out, ...args];
process.setSourceMapsEnabled(true);
const { rmSync } = await import('node:fs');
process.on('exit', () => rmSync(out, { force: true }));
await import(pathToFileURL(out).href);
