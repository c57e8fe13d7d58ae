import { createIntake, type EventBatch, EventReader, planExtraction } from '@falco-rules/simulator';
import { openEvents } from '../files.js';

/** Events in memory, for running them again and again. */
export interface Sample {
  readonly batches: readonly EventBatch[];
  /** The bytes of all batches. */
  readonly bytes: number;
  /** Accepted events. */
  readonly events: number;
  /** Each accepted event: its batch, and where it stands there. */
  readonly spans: readonly EventSpan[];
  /** Whether there are more events than these. */
  readonly isCut: boolean;
}

export interface EventSpan {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly item: boolean;
}

/** Reads the first events of files, up to a number of bytes. */
export async function readSample(paths: readonly string[], mostBytes: number): Promise<Sample> {
  const batches: EventBatch[] = [];
  let bytes = 0;
  let isCut = false;
  for (const path of paths) {
    const reader = new EventReader({ input: 'webhook' });
    const add = (batch: EventBatch | undefined) => {
      if (batch) batches.push(batch);
      bytes += batch?.bytes.length ?? 0;
    };
    for await (const chunk of openEvents(path)) {
      isCut = bytes >= mostBytes;
      if (isCut) break;
      add(reader.push(chunk));
    }
    if (isCut) break;
    add(reader.finish());
  }
  const spans: EventSpan[] = [];
  const gate = planExtraction([]);
  const intake = createIntake({
    input: 'webhook',
    take(of, start, end, num, item) {
      const refused = gate.load(of, start, end, num, item);
      if (refused === undefined) spans.push({ bytes: of, start, end, item });
      return refused;
    },
  });
  for (const batch of batches) intake.feed(batch);
  return { batches, bytes, events: spans.length, spans, isCut };
}

/** Evenly spread events of a sample, `count` at most. */
export function thinned({ spans }: Sample, count: number): EventSpan[] {
  if (spans.length <= count) return [...spans];
  const step = spans.length / count;
  return Array.from({ length: count }, (_, i) => spans[Math.floor(i * step)]!);
}
