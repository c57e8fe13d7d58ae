import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { BIN, folderOf, type Ran, run } from './run-bin.js';

// One run on one thread is what everything else must give: workers, shards, any way to hand the events in.

/** Rules that show an event's place among the others, in conditions and in outputs. */
const RULES = `- rule: Third
  desc: by number
  condition: evt.num = 3 or evt.num in (700, 701, 1500)
  output: third %evt.num %evt.reltime %ka.user.name
  priority: WARNING
  source: k8s_audit
- rule: Write
  desc: something is written
  condition: ka.verb in (create, update)
  output: write by %ka.user.name (%evt.num, %evt.reltime.s, %jevt.value[/requestObject])
  priority: WARNING
  source: k8s_audit
- rule: Rare
  desc: now and then
  condition: ka.user.name = user-7 and not ka.verb = get
  output: rare %ka.verb
  priority: DEBUG
  source: k8s_audit
`;
const PLAIN_RULES = RULES.replace(/- rule: Third[^-]*/, '').replace(' (%evt.num, %evt.reltime.s,', ' (');

function event(i: number, size: number): string {
  return JSON.stringify({
    kind: 'Event',
    auditID: `id-${i}`,
    stage: 'ResponseComplete',
    verb: ['get', 'create', 'list', 'update', 'delete'][i % 5],
    user: { username: `user-${i % 11}` },
    requestObject: { text: 'x\n"y'.repeat(1 + (i % 3)), padding: 'p'.repeat(size) },
    stageTimestamp: `2026-01-15T09:${String(Math.floor(i / 60) % 60).padStart(2, '0')}:${String(i % 60).padStart(2, '0')}.5Z`,
  });
}

/** Events, with what else stands in logs between them. */
function log(count: number, size = 2000): string {
  const lines: string[] = [];
  for (let i = 1; i <= count; i++) {
    if (i % 97 === 0) lines.push('{"kind":"Event","cut off', '', '{"kind":"Pod"}');
    if (i % 131 === 0) lines.push(`{"kind":"EventList","items":[${event(i, 10)},{},${event(i + 1, 10)}]}`);
    if (i % 151 === 0) lines.push(JSON.stringify(JSON.parse(event(i, 100)), undefined, 2));
    lines.push(event(i, (i * 37) % size));
  }
  return `${lines.join('\n')}\n`;
}

/** Long outputs are compared without being shown. */
function same(a: Ran, b: Ran): void {
  expect({ status: a.status, stderr: a.stderr }).toEqual({ status: b.status, stderr: b.stderr });
  const lines = b.stdout.split('\n');
  const differing = a.stdout.split('\n').findIndex((line, i) => line !== lines[i]);
  expect(
    differing < 0 ? undefined : { line: differing, text: a.stdout.split('\n')[differing]?.slice(0, 200) },
  ).toBe(undefined);
  expect(a.stdout === b.stdout).toBe(true);
}

function replay(cwd: string, args: readonly string[], input?: string | Uint8Array): Ran {
  return run(['replay', '-r', 'rules.yaml', ...args], { cwd, ...(input !== undefined && { input }) });
}

describe('workers', () => {
  const text = log(6000);

  it.each(['text', 'json'])('give what one thread gives: %s', (format) => {
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': text });
    const options = ['--format', format, '--rule-matching', 'all', 'audit.log'];
    const one = replay(cwd, ['--workers', '1', ...options]);
    expect(one.status).toBe(0);
    expect(one.stdout.split('\n').length).toBeGreaterThan(2000);
    expect(one.stdout).toContain('third 1500 ');
    for (const workers of ['2', '3']) same(replay(cwd, ['--workers', workers, ...options]), one);
  });

  it('whatever the way in: several files, gzip, standard input', () => {
    const packed = gzipSync(text);
    const cwd = folderOf({ 'rules.yaml': RULES, 'a.log': text, 'b.gz': packed, 'c.log': log(10) });
    for (const [args, input] of [
      [['a.log', 'b.gz', 'c.log'], undefined],
      [['-'], text],
      [['-'], packed],
    ] as const) {
      const one = replay(cwd, ['--workers', '1', ...args], input);
      expect(one.status).toBe(0);
      same(replay(cwd, ['--workers', '2', ...args], input), one);
    }
  });

  it('unpack several files at a time', () => {
    const packed = (count: number) => gzipSync(log(count));
    const cwd = folderOf({
      'rules.yaml': PLAIN_RULES,
      'by-place.yaml': RULES,
      'events/1.gz': packed(3000),
      'events/2.gz': packed(10),
      'events/3.gz': gzipSync(''),
      'events/4.gz': packed(2000),
      'events/5.log': log(700),
      'events/6.gz': packed(40),
      'events/7.gz': packed(1500),
    });
    for (const args of [['events'], ['-r', 'by-place.yaml', '--rule-matching', 'all', 'events']]) {
      const one = replay(cwd, ['--workers', '1', ...args]);
      expect(one.status).toBe(0);
      expect(one.stdout.split('\n').length).toBeGreaterThan(2000);
      for (const workers of ['2', '3', '7']) same(replay(cwd, ['--workers', workers, ...args]), one);
    }
    // A damaged file ends the run: after all that comes before it, and before anything behind it.
    writeFileSync(join(cwd, 'events/4.gz'), packed(2000).subarray(0, 9000));
    const one = replay(cwd, ['--workers', '1', 'events']);
    expect(one.status).toBe(2);
    expect(one.stderr).toContain('4.gz: the gzip data ends too early');
    for (const workers of ['2', '3']) same(replay(cwd, ['--workers', workers, 'events']), one);
  });

  it('end where a line ends a run of Falco on a file', () => {
    const long = event(3, 70_000);
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': `${log(3000)}${long}\n${log(100)}` });
    const one = replay(cwd, ['--workers', '1', '--input', 'file', 'audit.log']);
    expect(one.status).toBe(1);
    expect(one.stderr).toContain('is a line of 64 KiB or more');
    same(replay(cwd, ['--workers', '2', '--input', 'file', 'audit.log']), one);
  });

  it('report unreadable events as one thread does', () => {
    const cwd = folderOf({ 'rules.yaml': RULES, 'broken.gz': gzipSync(text).subarray(0, 5000) });
    const two = replay(cwd, ['--workers', '2', 'broken.gz']);
    expect(two.status).toBe(2);
    expect(two.stderr).toContain('the gzip data ends too early');
    expect(two.stderr).not.toMatch(/\n {4}at /);
  });
});

/** Replays in shards, and merges the results. */
function sharded(cwd: string, of: number, args: readonly string[]): Ran {
  const results = Array.from({ length: of }, (_, i) => {
    const { status, stdout, stderr } = replay(cwd, ['--shard', `${i + 1}/${of}`, ...args]);
    expect({ status, stderr: stderr.includes('error') }).toEqual({ status: 0, stderr: false });
    writeFileSync(join(cwd, `${i + 1}.shard`), stdout);
    return `${i + 1}.shard`;
  });
  return run(['merge', ...results.toReversed()], { cwd });
}

describe('shards, merged', () => {
  it('give what one run gives', () => {
    const cwd = folderOf({
      'rules.yaml': RULES,
      'plain.yaml': PLAIN_RULES,
      'logs/a.log': log(700),
      'logs/b.log.gz': gzipSync(log(300)),
      'logs/c.log': log(40),
      'logs/d.json': JSON.stringify(JSON.parse(`[${event(1, 5)},${event(2, 5)}]`), undefined, 1),
    });
    const one = replay(cwd, ['logs']);
    expect(one.stdout).toContain('third 701 ');
    for (const of of [1, 2, 5, 16]) same(sharded(cwd, of, ['logs']), one);
    copyFileSync(join(cwd, 'plain.yaml'), join(cwd, 'rules.yaml'));
    expect(sharded(cwd, 3, ['--workers', '2', '--format', 'json', 'logs'])).toEqual(
      replay(cwd, ['--format', 'json', 'logs']),
    );
  });

  it('end where a line ends a run of Falco on a file', () => {
    // The line stands early in a shard, so that events of the one before are lost too.
    const text = `${log(1000, 100)}${event(1, 70_000)}\n${log(500, 100)}`;
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': text, 'next.log': log(10) });
    const options = ['--input', 'file', '--rule-matching', 'all', 'audit.log', 'next.log'];
    const one = replay(cwd, options);
    expect(one.status).toBe(1);
    for (const of of [2, 3, 40]) same(sharded(cwd, of, options), one);
  });

  it('whatever the events look like', () => {
    const line = fc.oneof(
      { weight: 5, arbitrary: fc.nat(9).map((i) => event(i, 5)) },
      fc.nat(9).map((i) => JSON.stringify(JSON.parse(event(i, 5)), undefined, 1)),
      fc.nat(9).map((i) => `[${event(i, 5)},\n${event(i + 1, 5)}\n]`),
      fc.constantFrom('', '[', '"', '{"a":', '{"a":"', '}', '{}', '],', '{"kind":"Event"}', '{"x": {', '"}'),
    );
    fc.assert(
      fc.property(fc.array(line, { maxLength: 12 }), fc.integer({ min: 2, max: 4 }), (lines, of) => {
        const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': lines.join('\n') });
        same(sharded(cwd, of, ['audit.log']), replay(cwd, ['audit.log']));
      }),
      { numRuns: 12 },
    );
  });

  it('are refused where one is missing, doubled, cut short, or of another run', () => {
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': log(50) });
    sharded(cwd, 2, ['audit.log']);
    const second = readFileSync(join(cwd, '2.shard'), 'utf8');
    writeFileSync(join(cwd, 'cut.shard'), second.slice(0, -200));
    writeFileSync(join(cwd, 'damaged.shard'), second.slice(10));
    writeFileSync(
      join(cwd, 'json.shard'),
      replay(cwd, ['--shard', '2/2', '--format', 'json', 'audit.log']).stdout,
    );
    for (const [results, status, message] of [
      [['1.shard'], 1, 'shard 2 of 2 missing'],
      [['1.shard', '1.shard'], 1, 'are both shard 1'],
      [['1.shard', 'cut.shard'], 2, 'cut.shard is not the result of a whole shard'],
      [['1.shard', 'damaged.shard'], 2, 'damaged.shard is damaged'],
      [['1.shard', 'json.shard'], 1, 'are not of the same run: their format differs'],
      [['1.shard', 'nowhere'], 2, 'cannot read nowhere'],
      [['1.shard', 'rules.yaml'], 2, 'rules.yaml is not the result'],
    ] as const) {
      const merged = run(['merge', ...results], { cwd });
      expect({ status: merged.status, stdout: merged.stdout }).toEqual({ status, stdout: '' });
      expect(merged.stderr).toContain(message);
    }
  });

  it.each([
    [['--shard', '0/2', 'audit.log'], 'must be I/N'],
    [['--shard', '3/2', 'audit.log'], 'must be I/N'],
    [['--shard', '1', 'audit.log'], 'must be I/N'],
    [['--shard', '1/2', '-'], 'standard input cannot be split'],
    [['--workers', '0', 'audit.log'], 'must be from 1 to 64'],
  ])('wrong usage: %j', (args, message) => {
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': log(3) });
    const { status, stderr } = replay(cwd, args);
    expect(status).toBe(2);
    expect(stderr).toContain(message);
  });
});

it('the built worker stands beside the bin', () => {
  expect(readFileSync(join(BIN, '../replay-worker.js'), 'utf8')).not.toBe('');
});
