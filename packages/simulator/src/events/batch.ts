/** Values found in a stretch of the input, not yet looked into: usually an event each, sometimes a list of events. */
export interface EventBatch {
  readonly bytes: Uint8Array;
  readonly count: number;
  /** Value n stands at bytes [starts[n], ends[n]). */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
  /** Value n starts on line `firstLine + lines[n]` of the input; lines count from 1. */
  readonly lines: Int32Array;
  readonly firstLine: number;
  /** Where bytes[0] stands in the input. */
  readonly offset: number;
  /** File input: Falco's run ends at this line. Nothing follows the batch. */
  readonly stop?: { readonly line: number; readonly offset: number };
}

/** Collects the values of batches, one batch after the other. */
export class BatchBuilder {
  readonly #reuses: boolean;
  #starts = new Int32Array(256);
  #ends = new Int32Array(256);
  #lines = new Int32Array(256);
  #count = 0;
  #firstLine = 1;

  /** `reuses`: a batch is done with before the next one begins, so that all of them share their arrays. */
  constructor(reuses: boolean) {
    this.#reuses = reuses;
  }

  begin(firstLine: number): void {
    this.#firstLine = firstLine;
    this.#count = 0;
  }

  add(start: number, end: number, line: number): void {
    if (this.#count === this.#starts.length) {
      this.#starts = grown(this.#starts);
      this.#ends = grown(this.#ends);
      this.#lines = grown(this.#lines);
    }
    this.#starts[this.#count] = start;
    this.#ends[this.#count] = end;
    this.#lines[this.#count] = line - this.#firstLine;
    this.#count++;
  }

  /** The batch; undefined where there is nothing in it. */
  build(bytes: Uint8Array, offset: number, stop?: EventBatch['stop']): EventBatch | undefined {
    const count = this.#count;
    if (count === 0 && !stop) return undefined;
    const taken = (array: Int32Array) => (this.#reuses ? array.subarray(0, count) : array.slice(0, count));
    return {
      bytes,
      count,
      starts: taken(this.#starts),
      ends: taken(this.#ends),
      lines: taken(this.#lines),
      firstLine: this.#firstLine,
      offset,
      ...(stop && { stop }),
    };
  }
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
  const out = new Int32Array(array.length * 2);
  out.set(array);
  return out;
}
