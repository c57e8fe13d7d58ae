import type { BatchOutcome } from '@falco-rules/simulator';
import { usageFault } from '../fault.js';
import type { TaskEnd } from './messages.js';
import type { RunAssembly } from './run-assembly.js';
import type { RunPart } from './shard.js';

interface TaskEntry {
  readonly kind: 'task';
  readonly id: number;
  readonly outcomes: { readonly outcome: BatchOutcome; readonly written: () => void }[];
  end: TaskEnd | undefined;
}

type Entry =
  | TaskEntry
  | { readonly kind: 'begin'; readonly part: RunPart }
  | { readonly kind: 'end'; readonly close: () => void };

const NOTHING: BatchOutcome = {
  accepted: 0,
  output: new Uint8Array(0),
  alerts: new Int32Array(0),
  drops: [],
};

/** Brings what comes of tasks, in any order, into the order of the events. */
export class OutcomeQueue {
  readonly #assembly: RunAssembly;
  /** What has not been taken yet, in order. */
  readonly #entries: Entry[] = [];
  readonly #tasks = new Map<number, TaskEntry>();
  #nextId = 0;
  /** Lines of the part that were read by the tasks that have been taken. */
  #lines = 0;
  /** Events of the run that were accepted before the first task that has not been taken. */
  #accepted = 0;
  #isTaking = false;
  #isStopped = false;
  #failure: { readonly error: unknown } | undefined;
  #wake: (() => void)[] = [];

  constructor(assembly: RunAssembly) {
    this.#assembly = assembly;
  }

  /** Whether a line has ended the run: what comes after it is of no interest. */
  get isStopped(): boolean {
    return this.#isStopped;
  }

  /** Whether everything has been taken that has begun, or that matters. */
  get isDone(): boolean {
    return this.#isStopped || this.#entries.length === 0;
  }

  /** Tasks that have begun and have not been taken to their end. */
  get ahead(): number {
    return this.#tasks.size;
  }

  /** Up to which task all are known: how many events were accepted before it. */
  get known(): { readonly id: number; readonly accepted: number } {
    return { id: this.#nextId - this.#tasks.size, accepted: this.#accepted };
  }

  beginPart(part: RunPart): void {
    this.#entries.push({ kind: 'begin', part });
  }

  /** All tasks of a part have begun. `close` is called when they have all been taken. */
  endPart(close: () => void): void {
    this.#entries.push({ kind: 'end', close });
    void this.#takeAll();
  }

  /** Begins the task that comes next in the order of the events; gives its id. */
  beginTask(): number {
    const entry: TaskEntry = { kind: 'task', id: this.#nextId++, outcomes: [], end: undefined };
    this.#entries.push(entry);
    this.#tasks.set(entry.id, entry);
    return entry.id;
  }

  /** What came of a task since the last time; `written` is called when its output has been. */
  add(id: number, outcome: BatchOutcome, end: TaskEnd | undefined, written: () => void): void {
    const entry = this.#tasks.get(id);
    if (!entry) return;
    entry.outcomes.push({ outcome, written });
    entry.end = end;
    void this.#takeAll();
  }

  /** Ends the run: everybody who waits hears of it. */
  fail(error: unknown): void {
    this.#failure ??= { error };
    this.changed();
  }

  /** Resolves when something is so; asked after every change. */
  async until(isSo: () => boolean): Promise<void> {
    for (;;) {
      if (this.#failure) throw this.#failure.error;
      if (isSo()) return;
      await new Promise<void>((resolve) => this.#wake.push(resolve));
    }
  }

  /** Something has happened that somebody may wait for. */
  changed(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }

  /** Takes everything whose turn it is. */
  async #takeAll(): Promise<void> {
    if (this.#isTaking || this.#isStopped || this.#failure) return;
    this.#isTaking = true;
    try {
      for (let entry = this.#entries[0]; entry; entry = this.#entries[0]) {
        if (entry.kind === 'task') {
          for (let next = entry.outcomes.shift(); next; next = entry.outcomes.shift()) {
            const waits = this.#assembly.take(this.#placed(next.outcome));
            if (waits) await waits;
            next.written();
          }
          // Nothing is awaited between looking for the next outcome and this: whoever adds one finds nobody taking.
          if (!entry.end) return;
          await this.#endTask(entry.id, entry.end);
          if (this.#isStopped) return;
        } else if (entry.kind === 'begin') {
          this.#assembly.begin(entry.part);
          this.#lines = 0;
        } else {
          await this.#assembly.end();
          entry.close();
        }
        this.#entries.shift();
      }
    } catch (error) {
      this.#failure ??= { error };
    } finally {
      this.#isTaking = false;
      this.changed();
    }
  }

  async #endTask(id: number, { lines, stop, fault }: TaskEnd): Promise<void> {
    if (fault) throw usageFault(fault.message);
    if (stop) {
      await this.#assembly.take(NOTHING, { ...stop, line: stop.line + this.#lines });
      await this.#assembly.end();
      this.#isStopped = true;
    }
    this.#lines += lines;
    this.#accepted = this.#assembly.accepted;
    this.#tasks.delete(id);
  }

  /** An outcome with the lines of its part in place of those of its task. */
  #placed(outcome: BatchOutcome): BatchOutcome {
    const before = this.#lines;
    if (before === 0 || outcome.drops.length === 0) return outcome;
    const drops = outcome.drops.map((group) => ({
      ...group,
      first: { ...group.first, line: group.first.line + before },
    }));
    return { ...outcome, drops };
  }
}
