// The README's first command: build the example's rules, replay the recorded events, print alerts and summary.
import { spawnSync } from 'node:child_process';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const project = join(root, 'examples', 'endpoint-updates');
const bin = join(root, 'packages', 'cli', 'dist', 'bin.js');

step('The rules in TypeScript become the YAML that Falco loads', ['build']);
step('The rule as it was: what Falco would have printed for the 18 recorded events', [
  'replay',
  '-r',
  'as-it-was/k8s-users.rules.ts',
  'fixtures/endpoint-updates.jsonl',
]);
step('The rule today, on the same events: silence', [
  'replay',
  '-r',
  'dist',
  'fixtures/endpoint-updates.jsonl',
]);

function step(title, args) {
  console.log(`\n# ${title}\n$ falco-rules ${args.join(' ')}`);
  const { status } = spawnSync(process.execPath, [bin, ...args], { cwd: project, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
