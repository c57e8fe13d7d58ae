import { Worker } from 'node:worker_threads';
import type { Input } from './kind.js';
import type { KindName } from './kinds/index.js';

/** What the main thread asks of a worker. */
export type Order =
  | {
      readonly do: 'slice';
      readonly seed: string;
      readonly kind: KindName;
      readonly from: number;
      readonly millis: number;
    }
  | { readonly do: 'one'; readonly kind: KindName; readonly input: Input };

/** What it hears back. `tried`: inputs that were fine, before the fault if there is one. */
export type Answer = { readonly tried: number; readonly fault?: string };

/** An input must be done with in this time; the machine may be busy. */
const SECONDS_PER_INPUT = 30;
const MEGABYTES = 1024;

/** A worker that is put down, and made anew, where it hangs or wants more memory than any input should. */
export class WatchedWorker {
  #worker: Worker | undefined;
  readonly #file: string;
  /** How many inputs of the running slice are done with; the worker writes it. */
  readonly #progress = new Int32Array(new SharedArrayBuffer(4));

  /** `file` is the program itself, which acts as a worker when it finds itself in one. */
  constructor(file: string) {
    this.#file = file;
  }

  ask(order: Order): Promise<Answer> {
    const worker = this.#running();
    this.#progress[0] = 0;
    return new Promise((resolve) => {
      let seen = 0;
      let since = Date.now();
      const watch = setInterval(() => {
        const now = Atomics.load(this.#progress, 0);
        if (now !== seen) [seen, since] = [now, Date.now()];
        if (Date.now() - since > SECONDS_PER_INPUT * 1000) {
          finish({ tried: seen, fault: `no answer within ${SECONDS_PER_INPUT} seconds` }, true);
        }
      }, 250);
      const finish = (answer: Answer, broken: boolean) => {
        clearInterval(watch);
        worker.removeAllListeners('message').removeAllListeners('error').removeAllListeners('exit');
        if (broken) {
          worker.on('error', () => {});
          void worker.terminate();
          this.#worker = undefined;
        }
        resolve(answer);
      };
      const failed = (fault: string) => finish({ tried: Atomics.load(this.#progress, 0), fault }, true);
      worker.on('message', (answer: Answer) => finish(answer, false));
      worker.on('error', (error: Error) => failed(`ended the thread: ${error.message}`));
      worker.on('exit', (code) => failed(`the thread exited with ${code}`));
      worker.postMessage(order);
    });
  }

  async close(): Promise<void> {
    await this.#worker?.terminate();
  }

  #running(): Worker {
    this.#worker ??= new Worker(this.#file, {
      workerData: this.#progress,
      resourceLimits: { maxOldGenerationSizeMb: MEGABYTES, stackSizeMb: 4 },
    });
    return this.#worker;
  }
}
