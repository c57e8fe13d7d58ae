// Events a second through the engine, beside JSON.parse of the same lines in the same process.
//   node packages/simulator/bench/bench.mjs [number of rules ...]
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { makeEvents, rulesFile } from './synthetic.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'falco-rules-bench-'));

async function bundle(name, source) {
  const outfile = join(folder, `${name}.mjs`);
  await build({
    stdin: { contents: source, resolveDir: here },
    bundle: true,
    platform: 'node',
    format: 'esm',
    outfile,
    logLevel: 'error',
  });
  return import(pathToFileURL(outfile).href);
}

const ROUNDS = 15;

/** Microseconds an event, of the fastest of several rounds: others use the machine too. */
function measure(count, run) {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return (best * 1000) / count;
}

function report(name, micros, parse) {
  const rate = Math.round(1e6 / micros).toLocaleString('en');
  console.log(
    `${name.padEnd(34)} ${micros.toFixed(2).padStart(7)} us ${rate.padStart(10)}/s ${(micros / parse).toFixed(2).padStart(6)} x JSON.parse`,
  );
}

try {
  const { loadRules, createReplayer, EventReader } = await bundle(
    'simulator',
    "export { loadRules } from '@falco-rules/language'; export { createReplayer, EventReader } from '../src/index.js';",
  );
  const lines = makeEvents(10_000);
  const bytes = Buffer.from(`${lines.join('\n')}\n`);
  console.log(`${lines.length} events of ${Math.round(bytes.length / lines.length)} bytes`);
  const batch = () => new EventReader({ input: 'webhook' }).push(bytes);
  const parse = measure(lines.length, () => {
    for (const line of lines) JSON.parse(line);
  });
  report('JSON.parse', parse, parse);

  const load = (yaml) => {
    const { ruleset } = loadRules([{ name: 'rules.yaml', content: Buffer.from(yaml) }]);
    if (!ruleset) throw new Error('the rules do not load');
    return ruleset;
  };
  const counts = process.argv.slice(2).map(Number);
  for (const count of counts.length > 0 ? counts : [1, 50, 500, 2000, 4000]) {
    const yaml = rulesFile(count);
    const start = performance.now();
    const replayer = createReplayer(load(yaml));
    const loading = performance.now() - start;
    report(
      `${count} rules`,
      measure(lines.length, () => replayer.count(batch())),
      parse,
    );
    console.log(`${' '.repeat(4)}loaded and compiled in ${Math.round(loading)} ms`);
  }

  const output =
    'any (user=%ka.user.name verb=%ka.verb resource=%ka.target.resource ns=%ka.target.namespace)';
  const rule = (condition) =>
    `- rule: Any\n  desc: d\n  condition: ${condition}\n  output: ${output}\n  priority: NOTICE\n  source: k8s_audit\n`;
  const fifty = rulesFile(50);
  const alerts = createReplayer(load(`${fifty}${rule('ka.verb exists')}`));
  const none = createReplayer(load(`${fifty}${rule('ka.verb = nothing')}`));
  const time = (replayer, format) => measure(lines.length, () => replayer.bytes(batch(), format));
  report('51 rules, no alerts', time(none, 'json'), parse);
  report('51 rules, an alert an event, text', time(alerts, 'text'), parse);
  report('51 rules, an alert an event, json', time(alerts, 'json'), parse);
} finally {
  rmSync(folder, { recursive: true });
}
