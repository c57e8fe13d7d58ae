// node scripts/bench/kinds.mjs [--events 10000] [--rounds 5]
// What 2,000 rules take by what 50 take, for rules that are told apart by other things than verbs and resources: each
// kind by itself, on the same events, beside JSON.parse of the same lines. The best round of each counts.
import { parseArgs } from 'node:util';
import { makeEvents } from './events.mjs';
import { loadSources } from './sources.mjs';

const { values } = parseArgs({
  options: { events: { type: 'string', default: '10000' }, rounds: { type: 'string', default: '5' } },
});

/** Conditions by what sets rule number i apart. */
const KINDS = {
  'user.name =': (i) => `ka.user.name = "user-${i}" and ka.verb = get`,
  'user.name startswith': (i) => `ka.verb exists and ka.user.name startswith "team-${i}:"`,
  'user.name endswith': (i) => `ka.verb exists and ka.user.name endswith "@corp-${i}.example.com"`,
  'user.name regex': (i) => `ka.verb exists and ka.user.name regex "svc-${i}-[a-z]+@example.com"`,
  'target.name glob': (i) => `ka.verb exists and ka.target.name glob "web-${i}-*"`,
  'uri startswith': (i) => `ka.verb exists and ka.uri startswith "/api/v1/namespaces/team-${i}/"`,
  'uri contains': (i) => `ka.verb exists and ka.uri contains "secret-${i}"`,
  'uri pmatch': (i) => `ka.verb exists and ka.uri pmatch ("/api/v1/team-${i}", "/apis/x-${i}")`,
  'useragent icontains': (i) => `ka.verb exists and ka.useragent icontains "Scanner-${i}"`,
  'user.groups intersects': (i) =>
    `ka.verb exists and ka.user.groups intersects ("group-${i}", "interns-${i}")`,
  'jevt.value =': (i) => `ka.verb exists and jevt.value[/requestObject/spec/nodeName] = "node-${i}"`,
  'or of ands': (i) =>
    `(ka.verb = create and ka.target.name = "x-${i}") or (ka.user.name = "y-${i}" and ka.verb = delete)`,
  'not in, and': (i) =>
    `not ka.user.name in ("a-${i}", "system:kube-scheduler") and ka.verb exists and ka.target.namespace = "n-${i}"`,
};

const { loadRules, createReplayer, EventReader } = await loadSources();
const lines = makeEvents(Number(values.events));
const batch = new EventReader({ input: 'webhook' }).push(Buffer.from(`${lines.join('\n')}\n`));

const best = new Map();
const tasks = [['JSON.parse', () => lines.map((line) => JSON.parse(line).verb)]];
for (const [kind, condition] of Object.entries(KINDS)) {
  for (const count of [50, 2000]) {
    const replay = replayerOf(Array.from({ length: count }, (_, i) => rule(i, condition(i))).join(''));
    tasks.push([`${kind} ${count}`, () => replay.count(batch)]);
  }
}
for (let round = 0; round < Number(values.rounds); round++) {
  for (const [name, run] of tasks) {
    const start = performance.now();
    run();
    best.set(name, Math.min(performance.now() - start, best.get(name) ?? Infinity));
  }
}

const micros = (name) => (best.get(name) * 1000) / lines.length;
const parse = micros('JSON.parse');
console.log(`JSON.parse ${parse.toFixed(2)} us an event`);
for (const kind of Object.keys(KINDS)) {
  const [few, many] = [micros(`${kind} 50`), micros(`${kind} 2000`)];
  console.log(
    `${kind.padEnd(24)} 50 rules ${few.toFixed(2)} us (${(few / parse).toFixed(2)} of JSON.parse), ` +
      `2,000 rules ${many.toFixed(2)} us: x${(many / few).toFixed(2)}`,
  );
}

function rule(i, condition) {
  return `- rule: R${i}\n  desc: d\n  condition: ${condition}\n  output: o\n  priority: INFO\n  source: k8s_audit\n`;
}

function replayerOf(yaml) {
  const { ruleset, diagnostics } = loadRules([{ name: 'rules.yaml', content: Buffer.from(yaml) }]);
  if (!ruleset) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return createReplayer(ruleset, { hostname: 'host' });
}
