import { findField, type IrregularOrigin } from '@falco-rules/language';
import type { Extractor } from '../extract/index.js';
import { alternativesOf } from './conjuncts.js';
import type { TestPlan } from './plan.js';
import type { Planner } from './planner.js';
import { mayReadEarly } from './reading-order.js';
import { RuleTree } from './rule-tree.js';
import type { Test } from './tests.js';

/** Finds the rules that match the loaded event. */
export interface RuleFinder {
  /** Adds them to `matches`, in order of definition; only the first one where that is wanted. */
  find(matches: number[]): void;
}

export interface RuleFinderOptions {
  readonly onlyFirst: boolean;
  /** Tries every rule on every event. */
  readonly plain?: boolean;
}

/** Fewer rules than this are as fast to try. */
const FEWEST_RULES = 3;

export function createRuleFinder(
  conditions: readonly TestPlan[],
  planner: Planner,
  extractor: Extractor,
  tests: readonly Test[],
  { onlyFirst, plain = false }: RuleFinderOptions,
): RuleFinder {
  const whole = conditions.map(({ id }) => tests[id]!);
  const everyRule: RuleFinder = {
    find(matches) {
      for (let rule = 0; rule < whole.length; rule++) {
        if (!whole[rule]!()) continue;
        matches.push(rule);
        if (onlyFirst) return;
      }
    },
  };
  if (plain || conditions.length < FEWEST_RULES) return everyRule;

  const early = planner.requests.map(
    (request) => isQuick(request.name) && mayReadEarly(request, planner.requests),
  );
  const alternatives = alternativesOf(
    conditions,
    planner,
    tests,
    (slot) => early[slot]!,
    (slot) => extractor.get(slot),
  );
  const tree = new RuleTree(alternatives, extractor, onlyFirst);
  return {
    find(matches) {
      // Where looking at a field shows in another one, rules have to look in Falco's order.
      if (extractor.orderShows) everyRule.find(matches);
      else tree.find(matches);
    },
  };
}

const QUICK_ORIGINS: ReadonlySet<IrregularOrigin> = new Set<IrregularOrigin>([
  'json-pointer',
  'json-rawtime',
  'values',
  'values-or-none',
  'repositories',
]);

/** Fields whose values are soon found. */
function isQuick(name: string): boolean {
  const origin = findField(name)?.from.irregular;
  return origin === undefined || QUICK_ORIGINS.has(origin);
}
