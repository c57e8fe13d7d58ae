import type { Report, Sink } from './report.js';

/** Something that has its place in the order of definition. */
interface Ordered {
  readonly index: number;
}

/**
 * One step of compiling: what waits for it, and what has something to say of it, which it says again after every file.
 * Both in order of definition; all others are not looked at, however many there are.
 */
export class Step<E extends Ordered> {
  readonly #waiting = new Set<E>();
  readonly #talking = new Set<E>();
  readonly #take: (entry: E) => Report;
  readonly #reportOf: (entry: E) => Report;

  /** `take` takes the step for an entry; `reportOf` gives what came of it before. */
  constructor(take: (entry: E) => Report, reportOf: (entry: E) => Report) {
    this.#take = take;
    this.#reportOf = reportOf;
  }

  /** Has the step taken for an entry the next time. */
  wait(entry: E): void {
    this.#talking.delete(entry);
    this.#waiting.add(entry);
  }

  /** Takes the step for all that waits. The entry at which the sink stopped it, where it did. */
  run(sink: Sink): E | undefined {
    for (const entry of [...this.#waiting, ...this.#talking].sort((a, b) => a.index - b.index)) {
      const report = this.#waiting.has(entry) ? this.#take(entry) : this.#reportOf(entry);
      this.#waiting.delete(entry);
      if (report.isEmpty) continue;
      this.#talking.add(entry);
      if (!report.tell(sink)) return entry;
    }
    return undefined;
  }
}
