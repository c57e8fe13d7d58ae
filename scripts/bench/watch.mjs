// node scripts/bench/watch.mjs [--saves 12] [--rounds 3] [--pause 700] [BIN ...]
// From saving a file to the verdict of `test --watch`, in a copy of the example: of a rule, a test and a recording.
// Several built command lines (default: this one) take turns, in processes of their own; the first saving of each, for
// which nothing is warm, is left out. The pause (ms) between savings is what a person needs to type something.
import { spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const root = fileURLToPath(new URL('../..', import.meta.url));
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    saves: { type: 'string', default: '12' },
    rounds: { type: 'string', default: '3' },
    pause: { type: 'string', default: '700' },
  },
});
const bins = (positionals.length > 0 ? positionals : [join(root, 'packages/cli/dist/bin.js')]).map((bin) =>
  resolve(bin),
);
const FILES = ['rules/k8s-users.rules.ts', 'tests/k8s-users.test.ts', 'fixtures/endpoint-updates.jsonl'];

const project = mkdtempSync(join(tmpdir(), 'watch-'));
cpSync(join(root, 'examples/endpoint-updates'), project, { recursive: true });
/** Milliseconds, by command line and file. */
const times = new Map(bins.map((bin) => [bin, new Map(FILES.map((file) => [file, []]))]));
try {
  for (let round = 0; round < Number(values.rounds); round++)
    for (const bin of bins) await watch(bin, times.get(bin));
} finally {
  rmSync(project, { recursive: true, force: true });
}

console.log(`milliseconds from saving to the verdict: median (fastest), node ${process.version}`);
for (const [bin, byFile] of times) {
  console.log(bin);
  for (const [file, all] of byFile) {
    const sorted = all.toSorted((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)];
    console.log(
      `  ${file.padEnd(36)}${median.toFixed(0).padStart(6)}${`(${sorted[0].toFixed(0)})`.padStart(8)}`,
    );
  }
}

async function watch(bin, byFile) {
  const child = spawn(process.execPath, [bin, 'test', '--watch'], {
    cwd: project,
    env: { ...process.env, NO_COLOR: '1' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  let onVerdict;
  child.stdout.on('data', (chunk) => {
    output += chunk;
    if (/ (?:PASS|FAIL) .*for file changes/.test(output)) onVerdict?.();
  });
  const verdict = () => new Promise((done) => (onVerdict = done));
  await verdict();
  for (const [file, all] of byFile) {
    const path = join(project, file);
    const text = readFileSync(path, 'utf8');
    for (let i = 0; i <= Number(values.saves); i++) {
      await setTimeout(Number(values.pause));
      output = '';
      const start = performance.now();
      writeFileSync(path, text + '\n'.repeat(1 + (i % 2)));
      await verdict();
      if (i > 0) all.push(performance.now() - start);
    }
    output = '';
    writeFileSync(path, text);
    await verdict();
  }
  child.kill();
}
