import { encodeText, parseCondition } from '@falco-rules/language';
import { describe, expect, it } from 'vitest';
import { planExtraction } from '../extract/index.js';
import { eventRanges, readVectors } from '../test-support/vectors.js';
import { compileConditions } from './conditions.js';
import { Planner } from './planner.js';
import { indexRules } from './rule-index.js';

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
function matchesOf(conditions: readonly string[], events: readonly string[]): number[][] {
  const planner = new Planner();
  const plans = conditions.map((condition) => {
    const parsed = parseCondition(encodeText(condition));
    if (!parsed.ok) throw new Error(`${condition}: ${parsed.message}`);
    return planner.test(parsed.expr);
  });
  const extractor = planExtraction(planner.requests);
  const { tests, nextEvent } = compileConditions(planner, extractor);
  const index = indexRules(plans, planner, extractor);
  const matches = conditions.map((): number[] => []);
  const { bytes, starts, ends } = eventRanges(events);
  let accepted = 0;
  for (const [i, start] of starts.entries()) {
    if (extractor.load(bytes, start, ends[i]!, accepted + 1) !== undefined) continue;
    accepted++;
    nextEvent();
    const candidates = index.candidates();
    for (const [rule, { id }] of plans.entries()) {
      const candidate = (candidates[rule >>> 5]! >>> (rule & 31)) & 1;
      if (candidate && tests[id]!()) matches[rule]!.push(accepted);
    }
  }
  return matches;
}

describe('conditions as Falco decided them', () => {
  it.each(vectors.map((vector, i) => [i, vector] as const))('vector %i', (_, { events, rules }) => {
    const matches = matchesOf(
      rules.map(({ condition }) => condition),
      events,
    );
    for (const [i, { condition, matches: expected }] of rules.entries()) {
      expect.soft(matches[i], condition).toEqual(expected);
    }
  });
});
