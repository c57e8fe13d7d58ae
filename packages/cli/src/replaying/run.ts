import {
  type BatchOutcome,
  createAssembly,
  createBatchCounter,
  type EventBatch,
  type EventInput,
  EventReader,
  type SegmentOutcome,
} from '@falco-rules/simulator';
import { type ChunkPool, HEADROOM, readChunks } from '../files/chunks.js';
import { countLineFeeds } from '../files/line-starts.js';
import type { Executor } from './executor.js';
import { BEGINNING, type Place } from './setup.js';
import type { RunPart } from './shard.js';

/** Told of how far a run is. */
export interface Progress {
  read(bytes: number): void;
  events(count: number): void;
}

export interface RunContext {
  readonly input: EventInput;
  readonly pool: ChunkPool;
  readonly progress: Progress;
  /** Batches are run on this thread, one after the other. */
  readonly isLocal: boolean;
}

export interface PartOutcome extends SegmentOutcome {
  readonly part: RunPart;
}

export interface RunOptions extends RunContext {
  readonly executor: Executor;
  readonly ruleCount: number;
  /** The run is a shard: see Assembly. */
  readonly keepTail: boolean;
  /** Where it returns a promise, the run waits. */
  readonly write: (bytes: Uint8Array) => Promise<void> | undefined;
  /** Called when all of a part is written. */
  readonly partDone: () => void;
}

/** Runs the events of parts, one part after the other; ends with the one that stops the run, if one does. */
export async function runParts(parts: readonly RunPart[], options: RunOptions): Promise<PartOutcome[]> {
  const outcomes: PartOutcome[] = [];
  for (const part of parts) {
    const outcome = await runPart(part, options);
    options.partDone();
    outcomes.push({ ...(await withLines(outcome, part)), part });
    if (outcome.stop) break;
  }
  return outcomes;
}

async function runPart(part: RunPart, options: RunOptions): Promise<SegmentOutcome> {
  const { input, pool, executor, ruleCount, keepTail, write, progress } = options;
  const assembly = createAssembly({ input, ruleCount, keepTail });
  const taker = (stop: EventBatch['stop']) => (outcome: BatchOutcome) => {
    progress.events(outcome.accepted);
    return writeAll(assembly.add(outcome, stop), write);
  };
  await eachBatch(part, options, (batch, isChunk) =>
    executor.run(batch, taker(batch.stop), (buffer) => {
      if (isChunk) pool.give(buffer);
    }),
  );
  await executor.drain();
  await writeAll(assembly.finish(), write);
  return assembly.outcome();
}

function writeAll(pieces: readonly Uint8Array[], write: RunOptions['write']): Promise<void> | undefined {
  let waits: Promise<void> | undefined;
  for (const piece of pieces) waits = write(piece) ?? waits;
  return waits;
}

/** What the events of parts come to, without any rules; undefined where the run ends among them. */
export async function countParts(
  parts: readonly RunPart[],
  context: RunContext,
  onlyFirstTime: boolean,
): Promise<Place | undefined> {
  const count = createBatchCounter();
  let { accepted, firstTime } = BEGINNING;
  let stopped = false;
  for (const part of parts) {
    if (onlyFirstTime && firstTime !== undefined) break;
    await eachBatch(part, { ...context, isLocal: true }, (batch, isChunk) => {
      const counted = count(batch);
      accepted += counted.accepted;
      firstTime ??= counted.time;
      stopped ||= batch.stop !== undefined;
      if (isChunk) context.pool.give(batch.bytes.buffer as ArrayBuffer);
      return undefined;
    });
    if (stopped) return undefined;
  }
  return { accepted, firstTime };
}

/** Visits the batches of a part. `isChunk`: the batch's buffer is one of the pool's, and to be given back. */
async function eachBatch(
  part: RunPart,
  { input, pool, progress, isLocal }: RunContext,
  visit: (batch: EventBatch, isChunk: boolean) => Promise<void> | undefined,
): Promise<void> {
  const reader = new EventReader({
    input,
    headroom: HEADROOM,
    reuses: isLocal,
    ...(part.from > 0 && { from: { line: 1, offset: part.from } }),
  });
  for await (const chunk of readChunks(part, pool, progress.read)) {
    const batch = reader.push(chunk);
    const isChunk = batch?.bytes.buffer === chunk.buffer;
    if (!isChunk) pool.give(chunk.buffer);
    const waits = batch && visit(batch, isChunk);
    if (waits) await waits;
    if (reader.stopped) return;
  }
  const last = reader.finish();
  if (last) await visit(last, false);
}

/** Lines of a part that does not begin with its file are numbered from its first one: puts that right where they show. */
async function withLines(outcome: SegmentOutcome, part: RunPart): Promise<SegmentOutcome> {
  const { stop, drops } = outcome;
  if (part.from === 0 || (!stop && drops.length === 0)) return outcome;
  const before = await countLineFeeds(part.path, part.from);
  return {
    ...outcome,
    drops: drops.map((group) => ({
      ...group,
      first: { ...group.first, line: group.first.line + before },
    })),
    ...(stop && { stop: { ...stop, line: stop.line + before } }),
  };
}
