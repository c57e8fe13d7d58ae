// Bundles packages/cli (with its private siblings) into packages/cli/dist and writes its declarations there.
// `node scripts/build.mjs --no-types` skips the declarations.
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { bundle } from './build/bundle.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const cli = join(root, 'packages', 'cli');
const target = join(cli, 'dist');
// Built aside and moved into place, so that a running program always finds whole files.
const dist = join(cli, `dist.${process.pid}`);
const manifest = JSON.parse(await readFile(join(cli, 'package.json'), 'utf8'));

const started = performance.now();
await rm(dist, { recursive: true, force: true });
await mkdir(dist, { recursive: true });
/** Packages that are installed beside ours; others are bundled in. */
const external = Object.keys(manifest.dependencies).flatMap((name) => [name, `${name}/*`]);
const withTypes = !process.argv.includes('--no-types');
const [sources] = await Promise.all([
  bundle({ cli, dist, version: manifest.version, external }),
  withTypes && writeDeclarations(),
]).catch(stop);
await writeNotices(sources);
await run(process.execPath, [join(root, 'scripts/build/warm.mjs'), dist], { quiet: true }).catch(stop);
await writeSchema();
await rm(target, { recursive: true, force: true });
await rename(dist, target);
for (const name of ['README.md', 'LICENSE'])
  await copyFile(join(root, name), join(cli, name)).catch(() => {});
console.error(`built packages/cli/dist in ${((performance.now() - started) / 1000).toFixed(1)} s`);

/** dist/types/<package>/src/..., with imports of siblings made relative. */
async function writeDeclarations() {
  const types = join(dist, 'types');
  await run(process.execPath, [
    join(root, 'node_modules', 'typescript', 'bin', 'tsc'),
    '--project',
    join(root, 'scripts', 'tsconfig.declarations.json'),
    '--outDir',
    types,
  ]);
  const kept = new Set();
  const keep = async (file) => {
    if (kept.has(file)) return;
    kept.add(file);
    const text = await readFile(file, 'utf8');
    const made = text.replace(/(["'])@falco-rules\/([\w-]+)\1/g, (_, quote, sibling) => {
      const target = relative(dirname(file), join(types, sibling, 'src', 'index.js'))
        .split(sep)
        .join('/');
      return quote + (target.startsWith('.') ? target : `./${target}`) + quote;
    });
    if (made !== text) await writeFile(file, made);
    const imported = [...made.matchAll(/\b(?:from|import)\s*\(?\s*["'](\.[^"']+)\.js["']/g)];
    await Promise.all(imported.map(([, path]) => keep(join(dirname(file), `${path}.d.ts`))));
  };
  await Promise.all(['index', 'test'].map((name) => keep(join(types, 'cli', 'src', `${name}.d.ts`))));
  // What these do not lead to is of no use to anybody.
  const files = (await readdir(types, { recursive: true })).filter((name) => name.endsWith('.d.ts'));
  const strays = files.map((name) => join(types, name)).filter((file) => !kept.has(file));
  await Promise.all(strays.map((file) => rm(file)));
}

/** What is bundled in keeps its licence: one file with the notices of all. */
async function writeNotices(sources) {
  const folders = new Set();
  for (const input of sources) {
    const found = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) folders.add(resolve(cli, found[1]));
  }
  const notices = [];
  for (const folder of [...folders].sort()) {
    const { name, version, license } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8'));
    const licence = (await readdir(folder)).find((file) => /^licen[cs]e/i.test(file));
    const text = licence ? await readFile(join(folder, licence), 'utf8') : '';
    notices.push(`${name} ${version} (${license})\n\n${text.trim()}\n`);
  }
  const head = 'The files in this folder contain code of these packages.\n';
  await writeFile(join(dist, 'THIRD-PARTY-NOTICES.txt'), [head, ...notices].join(`\n${'-'.repeat(72)}\n\n`));
}

/** The schema of *.falco-test.yaml, for editors. */
async function writeSchema() {
  const { outputFiles } = await build({
    absWorkingDir: cli,
    entryPoints: ['src/declarative/schema.ts'],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const { DECLARATIVE_SCHEMA } = await import(
    `data:text/javascript,${encodeURIComponent(outputFiles[0].text)}`
  );
  await writeFile(
    join(dist, 'falco-test.schema.json'),
    `${JSON.stringify(DECLARATIVE_SCHEMA, undefined, 2)}\n`,
  );
}

/** Its output is shown; that of a quiet one only if it fails. */
function run(command, args, { quiet = false } = {}) {
  return new Promise((done, fail) => {
    const stdio = quiet ? ['ignore', 'ignore', 'pipe'] : ['ignore', 'inherit', 'inherit'];
    const child = spawn(command, args, { cwd: root, stdio });
    let said = '';
    child.stderr?.on('data', (piece) => {
      said += piece;
    });
    child
      .on('error', fail)
      .on('close', (code) => (code === 0 ? done() : fail(new Error(`${said}${args[0]} ended with ${code}`))));
  });
}

/** esbuild and tsc have said what is wrong. */
function stop(error) {
  if (!error.errors) console.error(error.message);
  rmSync(dist, { recursive: true, force: true });
  process.exit(1);
}
