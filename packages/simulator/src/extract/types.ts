import type { ByteString } from '@falco-rules/language';

/**
 * The value of a field in one event. Undefined: absent. Strings are byte strings, cut at the first NUL;
 * lists are never empty (an empty list is absent). Numeric fields (`evt.*`) are bigints.
 */
export type FieldValue = undefined | ByteString | bigint | boolean | readonly ByteString[];

/** A field as a condition or an output asks for it. */
export interface FieldRequest {
  readonly name: string;
  readonly arg?: ByteString;
}

/** Why an event does not reach the rules. Undefined: it does. */
export type DropReason = 'broken-json' | 'not-an-object' | 'no-stage-timestamp' | 'bad-timestamp' | 'too-large';

/**
 * Reads the values of a fixed set of fields, one event after the other. Planned once for a ruleset; slots are
 * the indices of the requests it was planned with.
 */
export interface Extractor {
  /**
   * Scans the event that stands at bytes [start, end), whole. Values of the previous event are forgotten.
   * `num` is what evt.num gives: the count of accepted events, from 1.
   */
  load(bytes: Uint8Array, start: number, end: number, num: number): DropReason | undefined;
  /** The value of a slot in the loaded event; computed when first asked for, then kept. */
  get(slot: number): FieldValue;
  /** The event's time (stageTimestamp) in nanoseconds since the epoch. */
  readonly time: bigint;
}
