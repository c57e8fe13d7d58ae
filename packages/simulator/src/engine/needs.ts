import type { Ruleset } from '@falco-rules/language';
import { planOutput } from './alert-format.js';
import { Planner } from './planner.js';

/** What a ruleset asks of an event's place among the others. */
export interface PlaceNeeds {
  /** Some rule reads `evt.num`. */
  readonly number: boolean;
  /** Some rule reads `evt.reltime`: the time of the first accepted event matters. */
  readonly firstTime: boolean;
}

export function placeNeeds(ruleset: Ruleset): PlaceNeeds {
  const planner = new Planner();
  for (const { enabled, expr, output } of ruleset.rules) {
    if (!enabled) continue;
    planner.test(expr);
    planOutput(output.text, planner, 'default');
  }
  const names = planner.requests.map(({ name }) => name);
  return {
    number: names.includes('evt.num'),
    firstTime: names.some((name) => name.startsWith('evt.reltime')),
  };
}
