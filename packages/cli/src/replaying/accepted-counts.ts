/** How many tasks can be told of at a time. */
export const COUNTED_TASKS = 1024;

/**
 * How many events of each task were accepted, told among threads: pairs of a task's id plus one, and its count, in
 * memory that they share. Tasks more than COUNTED_TASKS apart take each other's place.
 */
export class AcceptedCounts {
  readonly #pairs: Int32Array;

  constructor(shared: SharedArrayBuffer) {
    this.#pairs = new Int32Array(shared);
  }

  static share(): SharedArrayBuffer {
    return new SharedArrayBuffer(COUNTED_TASKS * 2 * Int32Array.BYTES_PER_ELEMENT);
  }

  tell(id: number, accepted: number): void {
    const at = (id % COUNTED_TASKS) * 2;
    Atomics.store(this.#pairs, at + 1, accepted);
    Atomics.store(this.#pairs, at, id + 1);
    Atomics.notify(this.#pairs, at);
  }

  /** The count of a task; holds up this thread until it has been told. */
  waitFor(id: number): number {
    const at = (id % COUNTED_TASKS) * 2;
    for (let seen = Atomics.load(this.#pairs, at); seen !== id + 1; seen = Atomics.load(this.#pairs, at)) {
      Atomics.wait(this.#pairs, at, seen);
    }
    return Atomics.load(this.#pairs, at + 1);
  }
}
