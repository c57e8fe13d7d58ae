import type { Ruleset } from '@falco-rules/language';
import type { BatchOutcome, EventBatch } from '@falco-rules/simulator';
import { type Place, type RunSetup, runnerOf } from './setup.js';

/** Takes the outcome of a batch; where it returns a promise, no more are run for now. */
export type TakeOutcome = (outcome: BatchOutcome) => Promise<void> | undefined;

/** Runs batches, here or on other threads; their outcomes come in the order of the batches. */
export interface Executor {
  /** `release`: the batch's bytes are not needed any more; given the buffer, which may have changed hands. */
  run(
    batch: EventBatch,
    take: TakeOutcome,
    release: (buffer: ArrayBuffer) => void,
  ): Promise<void> | undefined;
  /** Resolves when all batches are done. */
  drain(): Promise<void>;
  close(): Promise<void>;
}

/** Runs batches on this thread. */
export function createLocalExecutor(setup: RunSetup, ruleset: Ruleset, place: Place): Executor {
  let { accepted } = place;
  const runner = runnerOf(setup, ruleset, {
    countedBefore: () => accepted,
    firstTime: () => place.firstTime,
  });
  return {
    run(batch, take, release) {
      const outcome = runner.run(batch);
      accepted += outcome.accepted;
      release(batch.bytes.buffer as ArrayBuffer);
      return take(outcome);
    },
    async drain() {},
    async close() {},
  };
}
