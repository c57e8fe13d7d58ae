import type { Ruleset } from '@falco-rules/language';
import { createReplayer, type RuleTally } from '@falco-rules/simulator';
import type { Executor } from './executor.js';
import type { RunSetup } from './setup.js';

/** Counts, beside a run, the rules that earlier ones hide under `rule_matching: first`. */
export interface HiddenCounter {
  /** The executor, its batches looked at before they are run. */
  readonly executor: Executor;
  /** Rules that matched events which earlier ones took. */
  hidden(): readonly RuleTally[];
}

/** Runs every event a second time: for who asks for it, not for every replay. Batches must come in order, on this thread. */
export function countHidden(executor: Executor, ruleset: Ruleset, setup: RunSetup): HiddenCounter {
  const { hostname, utcOffset } = setup;
  const replayer = createReplayer(ruleset, { ruleMatching: 'first', hidden: true, hostname, utcOffset });
  return {
    executor: {
      ...executor,
      run(batch, take, release) {
        replayer.count(batch);
        return executor.run(batch, take, release);
      },
    },
    hidden: () => replayer.summary().rules.filter(({ hiddenBy }) => hiddenBy.size > 0),
  };
}
