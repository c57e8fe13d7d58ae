import { loadRules, type Ruleset, type Target } from '@falco-rules/language';
import {
  type AlertFormat,
  type AlertTimeFormat,
  type BatchRunner,
  type BatchRunOptions,
  createBatchRunner,
  type EventBatch,
  type RuleMatching,
} from '@falco-rules/simulator';
import type { RulesSource } from '../project/rules-files.js';

/** All that a thread must know to run events: plain data, as it goes to workers. */
export interface RunSetup {
  readonly sources: readonly RulesSource[];
  readonly target: Target;
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

/** The rules of a setup: they are known to load. */
export function loadSetup({ sources, target }: RunSetup): Ruleset {
  const { ruleset } = loadRules(sources, { target });
  if (!ruleset) throw new Error('rules that loaded before do not load now');
  return ruleset;
}

export function runnerOf(
  setup: RunSetup,
  ruleset: Ruleset,
  place: Pick<BatchRunOptions, 'countedBefore' | 'firstTime'>,
): BatchRunner {
  const { ruleMatching, format, timeFormat, hostname, utcOffset } = setup;
  return createBatchRunner(ruleset, { ruleMatching, format, timeFormat, hostname, utcOffset, ...place });
}

/** A batch on its way to a worker: its parts, whose buffers change hands. */
export interface BatchMessage {
  readonly id: number;
  /** How many events were accepted before batch `known.id`. */
  readonly known: { readonly id: number; readonly accepted: number };
  readonly firstTime: bigint | undefined;
  readonly bytes: ArrayBuffer;
  readonly bytesAt: number;
  readonly bytesLength: number;
  readonly starts: ArrayBuffer;
  readonly ends: ArrayBuffer;
  readonly lines: ArrayBuffer;
  readonly count: number;
  readonly firstLine: number;
  readonly offset: number;
}

export function unpackBatch(message: BatchMessage): EventBatch {
  const { bytes, bytesAt, bytesLength, count, starts, ends, lines, firstLine, offset } = message;
  return {
    bytes: new Uint8Array(bytes, bytesAt, bytesLength),
    count,
    starts: new Int32Array(starts, 0, count),
    ends: new Int32Array(ends, 0, count),
    lines: new Int32Array(lines, 0, count),
    firstLine,
    offset,
  };
}

/** The counts of accepted events by batch, shared by all threads: pairs of a batch's id plus one, and its count. */
export const RING_BATCHES = 1024;
