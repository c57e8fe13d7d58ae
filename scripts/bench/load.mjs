// node scripts/bench/load.mjs [--only WORDS] [--sizes 250,500] [--rounds 3] [--lint] [--bundle FILE | --program FILE]
// How long rule sets take to load, each in a process of its own, where nothing is warm: loading, the object of
// `falco -V`, compiling the engine, and with --lint all lints. CPU time of the main thread in milliseconds,
// the best of the rounds, and how much more each size takes than the one before.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'esbuild';
import { DIMENSIONS } from './rule-sets.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../..');
const { values } = parseArgs({
  options: {
    only: { type: 'string', default: '' },
    rounds: { type: 'string', default: '3' },
    lint: { type: 'boolean', default: false },
    sizes: { type: 'string' },
    /** Writes the program that is measured, for `node --cpu-prof PROGRAM FILES.json`, and measures nothing. */
    bundle: { type: 'string' },
    /** Measures a program that was written so, to compare with earlier sources. */
    program: { type: 'string' },
  },
});

const PROGRAM = `
import { readFileSync } from 'node:fs';
import { falcoOutcome, lintRules, loadRules } from '@falco-rules/language';
import { compileEngine } from '@falco-rules/simulator';

const [path, lint] = process.argv.slice(2);
const files = JSON.parse(readFileSync(path, 'utf8'));
const contents = files.map(({ name, text }) => ({ name, content: new TextEncoder().encode(text) }));
const times = {};
/** Time on a processor of the main thread, in milliseconds; of the whole process where the system does not tell. */
function cpuTime() {
  try {
    return Number(readFileSync('/proc/self/task/' + process.pid + '/schedstat', 'utf8').split(' ')[0]) / 1e6;
  } catch {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  }
}
function timed(name, run) {
  const wall = performance.now();
  const cpu = cpuTime();
  const result = run();
  times[name] = { cpu: cpuTime() - cpu, wall: performance.now() - wall };
  return result;
}
const loaded = timed('load', () => loadRules(contents));
timed('verdict', () => JSON.stringify(falcoOutcome(loaded)).length);
if (loaded.ruleset) timed('compile', () => compileEngine(loaded.ruleset, { ruleMatching: 'first' }));
if (lint && loaded.ruleset) timed("lint", () => lintRules(loaded.ruleset, loaded.sources));
console.log(JSON.stringify({ times, ok: loaded.ok, diagnostics: loaded.diagnostics.length }));
`;

const folder = mkdtempSync(join(tmpdir(), 'falco-rules-bench-'));
try {
  const program = resolve(values.bundle ?? values.program ?? join(folder, 'program.mjs'));
  if (!values.program) await bundle(program);
  if (!values.bundle)
    for (const [name, dimension] of Object.entries(DIMENSIONS)) measure(program, name, dimension);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function measure(program, name, { sizes, files }) {
  if (!name.includes(values.only)) return;
  console.log(`\n${name}`);
  const before = {};
  for (const size of values.sizes ? values.sizes.split(',').map(Number) : sizes) {
    const path = join(folder, 'files.json');
    writeFileSync(path, JSON.stringify(files(size)));
    const best = {};
    let last;
    for (let round = 0; round < Number(values.rounds); round++) {
      const args = values.lint ? [program, path, 'lint'] : [program, path];
      const { stdout, stderr, status } = spawnSync(process.execPath, args, {
        encoding: 'utf8',
        timeout: 120_000,
      });
      if (status !== 0) {
        console.log(
          `  ${size}: ${stderr.trim().split('\n').slice(0, 5).join(' | ') || 'more than two minutes'}`,
        );
        return;
      }
      last = JSON.parse(stdout);
      for (const [step, { cpu, wall }] of Object.entries(last.times)) {
        best[step] = {
          cpu: Math.min(cpu, best[step]?.cpu ?? Infinity),
          wall: Math.min(wall, best[step]?.wall ?? Infinity),
        };
      }
    }
    const cells = Object.entries(best).map(([step, { cpu, wall }]) => {
      const growth = before[step] ? ` (x${(cpu / before[step]).toFixed(2)})` : '';
      before[step] = cpu;
      return `${step} ${cpu.toFixed(0)} ms cpu, ${wall.toFixed(0)} wall${growth}`.padEnd(36);
    });
    console.log(
      `  ${String(size).padStart(6)}  ${cells.join(' ')} ${last.ok ? '' : `${last.diagnostics} diagnostics`}`,
    );
  }
}

/** The sources, bundled as the command line is. */
async function bundle(outfile) {
  await build({
    stdin: { contents: PROGRAM, resolveDir: root },
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    outfile,
  });
}
