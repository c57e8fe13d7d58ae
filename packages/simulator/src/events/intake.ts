import {
  createSplitter,
  type DropReason,
  type Extractor,
  type LoadResult,
  planExtraction,
  type Splitter,
} from '../extract/index.js';
import type { EventBatch } from './batch.js';
import type { EventInput } from './block-reader.js';

/** A value, or one event of a list, that does not reach the rules. */
export interface Drop {
  readonly reason: DropReason;
  /** The line of the input on which the value starts, from 1. */
  readonly line: number;
  /** Where the value, or the event in it, starts in the input, in bytes from 0. */
  readonly offset: number;
  /** Which event of the list it is, from 1, where the line holds a list and only this event is lost. */
  readonly item?: number;
}

/**
 * What is done with each event, such as Engine.process: reads it, and gives the reason where it is none (see
 * Extractor.load). The bytes may be overwritten after it returns.
 */
export type Take = (bytes: Uint8Array, start: number, end: number, num: number, item: boolean) => LoadResult;

export interface IntakeOptions {
  readonly input: EventInput;
  readonly take: Take;
  readonly onDrop?: (drop: Drop) => void;
  /** How many events were accepted before this input. Default 0. */
  readonly acceptedBefore?: number;
  /** Asked after each value: whether to take no more for now. */
  readonly pauses?: () => boolean;
}

/** Takes the events out of batches: splits lists, counts what is accepted, reports what is not. */
export interface Intake {
  /** Takes the values of a batch, `from` on, while nothing pauses it; gives the first one that was not taken. */
  feed(batch: EventBatch, from?: number): number;
  /** To be called at the end of the input: file input may still hold events back. */
  finish(): void;
  /** Events accepted so far: `evt.num` of the last one. */
  readonly accepted: number;
  /** File input: the run ended at this line, and Falco exits with 1. */
  readonly stop: EventBatch['stop'] | undefined;
}

/** Falco gets events from a plugin in batches of this many; one that a fault cuts short is lost (sdk.DefaultBatchSize). */
const FILE_BATCH = 128;

export function createIntake({ input, take, onDrop, acceptedBefore = 0, pauses }: IntakeOptions): Intake {
  let split: Splitter | undefined;
  let accepted = acceptedBefore;
  let stop: EventBatch['stop'];

  // File input accepts first and runs later, when it is sure that the batch of 128 is complete.
  let gate: Extractor | undefined;
  let held: {
    readonly bytes: Uint8Array;
    readonly start: number;
    readonly end: number;
    readonly item: boolean;
  }[] = [];
  const hold: Take = (bytes, start, end, num, item) => {
    gate ??= planExtraction([]);
    const reason = gate.load(bytes, start, end, num, item);
    if (reason === undefined) held.push({ bytes, start, end, item });
    return reason;
  };
  const takeOne = input === 'file' ? hold : take;

  function release(): void {
    for (const { bytes, start, end, item } of held) {
      if (take(bytes, start, end, accepted + 1, item) === undefined) accepted++;
    }
    held = [];
  }

  /** Takes one event; the reason where it was none. */
  function offer(bytes: Uint8Array, start: number, end: number, item: boolean): LoadResult {
    const reason = takeOne(bytes, start, end, accepted + 1, item);
    if (reason !== undefined) return reason;
    if (input === 'webhook') accepted++;
    else if (held.length === FILE_BATCH) release();
    return undefined;
  }

  function offerSeveral(batch: EventBatch, n: number): void {
    const start = batch.starts[n]!;
    const line = batch.firstLine + batch.lines[n]!;
    split ??= createSplitter();
    const events = split(batch.bytes, start, batch.ends[n]!);
    if (!events) {
      onDrop?.({ reason: 'not-an-event', line, offset: batch.offset + start });
      return;
    }
    for (const [i, event] of events.entries()) {
      const reason = offer(batch.bytes, event.start, event.end, event.item);
      // An item that is itself a list has no stageTimestamp, so that `several` does not come back here.
      if (reason !== undefined && reason !== 'several') {
        onDrop?.({ reason, line, offset: batch.offset + event.start, item: i + 1 });
      }
    }
  }

  return {
    feed(batch, from = 0) {
      const { bytes, count, starts, ends } = batch;
      for (let n = from; n < count; n++) {
        if (n > from && pauses?.()) return n;
        const reason = offer(bytes, starts[n]!, ends[n]!, false);
        if (reason === undefined) continue;
        if (reason === 'several') offerSeveral(batch, n);
        else onDrop?.({ reason, line: batch.firstLine + batch.lines[n]!, offset: batch.offset + starts[n]! });
      }
      if (batch.stop) {
        held = [];
        stop = batch.stop;
        onDrop?.({ reason: 'line-too-long', ...batch.stop });
      }
      return count;
    },
    finish: release,
    get accepted() {
      return accepted;
    },
    get stop() {
      return stop;
    },
  };
}
