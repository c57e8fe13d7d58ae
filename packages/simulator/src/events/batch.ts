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

/** Collects the values of a batch. */
export class BatchBuilder {
  #starts = new Int32Array(256);
  #ends = new Int32Array(256);
  #lines = new Int32Array(256);
  #count = 0;
  readonly #firstLine: number;

  constructor(firstLine: number) {
    this.#firstLine = firstLine;
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

  build(bytes: Uint8Array, offset: number, stop?: EventBatch['stop']): EventBatch {
    const count = this.#count;
    return {
      bytes,
      count,
      starts: this.#starts.subarray(0, count),
      ends: this.#ends.subarray(0, count),
      lines: this.#lines.subarray(0, count),
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
