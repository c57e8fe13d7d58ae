// Installs the workspace's dependencies and builds it, from nothing but Node and npm. Safe to run again.
import { spawnSync } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`falco-rules needs Node 20.19 or newer; this is ${process.versions.node}.`);
  process.exit(2);
}

run('npx', ['--yes', 'pnpm@12', 'install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=warn']);
run(process.execPath, ['scripts/build.mjs']);

function run(command, args) {
  // npm's wrappers are .cmd files on Windows, which only a shell starts.
  const { status, error } = spawnSync(command, args, {
    cwd: root,
    stdio: 'inherit',
    shell: command === 'npx' && process.platform === 'win32',
  });
  if (error) console.error(`could not run ${command}: ${error.message}`);
  if (status !== 0) process.exit(status ?? 1);
}
