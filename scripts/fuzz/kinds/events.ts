import { loadRules } from '@falco-rules/language';
import { createReplayer, type EventInput, EventReader } from '@falco-rules/simulator';
import { auditEvent, eventLine, ODD, PLAIN, WILD } from '../generate/events.js';
import { anyJson, deepJson, looseJson, quote } from '../generate/json.js';
import { bytesOf, type Kind } from '../kind.js';
import type { Random } from '../random.js';
import { ruleText } from '../rules.js';

const SHOWN =
  '%evt.num %ka.auditid %ka.verb %ka.user.groups %ka.uri.param[command] %ka.req.pod.containers.image ' +
  '%jevt.value[/requestObject/metadata] %ka.req.configmap.obj %json.obj %ka.req.pod.volumes.hostpath %evt.datetime';
const RULESET = loadRules([{ name: 'r', content: bytesOf(ruleText('r', 'evt.num >= 0', SHOWN)) }]).ruleset!;

export const EVENTS: Kind = {
  purpose: 'events files: damaged lines, lists, values over several lines; read in chunks of several sizes',
  generate(random) {
    const feed = () =>
      random.weighted([
        [20, '\n'],
        [2, '\r\n'],
        [1, '\n\n'],
        [1, ' \n'],
        [0.5, ''],
      ]);
    const lines = random.times(1, 12, () => lineOf(random) + feed());
    const lead = random.chance(0.05) ? '\ufeff' : '';
    const bytes = bytesOf(lead + lines.join(''));
    // A byte or two that are no UTF-8, or no text at all.
    if (random.chance(0.2)) bytes[random.below(bytes.length)] = random.below(256);
    return { events: bytes };
  },
  check({ events }) {
    for (const input of ['webhook', 'file'] as const) {
      const whole = readIn(events!, input, [events!.length]);
      const smallest = events!.length < 4096 ? [1] : [7, 64, 1];
      for (const sizes of [smallest, [4096], [100, 65_536]]) {
        if (readIn(events!, input, sizes) !== whole)
          return `${input}: other alerts in chunks of ${sizes.join(', ')} bytes`;
      }
    }
    return undefined;
  },
};

function lineOf(random: Random): string {
  return random.weighted<() => string>([
    [5, () => eventLine(random, WILD)],
    [3, () => auditEvent(random, ODD)],
    [1, () => anyJson(random)],
    [1, () => looseJson(random)],
    [1, () => spread(auditEvent(random, PLAIN))],
    [1, () => `[${random.times(0, 3, () => spread(auditEvent(random, PLAIN))).join(',\n')}]`],
  ])();
}

/** The event over several lines, as `jq` or `kubectl` would print it. */
function spread(event: string): string {
  return event.replace(/([,{])"/g, '$1\n  "');
}

/** All that comes of a file that arrives in chunks of these sizes, over and over. */
function readIn(events: Uint8Array, input: EventInput, sizes: readonly number[]): string {
  const drops: string[] = [];
  const onDrop = (drop: object) => drops.push(JSON.stringify(drop));
  const replayer = createReplayer(RULESET, { input, onDrop });
  const reader = new EventReader({ input });
  let out = '';
  let at = 0;
  for (let n = 0; at < events.length && !reader.stopped; n++) {
    const size = Math.max(1, sizes[n % sizes.length]!);
    const batch = reader.push(events.slice(at, at + size));
    at += size;
    if (batch) out += replayer.lines(batch, 'json');
  }
  const last = reader.finish();
  if (last) out += replayer.lines(last, 'json');
  out += replayer.finish.lines('json');
  const { accepted, stop } = replayer.summary();
  return `${out}${drops.join('\n')} ${accepted} ${stop?.line}`;
}

export const HUGE: Kind = {
  purpose: 'events of many megabytes: long strings, long lists, deep nesting, many keys',
  generate(random) {
    const size = random.pick([10_000, 100_000, 1_000_000, 10_000_000]);
    const count = Math.ceil(size / 10);
    const unit = random.pick(['x', '\\u0041', '\\"', 'é', '\\ud800', ' ', '\\\\']);
    const value = random.weighted<() => string>([
      [3, () => `"${unit.repeat(Math.ceil(size / unit.length))}"`],
      [1, () => `[${'1,'.repeat(count)}1]`],
      [1, () => `[${'{"image":"a:b"},'.repeat(Math.ceil(count / 2))}{}]`],
      [1, () => `{${Array.from({ length: Math.min(count, 100_000) }, (_, n) => `"k${n}":${n}`).join(',')}}`],
      [1, () => `${'9'.repeat(size)}`],
      [1, () => `${'['.repeat(Math.min(size, 1_000_000))}`],
      [1, () => deepJson(random)],
      [1, () => ' '.repeat(size)],
    ])();
    const key = random.pick([
      'auditID',
      'requestURI',
      'requestObject',
      'annotations',
      'sourceIPs',
      'stageTimestamp',
    ]);
    const event = auditEvent(random, PLAIN);
    const text = random.chance(0.8)
      ? event.replace('"kind":"Event",', `"kind":"Event","${key}":${value},`)
      : event.replace(
          '"requestObject":{',
          `"requestObject":{"spec":{"containers":${value}},"data":${quote('x')},`,
        );
    return { events: bytesOf(`${text}\n${event}\n`) };
  },
  check({ events }) {
    for (const input of ['webhook', 'file'] as const) {
      const whole = readIn(events!, input, [events!.length]);
      if (readIn(events!, input, [65_536]) !== whole) return `${input}: other alerts in chunks`;
    }
    return undefined;
  },
};
