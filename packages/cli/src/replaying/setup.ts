import type { Ruleset } from '@falco-rules/language';
import {
  type AlertFormat,
  type AlertTimeFormat,
  type BatchRunner,
  type BatchRunOptions,
  createBatchRunner,
  type RuleMatching,
} from '@falco-rules/simulator';

/** What a thread must know to run rules, beside them: plain data, as it goes to workers. */
export interface RunSetup {
  readonly ruleMatching: RuleMatching;
  readonly format: AlertFormat;
  readonly timeFormat: AlertTimeFormat;
  /** A byte string. */
  readonly hostname: string;
  readonly utcOffset: number;
}

/** What the events before the ones at hand come to. */
export interface Place {
  /** How many were accepted. */
  readonly accepted: number;
  /** The time of the first accepted one. */
  readonly firstTime: bigint | undefined;
}

export const BEGINNING: Place = { accepted: 0, firstTime: undefined };

export function runnerOf(
  setup: RunSetup,
  ruleset: Ruleset,
  place: Pick<BatchRunOptions, 'countedBefore' | 'firstTime'>,
): BatchRunner {
  return createBatchRunner(ruleset, { ...setup, ...place });
}
