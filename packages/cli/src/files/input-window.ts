/** Bytes are read at this place of the buffer, behind what was left of those before. */
const READ_AT: number = (1 << 16) + 64;
/** How much is read at a time: small enough to be still in the processor's cache when it is looked at. */
const READ_BYTES: number = 1 << 18;
const SIZE: number = READ_AT + READ_BYTES;
/** What a buffer grows by that is too small for a line. Memory that was never written to costs nothing. */
const GROWTH = 4;

/**
 * The bytes of an input that have been read and not been used, in one buffer that is used again and again: memory
 * stays flat, and grows only for lines that do not fit. Reads end up 64 bytes behind the start of a page: some
 * processors (AMD's Zen 3) take four times as long to copy pages of a file to where a page starts.
 */
export class InputWindow {
  #bytes: Uint8Array<ArrayBuffer>;
  #start = READ_AT;
  #end = READ_AT;

  constructor() {
    this.#bytes = new Uint8Array(SIZE);
  }

  /** Forgets what has not been used. */
  clear(): void {
    this.#start = READ_AT;
    this.#end = READ_AT;
  }

  /** What has been read and not been used; valid until `room` is called. */
  get unused(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(this.#start, this.#end);
  }

  use(count: number): void {
    this.#start += count;
  }

  /** Where to read on to. */
  room(): Uint8Array<ArrayBuffer> {
    const left = this.#end - this.#start;
    if (left <= READ_AT) this.#moveTo(READ_AT - left);
    else if (this.#end + READ_BYTES > this.#bytes.length) {
      if (left + READ_BYTES <= this.#bytes.length) this.#moveTo(0);
      else this.#grow();
    }
    return this.#bytes.subarray(this.#end, this.#end + READ_BYTES);
  }

  /** So many bytes have been read into the room. */
  add(count: number): void {
    this.#end += count;
  }

  /** Goes on in another buffer: the one so far belongs to somebody else from now on. */
  leave(next: ArrayBuffer | undefined): void {
    const left = this.unused;
    const size = Math.max(SIZE, left.length + READ_AT + READ_BYTES);
    const bytes = next && next.byteLength >= size ? new Uint8Array(next) : new Uint8Array(size);
    this.#start = Math.max(READ_AT - left.length, 0);
    bytes.set(left, this.#start);
    this.#end = this.#start + left.length;
    this.#bytes = bytes;
  }

  #moveTo(start: number): void {
    this.#bytes.copyWithin(start, this.#start, this.#end);
    this.#end += start - this.#start;
    this.#start = start;
  }

  #grow(): void {
    const { unused } = this;
    const bytes = new Uint8Array(Math.max(GROWTH * this.#bytes.length, unused.length + READ_BYTES));
    bytes.set(unused);
    this.#bytes = bytes;
    this.#start = 0;
    this.#end = unused.length;
  }
}
