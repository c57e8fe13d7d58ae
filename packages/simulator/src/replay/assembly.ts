import type { EventBatch, EventInput } from '../events/index.js';
import { type BatchOutcome, type DropGroup, DropGroups } from './batch-run.js';

/** Falco gets events from a plugin in batches of this many; one that a fault cuts short is lost (sdk.DefaultBatchSize). */
export const FILE_BATCH = 128;

/** An alert of one of the last events of a segment: which event, how long its line is in bytes, which rule. */
export type TailAlert = readonly [num: number, length: number, rule: number];

/** What came of a stretch of an input. */
export interface SegmentOutcome {
  /** Events that reached the rules. */
  readonly accepted: number;
  /** Alerts by rule. */
  readonly alerts: readonly number[];
  readonly drops: readonly DropGroup[];
  /** File input: the run ended at this line, and Falco exits with 1. */
  readonly stop?: NonNullable<EventBatch['stop']>;
  /** With `keepTail`: the alerts of the last 127 events, which a run that ends soon afterwards loses. */
  readonly tail: readonly TailAlert[];
}

/** Puts the outcomes of batches together, in the order of the batches. */
export interface Assembly {
  /** The bytes that can be written now. */
  add(outcome: BatchOutcome, stop: EventBatch['stop'] | undefined): Uint8Array[];
  /** The bytes that were held back. To be called at the end of the input, or once it has stopped. */
  finish(): Uint8Array[];
  /** Valid once finished. */
  outcome(): SegmentOutcome;
}

export interface AssemblyOptions {
  readonly input: EventInput;
  readonly ruleCount: number;
  /** The input is a part of a file: which events complete a batch of 128 is for others to say. */
  readonly keepTail?: boolean;
}

export function createAssembly({ input, ruleCount, keepTail = false }: AssemblyOptions): Assembly {
  const byRule = new Float64Array(ruleCount);
  const drops = new DropGroups();
  const holds = input === 'file' && !keepTail;
  let accepted = 0;
  let stop: EventBatch['stop'];
  let tail: TailAlert[] = [];
  let held: { readonly before: number; readonly outcome: BatchOutcome; done: number; from: number }[] = [];

  /** The alerts of events up to one that has a number, in the input. */
  function release(last: number): Uint8Array[] {
    const out: Uint8Array[] = [];
    for (const piece of held) {
      const { alerts, output } = piece.outcome;
      let to = piece.from;
      while (piece.done < alerts.length && piece.before + alerts[piece.done]! <= last) {
        to = alerts[piece.done + 1]!;
        byRule[alerts[piece.done + 2]!]!++;
        piece.done += 3;
      }
      if (to > piece.from) out.push(output.subarray(piece.from, to));
      piece.from = to;
    }
    held = held.filter(({ done, outcome }) => done < outcome.alerts.length);
    return out;
  }

  function remember({ alerts }: BatchOutcome): void {
    for (let i = 0; i < alerts.length; i += 3) {
      const from = i === 0 ? 0 : alerts[i - 2]!;
      tail.push([accepted + alerts[i]!, alerts[i + 1]! - from, alerts[i + 2]!]);
    }
  }

  return {
    add(outcome, stopped) {
      const { alerts } = outcome;
      for (const { first, count } of outcome.drops) drops.add(first, count);
      if (keepTail && input === 'file') remember(outcome);
      if (alerts.length > 0) held.push({ before: accepted, outcome, done: 0, from: 0 });
      accepted += outcome.accepted;
      if (tail.length > 0) tail = tail.filter(([num]) => num > accepted - FILE_BATCH);
      const written = release(holds ? accepted - (accepted % FILE_BATCH) : accepted);
      if (stopped) {
        stop = stopped;
        drops.add({ reason: 'line-too-long', ...stopped });
        if (holds) accepted -= accepted % FILE_BATCH;
        held = [];
      }
      return written;
    },
    finish: () => release(accepted),
    outcome: () => ({
      accepted,
      alerts: [...byRule],
      drops: drops.groups(),
      ...(stop && { stop }),
      tail,
    }),
  };
}
