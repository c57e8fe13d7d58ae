import { isDeepStrictEqual } from 'node:util';
import { type PoolOptions, type PoolRunnerInitializer, ThreadsPoolWorker } from 'vitest/node';
import type { FilesRead } from '../testing/files-read.js';
import { OWN_FOLDER } from './plugin.js';
import { GET_READY, readIn } from './thread-messages.js';

// Vitest ends its threads after each run, and a new one needs more time for starting, loading itself and us and for
// running all of it for the first time than for the tests. So the thread of the next run is started when one has
// ended, and rehearses until it is needed. No thread runs tests twice: nothing of one run reaches the next.

/** Threads for vitest's option `pool`. */
export interface Threads {
  readonly pool: PoolRunnerInitializer;
  /** Ends those that wait. */
  close(): Promise<void>;
}

/** `onRead` gets to know what tests read without importing it. */
export function threadsInWaiting(onRead: (read: FilesRead) => void): Threads {
  const waiting = new Set<TestThread>();
  let closed = false;

  // As many wait as were at work at the same time: each that ends is followed by one.
  function follow({ options }: TestThread): void {
    if (closed) return;
    const thread = new TestThread(options, follow, onRead);
    waiting.add(thread);
    const lost = (): void => void waiting.delete(thread);
    // The run that would have taken it starts one of its own, and tells why it cannot.
    thread.getReady(lost).catch(lost);
  }

  function end(threads: readonly TestThread[]): Promise<unknown> {
    for (const thread of threads) waiting.delete(thread);
    return Promise.allSettled(threads.map((thread) => thread.end()));
  }

  return {
    pool: {
      name: 'falco-rules',
      createPoolWorker(options) {
        closed = false;
        const unsuited = [...waiting].filter((thread) => !thread.suits(options));
        if (unsuited.length > 0) void end(unsuited);
        const [ready] = waiting;
        if (ready) waiting.delete(ready);
        return ready ?? new TestThread(options, follow, onRead);
      },
    },
    async close() {
      closed = true;
      await end([...waiting]);
    },
  };
}

class TestThread extends ThreadsPoolWorker {
  override readonly name = 'falco-rules';
  protected override readonly entrypoint = `${OWN_FOLDER}test-thread.js`;
  readonly options: PoolOptions;
  readonly #follow: (thread: TestThread) => void;
  readonly #onRead: (read: FilesRead) => void;
  #started: Promise<void> | undefined;

  constructor(options: PoolOptions, follow: (thread: TestThread) => void, onRead: (read: FilesRead) => void) {
    super(options);
    this.options = options;
    this.#follow = follow;
    this.#onRead = onRead;
  }

  /** Whether it is what vitest would start now: what a thread gets to know, it gets when it starts. */
  suits({ project, env, execArgv }: PoolOptions): boolean {
    const { options } = this;
    return (
      options.project === project &&
      isDeepStrictEqual(options.env, env) &&
      isDeepStrictEqual(options.execArgv, execArgv)
    );
  }

  /** Vitest starts what has been started here. */
  override start(): Promise<void> {
    this.#started ??= super.start().then(() => {
      this.on('message', (message) => {
        const read = readIn(message);
        if (read) this.#onRead(read);
      });
    });
    return this.#started;
  }

  async getReady(lost: () => void): Promise<void> {
    await this.start();
    // Nobody else listens while it waits.
    this.on('error', lost);
    this.on('exit', lost);
    this.send(GET_READY as never);
  }

  override async stop(): Promise<void> {
    this.#follow(this);
    await super.stop();
  }

  /** Without one to follow. */
  async end(): Promise<void> {
    await this.#started;
    await super.stop();
  }
}
