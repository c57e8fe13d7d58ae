import { parentPort, workerData } from 'node:worker_threads';
import { createBatchCounter, type EventBatch } from '@falco-rules/simulator';
import { type BatchMessage, loadSetup, RING_BATCHES, runnerOf, unpackBatch } from './replaying/setup.js';
import type { OutcomeMessage, WorkerStart } from './replaying/worker-pool.js';

// A thread of `replay --workers`: runs the batches that come, and answers with their outcomes.

const { setup, counts } = workerData as WorkerStart;
const ring = new Int32Array(counts);
const count = createBatchCounter();
const port = parentPort!;

let message: BatchMessage;
let batch: EventBatch;
/** How many events were accepted before this batch; -1 as long as nobody has asked. */
let before = -1;

/** Says how many events of a batch were accepted. */
function publish(id: number, accepted: number): void {
  const at = (id % RING_BATCHES) * 2;
  Atomics.store(ring, at + 1, accepted);
  Atomics.store(ring, at, id + 1);
  Atomics.notify(ring, at);
}

/** Some rule reads `evt.num`: counts this batch for those who come after, and waits for the counts of those before. */
function countedBefore(): number {
  if (before >= 0) return before;
  publish(message.id, count(batch).accepted);
  before = message.known.accepted;
  for (let id = message.known.id; id < message.id; id++) {
    const at = (id % RING_BATCHES) * 2;
    for (let seen = Atomics.load(ring, at); seen !== id + 1; seen = Atomics.load(ring, at)) {
      Atomics.wait(ring, at, seen);
    }
    before += Atomics.load(ring, at + 1);
  }
  return before;
}

const runner = runnerOf(setup, loadSetup(setup), {
  countedBefore,
  firstTime: () => message.firstTime,
});

port.on('message', (next: BatchMessage) => {
  message = next;
  batch = unpackBatch(next);
  before = -1;
  const outcome = runner.run(batch);
  if (before < 0) publish(next.id, outcome.accepted);
  const answer: OutcomeMessage = { id: next.id, outcome, buffer: next.bytes };
  port.postMessage(answer, [
    next.bytes,
    ...(outcome.output.length > 0 ? [outcome.output.buffer as ArrayBuffer] : []),
  ]);
});
