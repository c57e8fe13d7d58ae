import type { Obstacle } from '../explain/reason.js';
import type { DropReason } from '../extract/index.js';
import type { Alert } from '../replay/alert.js';

/** What a replay came to, as the matchers read it. Names are ordinary text. */
export interface TestResult {
  readonly alerts: readonly Alert[];
  /** Every rule of the set by name, in order of definition. */
  readonly rules: ReadonlyMap<string, RuleResult>;
  /** Events that reached the rules. */
  readonly events: number;
  readonly dropped: readonly { readonly event: number; readonly reason: DropReason }[];
  /** Why an enabled rule that never matched did not; computed when asked. Undefined where there was no event. */
  nearestMiss(rule: string): NearestMiss | undefined;
}

export interface RuleResult {
  readonly enabled: boolean;
  /** Set for rules of sources that are not simulated: why. */
  readonly notSimulated?: string;
  /** Names of the fields that its alerts show. */
  readonly fields: readonly string[];
  /** Events that it matched where an earlier rule's alert was given instead (`rule_matching: first`). */
  readonly hidden: readonly { readonly event: number; readonly by: string }[];
}

/** The event that a rule came closest to matching. */
export interface NearestMiss {
  /** Its `evt.num`. */
  readonly event: number;
  /** The checks that would have had to come out the other way. */
  readonly obstacles: readonly Obstacle[];
}
