import { Worker } from 'node:worker_threads';
import type { Before, FromWorker, Task, ToWorker, WorkerStart } from './messages.js';
import type { RunSetup } from './setup.js';
import { keepYoungObjectsTogether, YOUNG_MEGABYTES } from './young-objects.js';

/** Tasks that a worker has at a time: one at work, one to go on with. */
const TASKS_EACH = 2;
/** Bytes of batches that it has, beside the first one. */
const BATCH_BYTES_EACH = 4 << 20;

type Outcome = Extract<FromWorker, { kind: 'outcome' }>;

export interface WorkerListener {
  /** It has become ready. */
  changed(): void;
  outcome(outcome: Outcome): void;
  failed(error: unknown): void;
}

/** Another thread that runs tasks, as this one sees it. */
export class WorkerThread {
  readonly #thread: Worker;
  /** The tasks that it has, and how many bytes of batches each brought. */
  readonly #tasks = new Map<number, number>();
  #batchBytes = 0;
  #isReady = false;
  #failure: { readonly error: unknown } | undefined;
  #listener: WorkerListener | undefined;

  constructor(start: WorkerStart) {
    this.#thread = new Worker(new URL('./replay-worker.js', import.meta.url), {
      workerData: start,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES },
    });
    this.#thread.on('message', (message: FromWorker) => {
      if (message.kind === 'ready') {
        this.#isReady = true;
        keepYoungObjectsTogether();
        this.#listener?.changed();
        return;
      }
      if (message.end) this.#ended(message.id);
      this.#listener?.outcome(message);
    });
    this.#thread.on('error', (error) => {
      this.#failure = { error };
      this.#listener?.failed(error);
    });
  }

  /** Gives it the rules; from now on, it can be given tasks once it is ready. */
  prepare(setup: RunSetup, rules: SharedArrayBuffer, listener: WorkerListener): void {
    this.#listener = listener;
    if (this.#failure) listener.failed(this.#failure.error);
    this.#tell({ kind: 'rules', setup, rules });
  }

  /** Whether it has got the rules ready. Until then it gets nothing to do: others would wait for it. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Whether it has room for another task. */
  get hasRoom(): boolean {
    return this.#isReady && this.#tasks.size < TASKS_EACH && this.#batchBytes < BATCH_BYTES_EACH;
  }

  get taskCount(): number {
    return this.#tasks.size;
  }

  run(id: number, task: Task, before: Before): void {
    const isBatch = task.kind === 'batch';
    const bytes = isBatch ? task.batch.bytes.length : 0;
    this.#tasks.set(id, bytes);
    this.#batchBytes += bytes;
    this.#tell({ kind: 'run', id, task, before }, isBatch ? [task.batch.bytes.buffer as ArrayBuffer] : []);
  }

  written(bytes: number): void {
    this.#tell({ kind: 'written', bytes });
  }

  async close(): Promise<void> {
    await this.#thread.terminate();
  }

  #ended(id: number): void {
    this.#batchBytes -= this.#tasks.get(id) ?? 0;
    this.#tasks.delete(id);
  }

  #tell(message: ToWorker, given: ArrayBuffer[] = []): void {
    this.#thread.postMessage(message, given);
  }
}
