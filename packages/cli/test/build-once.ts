import { execFileSync } from 'node:child_process';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');

/** Builds packages/cli/dist where it is older than the sources. */
export default function buildOnce(): void {
  const built = statSync(join(root, 'packages/cli/dist/bin.js'), { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const sources = ['cli', 'language', 'rules-dsl', 'simulator'].flatMap((name) => {
    const folder = join(root, 'packages', name, 'src');
    return readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) => join(folder, file));
  });
  const build = ['build.mjs', 'build/bundle.mjs', 'build/warm.mjs'].map((name) =>
    join(root, 'scripts', name),
  );
  const watched = [...sources, ...build, join(root, 'packages/cli/package.json')];
  if (watched.every((file) => statSync(file).mtimeMs < built)) return;
  execFileSync(process.execPath, [join(root, 'scripts/build.mjs')], { stdio: 'inherit' });
}
