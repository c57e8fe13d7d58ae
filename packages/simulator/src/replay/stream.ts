import type { Ruleset } from '@falco-rules/language';
import { readEvents } from '../events/index.js';
import type { Alert } from './alert.js';
import { createReplayer, type ReplayOptions, type ReplaySummary } from './replay.js';

/** Alerts as they come, in batches; and, once these have ended, what came of all events. */
export interface Replay extends AsyncIterable<readonly Alert[]> {
  /** Of the events that have been run so far. */
  summary(): ReplaySummary;
}

/**
 * Runs the events of a stream of bytes through a ruleset: JSON lines, one event, an array or an EventList, gzip
 * undone. Nothing is read before the alerts are asked for, and not faster than they are.
 */
export function replay(
  ruleset: Ruleset,
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReplayOptions = {},
): Replay {
  const replayer = createReplayer(ruleset, options);
  async function* run(): AsyncGenerator<readonly Alert[], void, undefined> {
    for await (const batch of readEvents(chunks, { input: options.input ?? 'webhook' })) {
      yield replayer.alerts(batch);
    }
    yield replayer.finish.alerts();
  }
  return { [Symbol.asyncIterator]: run, summary: () => replayer.summary() };
}
