// node scripts/bench/measure.mjs [--rules 1,50,500,2000,4000] [--events 40000] [--rounds 5] [--file EVENTS]
// In one process, on the same events, each beside the others in turn: JSON.parse of every line, the engine without and
// with rules, the whole way from bytes to alerts. The best round of each counts: others were disturbed.
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { makeEvents } from './events.mjs';
import { EVERY_EVENT, makeRules } from './rules.mjs';
import { loadSources } from './sources.mjs';

const { values } = parseArgs({
  options: {
    rules: { type: 'string', default: '1,50,500,2000,4000' },
    events: { type: 'string', default: '40000' },
    rounds: { type: 'string', default: '5' },
    file: { type: 'string' },
    only: { type: 'string', default: '' },
  },
});

const { loadRules, createReplayer, readEvents } = await loadSources();
const lines = values.file
  ? readFileSync(values.file, 'utf8').split('\n').filter(Boolean)
  : makeEvents(Number(values.events));
const bytes = Buffer.from(`${lines.join('\n')}\n`);
const megabytes = bytes.length / 1e6;

/** The best of all rounds, in seconds, by name. */
const best = new Map();
const tasks = [['JSON.parse', parseAll]];
for (const count of values.rules.split(',').map(Number)) {
  tasks.push([`${count} rules`, replayer(makeRules(count), 'text')]);
  if (count === 50) {
    tasks.push(['50 rules, an alert an event, text', replayer(makeRules(50) + EVERY_EVENT, 'text')]);
    tasks.push(['50 rules, an alert an event, JSON', replayer(makeRules(50) + EVERY_EVENT, 'json')]);
  }
}
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, run] of tasks) {
    if (values.only && !name.includes(values.only) && name !== 'JSON.parse') continue;
    const start = performance.now();
    await run();
    const seconds = (performance.now() - start) / 1000;
    best.set(name, Math.min(seconds, best.get(name) ?? Infinity));
  }
}

const base = best.get('JSON.parse');
console.log(
  `${lines.length} events of ${Math.round(bytes.length / lines.length)} bytes, node ${process.version}`,
);
console.log(
  `${'what'.padEnd(38)}${'us/event'.padStart(10)}${'events/s'.padStart(10)}${'MB/s'.padStart(8)}${'x JSON.parse'.padStart(14)}`,
);
for (const [name, seconds] of best) {
  const cells = [
    ((seconds / lines.length) * 1e6).toFixed(2).padStart(10),
    String(Math.round(lines.length / seconds)).padStart(10),
    (megabytes / seconds).toFixed(0).padStart(8),
    (seconds / base).toFixed(2).padStart(14),
  ];
  console.log(name.padEnd(38) + cells.join(''));
}

function parseAll() {
  let seen = 0;
  for (let i = 0; i < lines.length; i++) if (JSON.parse(lines[i]).verb) seen++;
  return seen;
}

function replayer(yaml, format) {
  const started = performance.now();
  const { ruleset, diagnostics } = loadRules([{ name: 'rules.yaml', content: Buffer.from(yaml) }]);
  if (!ruleset) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const loaded = performance.now();
  const replay = createReplayer(ruleset, { hostname: 'host' });
  const count = ruleset.rules.length;
  console.log(
    `${count} rules: loaded in ${(loaded - started).toFixed(0)} ms, compiled in ${(performance.now() - loaded).toFixed(0)} ms`,
  );
  return async () => {
    let size = 0;
    for await (const batch of readEvents(chunks(), { input: 'webhook' }))
      size += replay.bytes(batch, format).length;
    replay.begin();
    return size;
  };
}

function* chunks() {
  for (let at = 0; at < bytes.length; at += 1 << 20) yield bytes.subarray(at, at + (1 << 20));
}
