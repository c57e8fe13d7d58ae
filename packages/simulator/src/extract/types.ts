import type { ByteString } from '@falco-rules/language';
import type { ScannerKind } from './scan.js';
import type { Moment } from './timestamp.js';
import type { WasmMemory } from './wasm-memory.js';

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

/** Why a value that was read does not reach the rules. Undefined: it does. */
export const DROP_REASONS = [
  'broken-json',
  /** Neither an event nor a list of events (an array with one such element is lost as a whole). */
  'not-an-event',
  'no-stage-timestamp',
  'bad-timestamp',
  'too-large',
  /** File input: the line at which Falco's run ends. */
  'line-too-long',
] as const;
export type DropReason = (typeof DROP_REASONS)[number];

/**
 * What came of loading a value: undefined, it is loaded; `several`: it is an array or an EventList, to be split
 * (createSplitter) and loaded by its events, as an intake (events/) does.
 */
export type LoadResult = DropReason | 'several' | undefined;

/** What the values of `evt.*` fields depend on beside the event. */
export interface ExtractorOptions {
  /** What evt.hostname gives; absent without it. */
  readonly hostname?: ByteString;
  /** Seconds east of Greenwich: what `evt.time` and `evt.datetime` are shown in. Default 0. */
  readonly utcOffset?: number;
  /** Largest event that the plugin takes, in bytes of compact JSON. Default 262144, as k8saudit's. */
  readonly maxEventSize?: number;
  /** What is added to the `num` of an event where `evt.num` is read; asked for then only. Default: nothing. */
  readonly countedBefore?: () => number;
  /** Which scanner finds the fields; they differ in nothing but speed. Default: `auto`. */
  readonly scanner?: ScannerKind;
}

/**
 * Reads the values of a fixed set of fields, one event after the other. Planned once for a ruleset; slots are
 * the indices of the requests it was planned with.
 *
 * An event with escapes in its JSON may show the order in which its fields are read, as Falco itself does: ask
 * in the order in which Falco would.
 */
export interface Extractor {
  /**
   * Scans the value that stands at bytes [start, end), whole. Values of the previous event are forgotten.
   * `num` is what evt.num gives: the count of accepted events, from 1. `item`: it is an item of an EventList,
   * whose kind Falco does not look at. Bytes that have been loaded from must not be changed before others (another
   * object) are: more of them than this event may have been copied.
   */
  load(bytes: Uint8Array, start: number, end: number, num: number, item?: boolean): LoadResult;
  /** The value of a slot in the loaded event; computed when first asked for, then kept. */
  get(slot: number): FieldValue;
  /** Whether the order in which fields are read may show in their values: see above. */
  readonly orderShows: boolean;
  /** The event's time (stageTimestamp) in nanoseconds since the epoch, 64 bits unsigned. */
  readonly time: bigint;
  /** The same, as it was written. */
  readonly moment: Moment;
  /** Where the loaded event is to be found in WebAssembly; undefined: it was scanned in JavaScript. */
  readonly inMemory: WasmMemory | undefined;
  /** Whether the loaded event has an `auditID`: without one, there are no `ka.*` values. */
  readonly audited: boolean;
  /** For a field that is nothing but the text, or the list of texts, at a path: where that is found. */
  placeOf(slot: number): FieldPlace | undefined;
  /** The time of the first accepted event, from which `evt.reltime` counts; set by the first load, or from outside. */
  firstTime: bigint | undefined;
}

/** A field that is nothing but what stands at a path, as the scanner knows it. */
export interface FieldPlace {
  readonly node: number;
  /** It is there in events with an `auditID` only. */
  readonly needsAudit: boolean;
}
