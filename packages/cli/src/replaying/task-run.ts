import type { BatchOutcome, BatchRunner, EventBatch } from '@falco-rules/simulator';
import { isFault } from '../fault.js';
import type { InputWindow } from '../files/input-window.js';
import { createSource, type SourceOptions } from '../files/sources.js';
import { BatchSource } from './batch-source.js';
import type { Task, TaskEnd } from './messages.js';

export interface TaskRunOptions extends SourceOptions {
  readonly runner: BatchRunner;
  readonly window: InputWindow;
  /**
   * Told, every now and then, what has come of the task since the last time; `end`: that was all. Where it returns a
   * promise, the task waits.
   */
  readonly tell: (outcome: BatchOutcome, end?: TaskEnd) => Promise<void> | undefined;
  /** Shown every batch before it is run. */
  readonly look?: ((batch: EventBatch) => void) | undefined;
}

/** So many batches are told of together, where nobody waits for the events. */
const BATCHES_TOGETHER = 8;
/** Unless they have so much to tell. */
const MUCH_OUTPUT = 1 << 16;

/** Runs the events of a task on this thread. */
export async function runTask(task: Task, options: TaskRunOptions): Promise<void> {
  const { runner, tell, look } = options;
  const batches = batchesOf(task, options);
  const isAwaited = task.kind === 'stretch' && task.file.kind === 'pipe';
  let end: TaskEnd = { lines: 0 };
  try {
    for (let untold = 1; ; untold++) {
      const next = batches.next();
      const batch = next instanceof Promise ? await next : next;
      if (!batch) break;
      if (batch.stop) end = { lines: 0, stop: batch.stop };
      look?.(batch);
      for (let done = runner.run(batch); done < batch.count; done = runner.run(batch, done)) {
        await tell(runner.outcome());
      }
      if (!isAwaited && untold < BATCHES_TOGETHER && runner.outputLength < MUCH_OUTPUT) continue;
      untold = 0;
      await tell(runner.outcome());
    }
    end = { ...end, lines: batches.lines };
  } catch (fault) {
    if (!isFault(fault)) throw fault;
    end = { lines: 0, fault: { message: fault.message } };
  } finally {
    batches.close();
  }
  await tell(runner.outcome(), end);
}

/** Counts the events of a stretch that runTask accepts, without leaving this thread for others to work meanwhile. */
export function countEvents(
  task: Task,
  options: Pick<TaskRunOptions, 'window' | 'onRead' | 'mayBlock'>,
  count: (batch: EventBatch) => { readonly accepted: number },
): number {
  const batches = batchesOf(task, options);
  let accepted = 0;
  try {
    for (let batch = batches.next(); batch; batch = batches.next()) {
      if (batch instanceof Promise)
        throw new Error('the events of a task can only be counted where they are at hand');
      accepted += count(batch).accepted;
    }
  } finally {
    batches.close();
  }
  return accepted;
}

function batchesOf(
  task: Task,
  { window, ...options }: Pick<TaskRunOptions, 'window' | 'onRead' | 'mayBlock'>,
): Pick<BatchSource, 'next' | 'lines' | 'close'> {
  if (task.kind === 'batch') return oneBatch(task.batch);
  const { file, shownAs, from, input } = task;
  return new BatchSource(createSource(file, task, options), shownAs, from, input, window);
}

/** Lines of a batch are numbered by whoever found it. */
function oneBatch(batch: EventBatch): Pick<BatchSource, 'next' | 'lines' | 'close'> {
  let left: EventBatch | undefined = batch;
  return {
    lines: 0,
    next() {
      const next = left;
      left = undefined;
      return next;
    },
    close() {},
  };
}
