import { encodeText, parseCondition } from '@falco-rules/language';
import { describe, expect, it } from 'vitest';
import { planExtraction } from '../extract/index.js';
import { eventRanges, readVectors } from '../test-support/vectors.js';
import { compileConditions } from './conditions.js';
import { Planner } from './planner.js';
import { createRuleFinder } from './rule-tree.js';

interface ConditionVector {
  readonly events: readonly string[];
  readonly rules: readonly {
    readonly name: string;
    readonly condition: string;
    readonly matches: number[];
  }[];
}

const vectors = readVectors<ConditionVector>('conditions');

/** The matches of every condition, by evt.num, all compiled together. */
function matchesOf(conditions: readonly string[], events: readonly string[], plain: boolean): number[][] {
  const planner = new Planner();
  const plans = conditions.map((condition) => {
    const parsed = parseCondition(encodeText(condition));
    if (!parsed.ok) throw new Error(`${condition}: ${parsed.message}`);
    return planner.test(parsed.expr);
  });
  const extractor = planExtraction(planner.requests, { scanner: plain ? 'plain' : 'fast' });
  const { tests, nextEvent } = compileConditions(planner, extractor);
  const finder = createRuleFinder(plans, planner, extractor, tests, { onlyFirst: false, plain });
  const matches = conditions.map((): number[] => []);
  const { bytes, starts, ends } = eventRanges(events);
  let accepted = 0;
  for (const [i, start] of starts.entries()) {
    if (extractor.load(bytes, start, ends[i]!, accepted + 1) !== undefined) continue;
    accepted++;
    nextEvent();
    const found: number[] = [];
    finder.find(found);
    for (const rule of found) matches[rule]!.push(accepted);
  }
  return matches;
}

describe.each([false, true])('conditions as Falco decided them, tried one by one: %s', (plain) => {
  it.each(vectors.map((vector, i) => [i, vector] as const))('vector %i', (_, { events, rules }) => {
    const matches = matchesOf(
      rules.map(({ condition }) => condition),
      events,
      plain,
    );
    for (const [i, { condition, matches: expected }] of rules.entries()) {
      expect.soft(matches[i], condition).toEqual(expected);
    }
  });
});
