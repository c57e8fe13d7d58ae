import type { FireOptions } from '@falco-rules/simulator';

/** Rules of a replay: a file as Falco would read it, and where its items were written. */
export interface RecordedSource {
  readonly name: string;
  readonly content: Uint8Array;
  /** The file that wrote all of it, or (`kind name` to file) each item. Absolute paths. */
  readonly homes: string | ReadonlyMap<string, string>;
}

export type RecordedInput =
  | { readonly kind: 'file'; readonly path: string; readonly shown: string }
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array };

export type MatcherName = 'toFire' | 'toStaySilent' | 'toFireNothingElse';

/** What a test asked of a replay. */
export interface RecordedExpectation {
  readonly matcher: MatcherName;
  readonly rule?: string;
  readonly options?: FireOptions;
  readonly negated: boolean;
  /** Whether the test went on. */
  readonly held: boolean;
  readonly test: string | undefined;
}

/** A call of `replay` in a test. */
export interface RecordedReplay {
  readonly sources: readonly RecordedSource[];
  readonly inputs: readonly RecordedInput[];
  readonly ruleMatching: 'first' | 'all';
  /** The test that it stands in; absent in hooks. */
  readonly test: string | undefined;
  readonly expectations: RecordedExpectation[];
  /** The test looked at the alerts itself: what it made of them is not known. */
  looked: boolean;
}

/** The replays of a test file. */
export interface RecordedFile {
  /** Absolute. */
  readonly path: string;
  readonly replays: readonly RecordedReplay[];
}
