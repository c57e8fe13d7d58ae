import type { BatchRunner, EventInput } from '@falco-rules/simulator';
import { InputWindow } from '../files/input-window.js';
import { closeFile, createSource, type FilePart, kindOf, type OpenFile, openFile } from '../files/sources.js';
import { type AcceptedCounts, COUNTED_TASKS } from './accepted-counts.js';
import { BatchSource } from './batch-source.js';
import type { CrewRunOptions } from './crew.js';
import type { Task } from './messages.js';
import { OutcomeQueue } from './outcome-queue.js';
import { packRules } from './packed-rules.js';
import { nextTurn } from './run.js';
import { runnerOf } from './setup.js';
import type { RunPart } from './shard.js';
import { type Stretch, stretchesOf } from './stretches.js';
import { runTask } from './task-run.js';
import type { WorkerThread } from './worker-thread.js';

/** Tasks, for each thread, that may be ahead of the first one that is not done. */
const TASKS_AHEAD_EACH = 16;
/** Output of this thread that waits for its turn, in bytes: beyond it, the thread waits too. */
const MOST_UNWRITTEN = 2 << 20;
/** Buffers that are kept for further batches. */
const MOST_SPARE = 4;

/** One run of a crew: hands out tasks in the order of the events, and runs one where all others have enough to do. */
export class CrewRun {
  readonly #workers: readonly WorkerThread[];
  readonly #counts: AcceptedCounts;
  readonly #options: CrewRunOptions;
  readonly #queue: OutcomeQueue;
  readonly #runner: BatchRunner;
  readonly #window = new InputWindow();
  readonly #files = new Set<OpenFile>();
  readonly #spare: ArrayBuffer[] = [];
  readonly #mostAhead: number;
  /** The stretch that comes next, of the file that is being cut. */
  #next: Stretch | undefined;
  #firstTime: bigint | undefined;
  /** Events that were accepted before those that this thread runs, where that is asked. */
  #accepted = 0;

  constructor(workers: readonly WorkerThread[], counts: AcceptedCounts, options: CrewRunOptions) {
    const { setup, ruleset } = options;
    this.#workers = workers;
    this.#counts = counts;
    this.#options = options;
    this.#queue = new OutcomeQueue(options.assembly);
    this.#mostAhead = Math.min((workers.length + 1) * TASKS_AHEAD_EACH, COUNTED_TASKS / 2);
    this.#firstTime = options.place.firstTime;
    this.#runner = runnerOf(setup, ruleset, {
      countedBefore: () => this.#accepted,
      firstTime: () => this.#firstTime,
    });
    const rules = packRules(ruleset);
    for (const worker of workers) {
      worker.prepare(setup, rules, {
        changed: () => this.#queue.changed(),
        failed: (error) => this.#queue.fail(error),
        outcome: ({ id, outcome, end, buffer }) => {
          if (buffer && this.#spare.length < MOST_SPARE) this.#spare.push(buffer);
          const { length } = outcome.output;
          this.#queue.add(id, outcome, end, () => {
            if (length > 0) worker.written(length);
          });
        },
      });
    }
  }

  async run(parts: readonly RunPart[]): Promise<void> {
    const queue = this.#queue;
    try {
      try {
        for (const group of this.#groups(parts)) {
          if (group.length > 1) await this.#runWhole(group);
          else await this.#runPart(group[0]!);
          if (queue.isStopped) return;
        }
      } catch (error) {
        // What comes before the fault is told first; and if the run ends there, nobody gets as far as this.
        await queue.until(() => queue.isDone);
        if (queue.isStopped) return;
        throw error;
      }
      await queue.until(() => queue.isDone);
    } finally {
      for (const file of this.#files) closeFile(file);
    }
  }

  /** Parts that go together: packed files that follow each other. To count the events of one, it would be unpacked twice. */
  #groups(parts: readonly RunPart[]): readonly (readonly RunPart[])[] {
    const { needs } = this.#options;
    const groups: RunPart[][] = [];
    let wasPacked = false;
    for (const part of parts) {
      const isPacked = !needs.number && !needs.firstTime && kindOf(part.path) === 'packed';
      if (isPacked && wasPacked) groups.at(-1)!.push(part);
      else groups.push([part]);
      wasPacked = isPacked;
    }
    return groups;
  }

  async #runPart(part: RunPart): Promise<void> {
    const file = this.#begin(part);
    if (file.kind === 'plain') await this.#runStretches(part, file);
    else await this.#runInOrder(part, file);
    this.#end(file);
  }

  #begin(part: RunPart): OpenFile {
    const file = openFile(part.path, part.shownAs);
    this.#files.add(file);
    this.#queue.beginPart(part);
    return file;
  }

  /** All tasks of a part have begun. */
  #end(file: OpenFile): void {
    this.#queue.endPart(() => {
      this.#files.delete(file);
      closeFile(file);
    });
  }

  /** Has each thread unpack files for itself: that takes about as long as to run what is in them. */
  async #runWhole(parts: readonly RunPart[]): Promise<void> {
    const { input } = this.#options.context;
    const left = [...parts];
    /** What `run` does begins with the task. */
    const begin = <T>(part: RunPart, run: (task: Task) => T): T => {
      const file = this.#begin(part);
      const running = run(stretchTask(file, part, part, input));
      this.#end(file);
      return running;
    };
    const handOut = () => {
      for (let taker = this.#taker(); taker && left.length > 0; taker = this.#taker()) {
        const to = taker;
        begin(left.shift()!, (task) => this.#give(to, task));
      }
    };
    while (left.length > 0 && !this.#queue.isStopped) {
      handOut();
      const [next] = left;
      if (next && this.#mayRunHere()) {
        left.shift();
        await begin(next, (task) => this.#runHere(task, handOut));
      } else await this.#queue.until(() => this.#hasRoom());
    }
  }

  /** Has each thread read for itself. */
  async #runStretches(part: RunPart, file: OpenFile): Promise<void> {
    const { input } = this.#options.context;
    const stretches = stretchesOf(file, part, { input, threads: this.#workers.length + 1 });
    const handOut = () => {
      for (let taker = this.#taker(); taker && this.#next?.isUncut === false; taker = this.#taker()) {
        this.#give(taker, stretchTask(file, part, this.#next, input));
        this.#next = stretches.next().value ?? undefined;
      }
    };
    this.#next = stretches.next().value ?? undefined;
    for (;;) {
      handOut();
      const next = this.#next;
      if (!next || this.#queue.isStopped) return;
      if (next.isUncut) return this.#runInOrder({ ...part, ...next }, file);
      if (this.#mayRunHere()) {
        this.#next = stretches.next().value ?? undefined;
        await this.#runHere(stretchTask(file, part, next, input), handOut);
      } else await this.#queue.until(() => this.#hasRoom());
    }
  }

  /** Reads on this thread, and hands out what it finds. */
  async #runInOrder({ shownAs, from, to }: FilePart, file: OpenFile): Promise<void> {
    const { context } = this.#options;
    const bytes = createSource(file, { from, to }, { ...context, mayBlock: () => false });
    const source = new BatchSource(bytes, shownAs, from, context.input, this.#window);
    try {
      for (;;) {
        await this.#queue.until(() => this.#hasRoom());
        if (this.#queue.isStopped) return;
        const next = source.next();
        const batch = next instanceof Promise ? await next : next;
        if (!batch) return;
        const taker = this.#taker();
        if (taker) {
          this.#window.leave(this.#spare.pop());
          this.#give(taker, { kind: 'batch', batch });
        } else await this.#runHere({ kind: 'batch', batch });
      }
    } finally {
      source.close();
    }
  }

  /** Whether the next task can go to somebody now, or nobody wants it any more. */
  #hasRoom(): boolean {
    return this.#queue.isStopped || this.#mayRunHere() || this.#taker() !== undefined;
  }

  /** The worker that the next task goes to. */
  #taker(): WorkerThread | undefined {
    if (this.#queue.ahead >= this.#mostAhead || this.#lacksFirstTime()) return undefined;
    let best: WorkerThread | undefined;
    for (const worker of this.#workers) {
      if (worker.hasRoom && (!best || worker.taskCount < best.taskCount)) best = worker;
    }
    return best;
  }

  #mayRunHere(): boolean {
    const { ahead } = this.#queue;
    if (this.#lacksFirstTime()) return ahead === 0;
    if (this.#options.needs.number) return ahead === 0 && !this.#workers.some(({ isReady }) => isReady);
    return ahead < this.#mostAhead;
  }

  /** Some rule reads `evt.reltime`, and there was no event so far: this thread looks for it, in order. */
  #lacksFirstTime(): boolean {
    return this.#options.needs.firstTime && this.#firstTime === undefined;
  }

  #give(worker: WorkerThread, task: Task): void {
    const { place, context } = this.#options;
    const { id, accepted } = this.#queue.known;
    if (task.kind === 'stretch') context.onRead((task.to ?? task.file.size) - task.from);
    worker.run(this.#queue.beginTask(), task, {
      known: { id, accepted: place.accepted + accepted },
      firstTime: this.#firstTime,
    });
  }

  /** Runs a task on this thread; calls `meanwhile` now and then, after messages have come. */
  async #runHere(task: Task, meanwhile: () => void = () => {}): Promise<void> {
    const { context, place } = this.#options;
    const queue = this.#queue;
    const base = place.accepted + queue.known.accepted;
    const id = queue.beginTask();
    let told = 0;
    let unwritten = 0;
    this.#accepted = base;
    await runTask(task, {
      onRead: task.kind === 'stretch' ? context.onRead : () => {},
      mayBlock: () => false,
      runner: this.#runner,
      window: this.#window,
      tell: async (outcome, end) => {
        const { length } = outcome.output;
        told += outcome.accepted;
        this.#accepted = base + told;
        if (end) this.#counts.tell(id, told);
        unwritten += length;
        queue.add(id, outcome, end, () => {
          unwritten -= length;
        });
        await nextTurn();
        meanwhile();
        if (unwritten > MOST_UNWRITTEN) await queue.until(() => unwritten <= MOST_UNWRITTEN);
      },
    });
    this.#firstTime ??= this.#runner.firstTime;
  }
}

function stretchTask(
  file: OpenFile,
  { shownAs }: RunPart,
  { from, to }: Pick<Stretch, 'from' | 'to'>,
  input: EventInput,
): Task {
  return { kind: 'stretch', file, shownAs, from, to, input };
}
