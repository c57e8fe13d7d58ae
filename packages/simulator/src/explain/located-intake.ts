import { createIntake, type Drop, type EventBatch } from '../events/index.js';
import type { LoadResult } from '../extract/index.js';

/** Which event something is about. */
export interface EventPlace {
  /** Its `evt.num`: which of the accepted events it is, from 1. */
  readonly event: number;
  /** Which of the inputs it comes from, from 0. */
  readonly input: number;
  /** The line of that input on which its value starts, from 1. */
  readonly line: number;
}

/** An event that is kept for showing. */
export interface KeptEvent extends EventPlace {
  readonly bytes: Uint8Array;
  /** It was an item of an EventList. */
  readonly item: boolean;
}

/** What is done with an event: its place, or the event for keeping, are made where they are asked for. */
export type TakeLocated = (
  bytes: Uint8Array,
  start: number,
  end: number,
  num: number,
  item: boolean,
) => LoadResult;

/** Takes events out of batches, and knows where the one that is being taken stands. */
export interface LocatedIntake {
  feed(batch: EventBatch): void;
  /** Goes on with another input. */
  begin(): void;
  readonly accepted: number;
  /** The place of the event that is being taken. */
  place(start: number, num: number): EventPlace;
  keep(bytes: Uint8Array, start: number, end: number, num: number, item: boolean): KeptEvent;
}

/** Events as the webhook gets them: what Falco reads from a file in ways of its own makes no difference to a reason. */
export function createLocatedIntake(take: TakeLocated, onDrop?: (drop: Drop) => void): LocatedIntake {
  const open = (acceptedBefore: number) =>
    createIntake({ input: 'webhook', take, acceptedBefore, ...(onDrop && { onDrop }) });
  let intake = open(0);
  let batch: EventBatch | undefined;
  let input = 0;
  let isFirst = true;
  const place = (start: number, num: number): EventPlace => ({
    event: num,
    input,
    line: batch ? batch.firstLine + batch.lines[valueAt(batch, start)]! : 0,
  });
  return {
    feed(next) {
      batch = next;
      intake.feed(next);
    },
    begin() {
      if (!isFirst) {
        input++;
        intake = open(intake.accepted);
      }
      isFirst = false;
    },
    get accepted() {
      return intake.accepted;
    },
    place,
    keep: (bytes, start, end, num, item) => ({ ...place(start, num), bytes: bytes.slice(start, end), item }),
  };
}

/** The value of a batch in which an offset lies. */
function valueAt({ starts, count }: EventBatch, offset: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}
