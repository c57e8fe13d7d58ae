import type { BatchOutcome, EventBatch, EventInput } from '@falco-rules/simulator';
import type { OpenFile } from '../files/sources.js';
import type { RunSetup } from './setup.js';

// What the thread of `replay` and its workers tell each other: plain data.

/** What a worker is given when it starts; the rules are not loaded by then. */
export interface WorkerStart {
  readonly counts: SharedArrayBuffer;
}

/** A task: some events in a row, which one thread runs. */
export type Task = StretchTask | BatchTask;

/** A stretch of a file, which whoever runs it reads. No value goes on past its ends. */
export interface StretchTask {
  readonly kind: 'stretch';
  readonly file: OpenFile;
  readonly shownAs: string;
  readonly from: number;
  readonly to: number | undefined;
  readonly input: EventInput;
}

/** Values that have been found already. */
export interface BatchTask {
  readonly kind: 'batch';
  readonly batch: EventBatch;
}

/** What a task must know of the events before its own. */
export interface Before {
  /** How many events were accepted before task `id`. */
  readonly known: { readonly id: number; readonly accepted: number };
  readonly firstTime: bigint | undefined;
}

export type ToWorker =
  | { readonly kind: 'rules'; readonly setup: RunSetup; readonly rules: SharedArrayBuffer }
  | { readonly kind: 'run'; readonly id: number; readonly task: Task; readonly before: Before }
  /** So many bytes of output have been written. */
  | { readonly kind: 'written'; readonly bytes: number };

/** How a task has ended. */
export interface TaskEnd {
  /** How many lines it read: lines of tasks are numbered from their first one. */
  readonly lines: number;
  /** File input: the line that ends the run. */
  readonly stop?: EventBatch['stop'];
  /** Why it could not be read to its end. */
  readonly fault?: { readonly message: string };
}

export type FromWorker =
  | { readonly kind: 'ready' }
  /** What came of a task since it was last told of; `end`: that was all. */
  | {
      readonly kind: 'outcome';
      readonly id: number;
      readonly outcome: BatchOutcome;
      readonly end: TaskEnd | undefined;
      /** The bytes of a batch, given back. */
      readonly buffer: ArrayBuffer | undefined;
    };
