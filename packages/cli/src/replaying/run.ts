import {
  type BatchRunner,
  createBatchCounter,
  type EventBatch,
  type EventInput,
} from '@falco-rules/simulator';
import { usageFault } from '../fault.js';
import { InputWindow } from '../files/input-window.js';
import { closeFile, createSource, openFile, type SourceOptions } from '../files/sources.js';
import { BatchSource } from './batch-source.js';
import type { RunAssembly } from './run-assembly.js';
import { BEGINNING, type Place } from './setup.js';
import type { RunPart } from './shard.js';
import { runTask } from './task-run.js';

export interface RunContext extends SourceOptions {
  readonly input: EventInput;
}

/** Outcomes that are taken before this thread lets go: less often than it takes long, more often than much piles up. */
const TAKEN_IN_A_ROW = 8;

/** Runs the events of parts on this thread, one part after the other; ends with the one that stops the run, if one does. */
export async function runParts(
  parts: readonly RunPart[],
  { input, ...options }: RunContext,
  runner: BatchRunner,
  assembly: RunAssembly,
  look?: (batch: EventBatch) => void,
): Promise<void> {
  const window = new InputWindow();
  let taken = 0;
  for (const part of parts) {
    const { path, shownAs, from, to } = part;
    const file = openFile(path, shownAs);
    let isStopped = false;
    try {
      assembly.begin(part);
      await runTask(
        { kind: 'stretch', file, shownAs, from, to, input },
        {
          ...options,
          runner,
          window,
          look,
          tell(outcome, end) {
            isStopped = end?.stop !== undefined;
            const waits = assembly.take(outcome, end?.stop);
            if (end?.fault) throw usageFault(end.fault.message);
            return waits ?? (++taken % TAKEN_IN_A_ROW === 0 ? nextTurn() : undefined);
          },
        },
      );
      await assembly.end();
    } finally {
      closeFile(file);
    }
    if (isStopped) return;
  }
}

/** Lets everything happen that waits for this thread: what was written leaves, messages come. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** What the events of parts come to, without any rules; undefined where the run ends among them. */
export async function countParts(
  parts: readonly RunPart[],
  { input, ...options }: RunContext,
  onlyFirstTime: boolean,
): Promise<Place | undefined> {
  const count = createBatchCounter();
  const window = new InputWindow();
  let { accepted, firstTime } = BEGINNING;
  for (const { path, shownAs, from, to } of parts) {
    if (onlyFirstTime && firstTime !== undefined) break;
    const file = openFile(path, shownAs);
    const batches = new BatchSource(createSource(file, { from, to }, options), shownAs, from, input, window);
    try {
      for (let batch = await batches.next(); batch; batch = await batches.next()) {
        const counted = count(batch);
        accepted += counted.accepted;
        firstTime ??= counted.time;
        if (batch.stop) return undefined;
      }
    } finally {
      batches.close();
      closeFile(file);
    }
  }
  return { accepted, firstTime };
}
