import { type ByteString, bytesToByteString } from '@falco-rules/language';

const SMALLEST = 1 << 16;
/** Up to here a loop beats the call of a native copy. */
const SHORT = 64;

/**
 * Collects output as bytes. Alerts are put together of many short texts; joining these as strings, and turning
 * the strings into bytes afterwards, takes longer than everything else about an alert.
 */
export class ByteSink {
  #bytes = Buffer.allocUnsafeSlow(SMALLEST);
  #length = 0;

  /** Bytes so far; a place to go `back` to. */
  get length(): number {
    return this.#length;
  }

  text(text: ByteString): void {
    const { length } = text;
    const at = this.#length;
    this.#reserve(length);
    if (length > SHORT) this.#bytes.write(text, at, 'latin1');
    else for (let i = 0; i < length; i++) this.#bytes[at + i] = text.charCodeAt(i);
    this.#length = at + length;
  }

  /** The text, if it stands in JSON as it is: printable ASCII without quotes and backslashes. Else nothing, and false. */
  plainJson(text: ByteString): boolean {
    const { length } = text;
    const at = this.#length;
    this.#reserve(length);
    const bytes = this.#bytes;
    for (let i = 0; i < length; i++) {
      const byte = text.charCodeAt(i);
      if (byte < 0x20 || byte > 0x7f || byte === 0x22 || byte === 0x5c) return false;
      bytes[at + i] = byte;
    }
    this.#length = at + length;
    return true;
  }

  /** Forgets what came after a length. */
  back(length: number): void {
    this.#length = length;
  }

  /** All since the last call, the caller's to keep. */
  take(): Uint8Array {
    const taken = this.#bytes.subarray(0, this.#length);
    if (this.#length > 0) this.#bytes = Buffer.allocUnsafeSlow(Math.max(SMALLEST, this.#length));
    this.#length = 0;
    return taken;
  }

  /** The same as a byte string. */
  takeText(): ByteString {
    const text = bytesToByteString(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return text;
  }

  #reserve(more: number): void {
    const needed = this.#length + more;
    if (needed <= this.#bytes.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(needed, this.#bytes.length * 2));
    this.#bytes.copy(grown, 0, 0, this.#length);
    this.#bytes = grown;
  }
}
