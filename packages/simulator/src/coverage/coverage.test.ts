import { describe, expect, it } from 'vitest';
import { load } from '../test-support/rules.js';
import { compileProbe } from './probe.js';
import { coverageOf } from './report.js';
import { mergeTallies } from './tally.js';
import { percent, totalsOf } from './totals.js';

const RULES = `
- list: admins
  items: [alice, "bob b"]
- macro: write
  condition: ka.verb in (create, update)
- macro: nobody
  condition: (jevt.rawtime = 0)
- rule: R
  desc: d
  condition: write and not ka.user.name in (admins) and not nobody
  output: o
  priority: WARNING
  source: k8s_audit
  exceptions:
    - name: known
      fields: [ka.user.name, ka.target.resource]
      comps: [=, in]
      values:
        - [carol, [pods, jobs]]
        - [dave, [secrets]]
- rule: Off
  desc: d
  condition: write
  output: o
  priority: WARNING
  source: k8s_audit
  enabled: false
`;

interface Made {
  readonly verb?: string;
  readonly user?: string;
  readonly resource?: string;
}

function measure(events: readonly Made[], rules = RULES) {
  const loaded = load(rules);
  const probe = compileProbe(loaded);
  for (const [i, { verb, user, resource }] of events.entries()) {
    const bytes = Buffer.from(
      JSON.stringify({
        kind: 'Event',
        auditID: `${i}`,
        verb,
        user: { username: user },
        objectRef: { resource },
        stageTimestamp: '2026-01-15T09:30:00Z',
      }),
    );
    const refused = probe.process(bytes, 0, bytes.length, i + 1, false, () => ({
      input: 'e.jsonl',
      line: i + 1,
      summary: `${verb} by ${user}`,
    }));
    expect(refused).toBeUndefined();
  }
  return { loaded, probe, report: coverageOf(loaded, probe.tallies()) };
}

/** `text: decided by holding / by not holding`, with `-` where that cannot be. */
function checksOf(checks: ReturnType<typeof coverageOf>['rules'][number]['checks']): string[] {
  return checks.map(
    ({ text, decidedHeld, decidedFailed, canDecideHeld, canDecideFailed }) =>
      `${text}: ${canDecideHeld ? decidedHeld.n : '-'}/${canDecideFailed ? decidedFailed.n : '-'}`,
  );
}

const ALL: readonly Made[] = [
  { verb: 'create', user: 'mallory', resource: 'pods' },
  { verb: 'update', user: 'mallory', resource: 'pods' },
  { verb: 'get', user: 'mallory', resource: 'pods' },
  { verb: 'create', user: 'alice', resource: 'pods' },
  { verb: 'create', user: 'bob b', resource: 'pods' },
  { verb: 'create', user: 'carol', resource: 'pods' },
  { verb: 'create', user: 'carol', resource: 'jobs' },
  { verb: 'create', user: 'carol', resource: 'secrets' },
  { verb: 'create', user: 'dave', resource: 'secrets' },
  { verb: 'create', user: 'dave', resource: 'pods' },
  { verb: 'create', user: 'mallory', resource: 'secrets' },
];

describe('coverage', () => {
  it('says what decided a rule by itself', () => {
    const { report } = measure([
      { verb: 'create', user: 'mallory' },
      { verb: 'get', user: 'alice' },
    ]);
    const [rule] = report.rules;
    expect([rule?.fired.n, rule?.passed.n]).toEqual([1, 1]);
    // On the second event neither decides alone: the verb and the user both stand in the way.
    expect(checksOf(rule!.checks).slice(0, 3)).toEqual([
      'write: 1/0',
      'ka.user.name in (alice, "bob b"): 0/1',
      'nobody: -/1',
    ]);
    expect(rule?.checks[0]?.failed.n).toBe(1);
    // Falco does not come to the user of the second event.
    expect(rule?.checks[1]?.held.n).toBe(0);
    expect(report.macros.map(({ name, held, failed }) => [name, held.n, failed.n])).toEqual([
      ['write', 1, 1],
      ['nobody', 0, 1],
    ]);
    expect(report.leftOut).toEqual([{ rule: 'Off', reason: 'it is not enabled' }]);
  });

  it('is whole once an event has decided everything that can be decided', () => {
    const totals = totalsOf(measure(ALL).report);
    expect(Object.values(totals).map(percent)).toEqual([100, 100, 100, 100, 100]);
    expect(totals).toEqual({
      rules: { covered: 2, total: 2 },
      macros: { covered: 3, total: 3 },
      checks: { covered: 16, total: 16 },
      items: { covered: 6, total: 6 },
      exceptions: { covered: 2, total: 2 },
    });
  });

  it('misses each event that is left out', () => {
    for (const [i, event] of ALL.entries()) {
      const { report } = measure(ALL.filter((_, other) => other !== i));
      const { covered, total } = Object.values(totalsOf(report)).reduce((a, b) => ({
        covered: a.covered + b.covered,
        total: a.total + b.total,
      }));
      // The first one fires for a verb that other events have as well.
      if (i !== 0 && i < 9) expect(covered, JSON.stringify(event)).toBeLessThan(total);
    }
  });

  it('points at what the user wrote', () => {
    const { report, loaded } = measure(ALL);
    const textOf = ({ span }: { span?: { file: { text: string }; start: number; end: number } }) =>
      span?.file.text.slice(span.start, span.end);
    const [rule] = report.rules;
    expect(rule?.checks.slice(0, 3).map(textOf)).toEqual(['write', 'ka.user.name in (admins)', 'nobody']);
    expect(report.lists.flatMap(({ items }) => items.map(textOf))).toEqual(['alice', 'bob b']);
    expect(rule?.exceptions[0]?.tuples.map(textOf)).toEqual(['carol, [pods, jobs', 'dave, [secrets']);
    expect(loaded.rules.length).toBe(2);
  });

  it('names the events', () => {
    const { report } = measure(ALL);
    expect(report.rules[0]?.checks[1]?.decidedHeld).toEqual({
      n: 2,
      examples: [
        { input: 'e.jsonl', line: 4, summary: 'create by alice' },
        { input: 'e.jsonl', line: 5, summary: 'create by bob b' },
      ],
    });
  });

  it('is the same in one run or in several', () => {
    const whole = measure(ALL);
    const parts = ALL.flatMap((event) => measure([event]).probe.tallies());
    expect(totalsOf(coverageOf(whole.loaded, mergeTallies(parts)))).toEqual(totalsOf(whole.report));
    const other = measure(ALL, RULES.replace('[alice, "bob b"]', '[alice]')).probe.tallies();
    expect(totalsOf(coverageOf(whole.loaded, other)).rules.covered).toBe(0);
  });

  it('knows of an event that only one check kept away', () => {
    const near = (made: Made) => {
      const rules = new Set<string>();
      measure([made]).probe.addNearMisses(rules);
      return rules.has('R');
    };
    expect(near({ verb: 'get', user: 'mallory' })).toBe(true);
    expect(near({ verb: 'create', user: 'dave', resource: 'secrets' })).toBe(true);
    expect(near({ verb: 'get', user: 'alice' })).toBe(false);
    expect(near({ verb: 'create', user: 'mallory' })).toBe(false);
  });

  it('knows which values of a list can never decide', () => {
    const itemsOf = (condition: string): string[] => {
      const rule = `- rule: R\n  desc: d\n  condition: ${condition}\n  output: o\n  priority: WARNING\n  source: k8s_audit\n`;
      const { report } = measure([], rule);
      return report.rules[0]!.checks.flatMap(({ items }) =>
        items.map(({ text, canDecide }) => `${text}${canDecide ? '' : ' never'}`),
      );
    };
    expect(itemsOf('ka.verb in (get, list) and not ka.verb startswith l')).toEqual(['get', 'list never']);
    expect(itemsOf('ka.verb in (get, get, list)')).toEqual(['get never', 'get never', 'list']);
    expect(itemsOf('ka.verb in (get, list) or ka.verb = list')).toEqual(['get', 'list never']);
    expect(itemsOf('ka.user.groups intersects (a, b) and not ka.user.groups intersects (a)')).toEqual([
      'a never',
      'b',
    ]);
    // Of what is too large to be held against all else, nothing is claimed.
    const many = Array.from({ length: 300 }, (_, n) => `ka.verb = v${n}`).join(' or ');
    expect(itemsOf(`ka.verb in (v1, v2) or ${many}`)).toEqual(['v1', 'v2']);
  });
});
