import { loadRules, type Ruleset } from '@falco-rules/language';
import { createBatchRunner, createReplayer, EventReader } from '@falco-rules/simulator';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVectors } from './vectors.js';

// Whatever makes the engine fast must not show: the same rules on the same events, with all of it and with none.

const vectors = readVectors();
const conditions = [...vectors.conditions.values()].flat().filter(({ rules }) => rules.length > 0);

function load(yaml: string): Ruleset | undefined {
  return loadRules([{ name: 'rules.yaml', content: Buffer.from(yaml) }]).ruleset;
}

function batchOf(lines: readonly string[]) {
  const batch = new EventReader({ input: 'file' }).push(
    Buffer.from(lines.map((line) => `${line}\n`).join('')),
  );
  if (!batch) throw new Error('no events');
  return batch;
}

/** Runs twice: what has been learned from the events must not show either. */
function same(ruleset: Ruleset, lines: readonly string[]): number {
  let alerts = 0;
  for (const ruleMatching of ['first', 'all'] as const) {
    const options = { ruleMatching, hostname: 'host' };
    const plain = createReplayer(ruleset, { ...options, plain: true });
    const fast = createReplayer(ruleset, { ...options, scanner: 'fast' });
    const runner = createBatchRunner(ruleset, { ...options, format: 'json', countedBefore: () => before });
    expect(fast.lines(batchOf(lines), 'text')).toBe(plain.lines(batchOf(lines), 'text'));
    for (const each of [plain, fast]) each.begin();
    let before = plain.summary().accepted;
    for (let round = 0; round < 2; round++) {
      const expected = plain.lines(batchOf(lines), 'json');
      expect(fast.lines(batchOf(lines), 'json')).toBe(expected);
      const batch = batchOf(lines);
      for (let done = 0; done < batch.count; ) done = runner.run(batch, done);
      const outcome = runner.outcome();
      before += outcome.accepted;
      expect(Buffer.from(outcome.output).toString('latin1')).toBe(expected);
      alerts += outcome.alerts.length / 3;
    }
  }
  return alerts;
}

describe('fast and plain', () => {
  it('agree on all recorded outputs', () => {
    let alerts = 0;
    for (const { yaml, events } of [...vectors.outputs.values()].flat()) {
      const ruleset = load(yaml);
      if (ruleset && events) alerts += same(ruleset, events);
    }
    expect(alerts).toBeGreaterThan(1000);
  });

  it('agree on all recorded rules files', () => {
    let alerts = 0;
    for (const { events, files } of vectors.rulefiles.values()) {
      for (const { yaml } of files) {
        const ruleset = load(yaml);
        if (ruleset) alerts += same(ruleset, events);
      }
    }
    expect(alerts).toBeGreaterThan(1000);
  });

  it('agree on recorded conditions, many to a file, with outputs that look at what conditions look at', () => {
    const pick = fc.tuple(fc.nat(conditions.length - 1), fc.array(fc.nat(), { minLength: 3, maxLength: 30 }));
    fc.assert(
      fc.property(pick, ([at, picks]) => {
        const { events: lines, rules } = conditions[at]!;
        const yaml = picks
          .map((n, i) => {
            const { condition } = rules[n % rules.length]!;
            const output =
              '%evt.num %jevt.obj %ka.req.pod.containers.image %jevt.value[/requestObject] %ka.user.name';
            return `- rule: R${i}\n  desc: d\n  condition: ${JSON.stringify(condition)}\n  output: "${output}"\n  priority: INFO\n  source: k8s_audit\n`;
          })
          .join('');
        const ruleset = load(yaml);
        if (ruleset) same(ruleset, lines);
      }),
      { numRuns: 60 },
    );
  });
});
