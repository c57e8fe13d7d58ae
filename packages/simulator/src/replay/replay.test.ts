import { describe, expect, it } from 'vitest';
import { auditEvent, batchOf, load, rule } from '../test-support/rules.js';
import { createReplayer } from './replay.js';
import { replay } from './stream.js';

const ruleset = load(
  rule('Reads', 'ka.verb in (get, list)', {
    output: 'read by %ka.user.name of %ka.user.groups',
    tags: ['b', 'a'],
  }) +
    rule('Secrets', 'ka.target.resource = secrets', { priority: 'CRITICAL' }) +
    rule('Off', 'ka.verb exists', { enabled: false }) +
    rule('Never', 'ka.verb = bind'),
);
const events = [
  auditEvent(),
  auditEvent({ objectRef: { resource: 'secrets' } }),
  '{"kind":"Event","auditID":"b"}',
  'not json',
  auditEvent({ verb: 'delete', objectRef: { resource: 'secrets' } }),
];

describe('createReplayer', () => {
  it('gives the lines that Falco prints', () => {
    const replayer = createReplayer(ruleset);
    expect(replayer.lines(batchOf(events), 'text')).toBe(
      '08:00:00.000000000: Warning read by alice of <NA>\n' +
        '08:00:00.000000000: Warning read by alice of <NA>\n' +
        '08:00:00.000000000: Critical alice\n',
    );
    expect(createReplayer(ruleset, { hostname: 'h' }).lines(batchOf([events[0]!]), 'json')).toBe(
      '{"hostname":"h","output":"08:00:00.000000000: Warning read by alice of <NA>","output_fields":' +
        '{"evt.time":1769846400000000000,"ka.user.groups":null,"ka.user.name":"alice"},"priority":"Warning",' +
        '"rule":"Reads","source":"k8s_audit","tags":["a","b"],"time":"2026-01-31T08:00:00.000000000Z"}\n',
    );
  });

  it('puts an ISO time in front where asked', () => {
    const replayer = createReplayer(ruleset, { timeFormat: 'iso8601', hostname: 'h', utcOffset: 3600 });
    const line = replayer.lines(batchOf([events[0]!]), 'json');
    expect(JSON.parse(line)).toMatchObject({
      output: '2026-01-31T08:00:00.000000000+0000: Warning read by alice of <NA>',
    });
    expect(line).toContain('"evt.time.iso8601":1769846400000000000');
    expect(line).not.toContain('"evt.time":');
  });

  it('shows local time', () => {
    const replayer = createReplayer(ruleset, { utcOffset: -3600 });
    expect(replayer.lines(batchOf([events[0]!]), 'text')).toMatch(/^07:00:00\.0{9}: /);
  });

  it('stops at the first rule that matches, or takes all', () => {
    const names = (ruleMatching: 'first' | 'all') =>
      createReplayer(ruleset, { ruleMatching })
        .alerts(batchOf(events))
        .map(({ rule, event }) => [event, rule]);
    expect(names('first')).toEqual([
      [1, 'Reads'],
      [2, 'Reads'],
      [3, 'Secrets'],
    ]);
    expect(names('all')).toEqual([
      [1, 'Reads'],
      [2, 'Reads'],
      [2, 'Secrets'],
      [3, 'Secrets'],
    ]);
  });

  it('gives alerts with their fields', () => {
    const [alert] = createReplayer(ruleset).alerts(
      batchOf([auditEvent({ user: { username: 'é', groups: ['x'] } })]),
    );
    expect(alert).toEqual({
      rule: 'Reads',
      priority: 'Warning',
      source: 'k8s_audit',
      tags: ['a', 'b'],
      time: 1769846400000000000n,
      event: 1,
      output: 'read by é of (x)',
      fields: { 'evt.time': '08:00:00.000000000', 'ka.user.name': 'é', 'ka.user.groups': ['x'] },
    });
  });

  it('says what came of all events', () => {
    const replayer = createReplayer(ruleset, { hidden: true });
    replayer.count(batchOf(events));
    replayer.finish.count();
    expect(replayer.summary()).toEqual({
      accepted: 3,
      dropped: { 'no-stage-timestamp': 1, 'broken-json': 1 },
      firstDrops: [
        { reason: 'no-stage-timestamp', line: 3, offset: expect.any(Number) },
        { reason: 'broken-json', line: 4, offset: expect.any(Number) },
      ],
      stop: undefined,
      alerts: 3,
      rules: [
        { rule: 'Reads', alerts: 2, hiddenBy: new Map() },
        { rule: 'Secrets', alerts: 1, hiddenBy: new Map([['Reads', 1]]) },
        { rule: 'Never', alerts: 0, hiddenBy: new Map() },
      ],
    });
  });

  it('numbers the events of a shard from where it starts', () => {
    const replayer = createReplayer(ruleset, { acceptedBefore: 10 });
    expect(replayer.alerts(batchOf([events[0]!]))[0]?.event).toBe(11);
    expect(replayer.summary().accepted).toBe(1);
  });
});

describe('replay', () => {
  it('streams', async () => {
    const text = Buffer.from(events.map((event) => JSON.stringify(event)).join('\n'));
    const run = replay(ruleset, [text.subarray(0, 100), text.subarray(100)]);
    const rules: string[] = [];
    for await (const alerts of run) rules.push(...alerts.map(({ rule }) => rule));
    expect(rules).toEqual(['Reads', 'Reads', 'Secrets']);
    expect(run.summary().accepted).toBe(3);
  });
});
