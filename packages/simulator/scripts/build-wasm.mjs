// Compiles wasm/index.ts into src/extract/generated/scan-wasm.ts. `--check` only says whether that is up to date.
import { readFile, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const target = join(folder, 'src/extract/generated/scan-wasm.ts');

/** The module as a source file that holds it in base64. */
export async function compileScanner() {
  let wasm;
  const { error, stderr } = await asc.main(
    [
      'wasm/index.ts',
      '--outFile=scan.wasm',
      '--optimizeLevel=3',
      '--shrinkLevel=0',
      '--converge',
      '--noAssert',
      '--runtime=stub',
      '--enable=simd',
      '--initialMemory=2',
      '--baseDir',
      folder,
    ],
    {
      readFile: async (name, base) => await readFile(join(base, name), 'utf8').catch(() => null),
      writeFile(_name, content) {
        wasm = content;
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`${error.message}\n${stderr.toString()}`);
  const base64 = Buffer.from(wasm).toString('base64');
  return `// Made from wasm by scripts/build-wasm.mjs.\nexport const SCAN_WASM: string =\n  '${base64}';\n`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const made = await compileScanner();
  const old = await readFile(target, 'utf8').catch(() => '');
  if (process.argv.includes('--check')) {
    if (made !== old) {
      console.error('src/extract/generated/scan-wasm.ts is out of date');
      process.exitCode = 1;
    }
  } else if (made !== old) {
    await writeFile(target, made);
  }
}
