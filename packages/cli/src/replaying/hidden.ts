import type { Ruleset } from '@falco-rules/language';
import { createReplayer, type EventBatch, type RuleTally } from '@falco-rules/simulator';
import type { RunSetup } from './setup.js';

/** Counts, beside a run, the rules that earlier ones hide under `rule_matching: first`. */
export interface HiddenCounter {
  /** To be shown all batches, in order. */
  readonly look: (batch: EventBatch) => void;
  /** Rules that matched events which earlier ones took. */
  hidden(): readonly RuleTally[];
}

/** Runs every event a second time: for who asks for it, not for every replay. */
export function countHidden(ruleset: Ruleset, setup: RunSetup): HiddenCounter {
  const { hostname, utcOffset } = setup;
  const replayer = createReplayer(ruleset, { ruleMatching: 'first', hidden: true, hostname, utcOffset });
  return {
    look: (batch) => replayer.count(batch),
    hidden: () => replayer.summary().rules.filter(({ hiddenBy }) => hiddenBy.size > 0),
  };
}
