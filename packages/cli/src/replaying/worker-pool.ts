import { Worker } from 'node:worker_threads';
import { type BatchOutcome, createBatchCounter, type EventBatch } from '@falco-rules/simulator';
import type { Executor, TakeOutcome } from './executor.js';
import { type BatchMessage, type Place, RING_BATCHES, type RunSetup } from './setup.js';

/** What a worker answers: the outcome of a batch, and its buffer if that is wanted back. */
export interface OutcomeMessage {
  readonly id: number;
  readonly outcome: BatchOutcome;
  readonly buffer: ArrayBuffer | undefined;
}

export interface WorkerStart {
  readonly setup: RunSetup;
  readonly counts: SharedArrayBuffer;
}

/** Batches that a worker has at a time: one at work, one to go on with. */
const BATCHES_EACH = 2;

interface Waiting {
  readonly take: TakeOutcome;
  readonly release: (buffer: ArrayBuffer) => void;
  outcome: BatchOutcome | undefined;
}

/** Runs batches on other threads. `wantsFirstTime`: some rule reads `evt.reltime`. */
export function createWorkerPool(
  setup: RunSetup,
  size: number,
  place: Place,
  wantsFirstTime: boolean,
): Executor {
  const counts = new SharedArrayBuffer(RING_BATCHES * 8);
  const start: WorkerStart = { setup, counts };
  const file = new URL('./replay-worker.js', import.meta.url);
  const workers = Array.from({ length: size }, () => ({
    thread: new Worker(file, { workerData: start }),
    batches: 0,
  }));
  const waiting = new Map<number, Waiting>();
  const counter = wantsFirstTime ? createBatchCounter() : undefined;
  let { accepted, firstTime } = place;
  let nextId = 0;
  let nextOutcome = 0;
  let handling = false;
  let failure: unknown;
  let wake: () => void = () => {};

  for (const worker of workers) {
    worker.thread.on('message', ({ id, outcome, buffer }: OutcomeMessage) => {
      worker.batches--;
      const batch = waiting.get(id);
      if (!batch) return;
      batch.outcome = outcome;
      if (buffer) batch.release(buffer);
      wake();
      void handleOutcomes();
    });
    worker.thread.on('error', (error) => {
      failure ??= error;
      wake();
    });
  }

  async function handleOutcomes(): Promise<void> {
    if (handling) return;
    handling = true;
    try {
      for (let next = waiting.get(nextOutcome); next?.outcome; next = waiting.get(nextOutcome)) {
        // Both at once: what is sent meanwhile is told of both.
        accepted += next.outcome.accepted;
        const id = nextOutcome++;
        await next.take(next.outcome);
        waiting.delete(id);
        wake();
      }
    } catch (error) {
      failure ??= error;
      wake();
    } finally {
      handling = false;
    }
  }

  async function until(ready: () => boolean): Promise<void> {
    for (;;) {
      if (failure !== undefined) throw failure;
      if (ready()) return;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }

  function idlest(): (typeof workers)[number] {
    return workers.reduce((best, worker) => (worker.batches < best.batches ? worker : best));
  }

  function send(batch: EventBatch, take: TakeOutcome, release: (buffer: ArrayBuffer) => void): void {
    if (counter && firstTime === undefined) firstTime = counter(batch).time;
    const id = nextId++;
    waiting.set(id, { take, release, outcome: undefined });
    const { bytes, starts, ends, lines, count, firstLine, offset } = batch;
    const own = ownBuffer(bytes);
    const message: BatchMessage = {
      id,
      known: { id: nextOutcome, accepted },
      firstTime,
      bytes: own,
      bytesAt: own === bytes.buffer ? bytes.byteOffset : 0,
      bytesLength: bytes.length,
      starts: starts.buffer as ArrayBuffer,
      ends: ends.buffer as ArrayBuffer,
      lines: lines.buffer as ArrayBuffer,
      count,
      firstLine,
      offset,
    };
    const worker = idlest();
    worker.batches++;
    worker.thread.postMessage(message, [message.bytes, message.starts, message.ends, message.lines]);
  }

  return {
    async run(batch, take, release) {
      await until(() => idlest().batches < BATCHES_EACH && waiting.size < size * 4);
      send(batch, take, release);
    },
    drain: () => until(() => waiting.size === 0),
    async close() {
      await Promise.all(workers.map(({ thread }) => thread.terminate()));
    },
  };
}

/** The buffer of a batch, where it has one for itself; Node's small buffers share theirs. */
function ownBuffer({ buffer, byteOffset, length }: Uint8Array): ArrayBuffer {
  if (buffer instanceof ArrayBuffer && buffer.byteLength >= 1 << 16) return buffer;
  return buffer.slice(byteOffset, byteOffset + length) as ArrayBuffer;
}
