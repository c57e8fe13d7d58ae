import type { Ruleset } from '@falco-rules/language';
import { createReplayer, type EngineOptions } from '@falco-rules/simulator';
import type { Sample } from './sample.js';

/** What running a sample through rules takes, in seconds; each the best of several rounds. */
export interface Timings {
  /** JSON.parse of every event's text, nothing else. */
  readonly parse: number;
  /** Reading the events, without rules. */
  readonly read: number;
  /** Reading them and deciding every rule. */
  readonly run: number;
  /** The same, and writing the alerts. */
  readonly write: number;
  readonly alerts: number;
}

const FEWEST_ROUNDS = 3;
const MOST_ROUNDS = 25;

/** Measures for about `seconds`; the things that are compared take turns, so that a busy machine is unfair to none. */
export function measure(ruleset: Ruleset, options: EngineOptions, sample: Sample, seconds: number): Timings {
  const texts = sample.spans.map(({ bytes, start, end }) =>
    Buffer.from(bytes.subarray(start, end)).toString(),
  );
  const none = createReplayer({ ...ruleset, rules: [] }, options);
  const all = createReplayer(ruleset, options);
  const tasks = {
    parse: () => {
      for (const text of texts) parse(text);
    },
    read: () => {
      for (const batch of sample.batches) none.count(batch);
    },
    run: () => {
      for (const batch of sample.batches) all.count(batch);
    },
    write: () => {
      for (const batch of sample.batches) all.bytes(batch, 'text');
    },
  };
  const best = {
    parse: Number.POSITIVE_INFINITY,
    read: Number.POSITIVE_INFINITY,
    run: Number.POSITIVE_INFINITY,
    write: Number.POSITIVE_INFINITY,
  };
  const until = performance.now() + seconds * 1000;
  let rounds = 0;
  for (; rounds < FEWEST_ROUNDS || (rounds < MOST_ROUNDS && performance.now() < until); rounds++) {
    for (const name of ['parse', 'read', 'run', 'write'] as const) {
      const start = performance.now();
      tasks[name]();
      best[name] = Math.min(best[name], (performance.now() - start) / 1000);
    }
  }
  return { ...best, alerts: all.summary().alerts / (rounds * 2) };
}

function parse(text: string): void {
  try {
    JSON.parse(text);
  } catch {
    // Falco may take it all the same.
  }
}
