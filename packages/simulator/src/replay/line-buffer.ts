import type { ByteString } from '@falco-rules/language';

const SMALLEST = 1 << 16;

/**
 * Gathers lines as bytes. A long string put together of many short ones costs more to write out than all of its
 * lines did.
 */
export class LineBuffer {
  #bytes = Buffer.allocUnsafeSlow(SMALLEST);
  #length = 0;

  /** Adds a line and its line feed. */
  add(line: ByteString): void {
    const end = this.#length + line.length + 1;
    if (end > this.#bytes.length) this.#grow(end);
    this.#bytes.write(line, this.#length, 'latin1');
    this.#bytes[end - 1] = 0x0a;
    this.#length = end;
  }

  /** All lines since the last call; the caller's to keep. */
  take(): Uint8Array {
    const lines = this.#bytes.subarray(0, this.#length);
    if (this.#length > 0) this.#bytes = Buffer.allocUnsafeSlow(Math.max(SMALLEST, this.#length));
    this.#length = 0;
    return lines;
  }

  #grow(end: number): void {
    const grown = Buffer.allocUnsafeSlow(Math.max(end, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
