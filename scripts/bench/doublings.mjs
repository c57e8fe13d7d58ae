// node scripts/bench/doublings.mjs [NAME ...]
// Doubles one thing after the other - events, rules, list items, conditions, nesting, alerts, lines - and shows what
// the time does. Twice the input must not take much more than twice the time.
import { makeEvents } from './events.mjs';
import { EVERY_EVENT, makeRules } from './rules.mjs';
import { loadSources } from './sources.mjs';

const { loadRules, createReplayer, EventReader } = await loadSources();
const only = process.argv.slice(2);
const ROUNDS = 3;
const CHUNK = 1 << 20;

const rule = (condition) =>
  `- rule: R\n  desc: d\n  condition: ${condition}\n  output: x %ka.verb\n  priority: INFO\n  source: k8s_audit\n`;
const event = (more) =>
  `{"kind":"Event","auditID":"a","stage":"ResponseComplete","verb":"get",${more}"stageTimestamp":"2026-01-02T03:04:05Z"}\n`;
const events = (count) => Buffer.from(`${makeEvents(count).join('\n')}\n`);
const some = events(2000);
const fifty = makeRules(50);
const repeat = (count, of) => Array.from({ length: count }, (_, i) => of(i));

const CASES = {
  events: { from: 5000, make: (n) => ({ rules: fifty, bytes: events(n) }) },
  'rules, loading': { from: 500, make: (n) => ({ rules: makeRules(n), loads: true }) },
  'rules, running (the same events)': {
    from: 500,
    make: (n) => ({ rules: makeRules(n), bytes: events(20_000) }),
  },
  'list items': {
    from: 10_000,
    make: (n) => ({
      rules: `- list: l\n  items: [${repeat(n, (i) => `item-${i}`).join(', ')}]\n${rule('ka.user.name in (l)')}`,
      loads: true,
    }),
  },
  'condition length: or': {
    from: 2000,
    make: (n) => ({ rules: rule(repeat(n, (i) => `ka.user.name = user-${i}`).join(' or ')), loads: true }),
  },
  'condition length: and not': {
    from: 2000,
    make: (n) => ({
      rules: rule(repeat(n, (i) => `not ka.user.name = user-${i}`).join(' and ')),
      loads: true,
      bytes: some,
    }),
  },
  'condition length: contains': {
    from: 500,
    make: (n) => ({ rules: rule(repeat(n, (i) => `ka.uri contains needle-${i}`).join(' or ')), bytes: some }),
  },
  'nesting: parentheses': {
    from: 1000,
    make: (n) => ({ rules: rule(`${'('.repeat(n)}ka.verb = get${')'.repeat(n)}`), loads: true }),
  },
  'nesting: not': {
    from: 1000,
    make: (n) => ({
      rules: rule(`${'not ('.repeat(n)}ka.verb = get${')'.repeat(n)}`),
      loads: true,
      bytes: some,
    }),
  },
  'macros in macros': {
    from: 500,
    make: (n) => ({
      rules: `- macro: m0\n  condition: ka.verb = get\n${repeat(n, (i) => `- macro: m${i + 1}\n  condition: (m${i})\n`).join('')}${rule(`m${n}`)}`,
      loads: true,
    }),
  },
  alerts: { from: 5000, make: (n) => ({ rules: fifty + EVERY_EVENT, bytes: events(n) }) },
  'one event of this many bytes (webhook)': {
    from: 50_000,
    make: (n) => ({
      rules: fifty,
      bytes: Buffer.from(
        event(
          `"requestObject":{"data":{${repeat(n / 50, (i) => `"key-${String(i).padStart(8, '0')}":"${'v'.repeat(30)}"`).join(',')}}},`,
        ),
      ),
      times: 20,
    }),
  },
  'one string of this many bytes': {
    from: 1_250_000,
    make: (n) => ({ rules: fifty, bytes: Buffer.from(event(`"x":"${'y'.repeat(n)}",`)), times: 5 }),
  },
  'a list of events on one line': {
    from: 1000,
    make: (n) => ({
      rules: fifty,
      bytes: Buffer.from(`{"kind":"EventList","items":[${makeEvents(n).join(',')}]}\n`),
    }),
  },
  'a list of events over many lines': {
    from: 1000,
    make: (n) => ({
      rules: fifty,
      bytes: Buffer.from(
        `${JSON.stringify({ kind: 'EventList', items: makeEvents(n).map((text) => JSON.parse(text)) }, undefined, 1)}\n`,
      ),
    }),
  },
  'lines that never end their value': {
    from: 10_000,
    make: (n) => ({ rules: fifty, bytes: Buffer.from('{"a":\n'.repeat(n)) }),
  },
};

for (const [name, { from, make }] of Object.entries(CASES)) {
  if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
  const row = [1, 2, 4, 8].map((factor) => time(make(from * factor)));
  const cells = row.map((ms, i) =>
    `${ms.toFixed(1)} ms${i === 0 ? '' : ` (x${(ms / row[i - 1]).toFixed(1)})`}`.padStart(20),
  );
  console.log(`${name.padEnd(42)}${String(from).padStart(9)}${cells.join('')}`);
}

/** The best of some rounds, in milliseconds: loading the rules, or running them, or both. */
function time({ rules, bytes, loads = bytes === undefined, times = 1 }) {
  const content = Buffer.from(rules);
  let best = Infinity;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    const { ruleset, diagnostics } = loadRules([{ name: 'rules.yaml', content }]);
    if (!ruleset) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
    const replayer = createReplayer(ruleset);
    const loaded = performance.now();
    for (let i = 0; bytes && i < times; i++) run(replayer, bytes);
    best = Math.min(best, performance.now() - (loads ? start : loaded));
  }
  return best;
}

function run(replayer, bytes) {
  const reader = new EventReader({ input: 'webhook' });
  const feed = (batch) => batch && replayer.bytes(batch, 'text');
  for (let at = 0; at < bytes.length; at += CHUNK) feed(reader.push(bytes.subarray(at, at + CHUNK)));
  feed(reader.finish());
  replayer.begin();
}
