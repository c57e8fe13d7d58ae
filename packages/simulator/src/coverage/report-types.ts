import type { Span } from '@falco-rules/language';
import type { Count } from './tally.js';

/** Something that is to come out one way and the other, or to happen at all. */
export interface Point {
  readonly text: string;
  /** Where its user wrote it; absent for what Falco adds. */
  readonly span?: Span;
}

/** A check, or a macro where it is used: shown to decide a rule by itself, holding and not holding. */
export interface CheckReport extends Point {
  readonly kind: 'check' | 'macro';
  readonly held: Count;
  readonly failed: Count;
  readonly decidedHeld: Count;
  readonly decidedFailed: Count;
  /** False where it is proven that no event shows it: that way it is not counted. */
  readonly canDecideHeld: boolean;
  readonly canDecideFailed: boolean;
  /** The values that stand in the check itself. */
  readonly items: readonly ItemReport[];
  /** Set for what stands in an exception: which one. */
  readonly exception?: { readonly name: string; readonly tuple: number };
}

/** A value of a list: met by an event where nothing else gave the verdict. */
export interface ItemReport extends Point {
  readonly met: Count;
  readonly decided: Count;
  readonly canDecide: boolean;
}

export interface ExceptionReport extends Point {
  readonly name: string;
  /** Each combination of values: whether it kept the rule silent by itself. */
  readonly tuples: readonly TupleReport[];
}

export interface TupleReport extends Point {
  readonly decided: Count;
  readonly canDecide: boolean;
}

export interface RuleReport {
  readonly name: string;
  readonly span: Span;
  readonly fired: Count;
  readonly passed: Count;
  readonly checks: readonly CheckReport[];
  readonly exceptions: readonly ExceptionReport[];
}

export interface MacroReport {
  readonly name: string;
  readonly span: Span;
  readonly held: Count;
  readonly failed: Count;
  readonly canHold: boolean;
  readonly canFail: boolean;
  readonly checks: readonly CheckReport[];
}

export interface ListReport {
  readonly name: string;
  readonly span: Span;
  readonly items: readonly ItemReport[];
}

/** What tests or events decided in a ruleset. Only what enabled rules use is in it. */
export interface CoverageReport {
  readonly rules: readonly RuleReport[];
  readonly macros: readonly MacroReport[];
  readonly lists: readonly ListReport[];
  /** Rules that are left out: why. */
  readonly leftOut: readonly { readonly rule: string; readonly reason: string }[];
}
