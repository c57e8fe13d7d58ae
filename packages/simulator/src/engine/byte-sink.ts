import { type ByteString, bytesToByteString } from '@falco-rules/language';
import { escapeJson } from './json-text.js';

const SMALLEST = 1 << 16;
/** Up to here a loop beats the call of a native copy. */
const SHORT = 64;

/** `\u001f` */
const LONGEST_ESCAPE = 6;
/** How ASCII bytes stand in a JSON string; empty where as they are. */
const ESCAPES: readonly string[] = Array.from({ length: 0x80 }, (_, byte) => {
  const char = String.fromCharCode(byte);
  const escaped = escapeJson(char);
  return escaped === char ? '' : escaped;
});

const PLAIN = Uint8Array.from({ length: 0x100 }, (_, byte) => (ESCAPES[byte] === '' ? 1 : 0));

/**
 * Collects output as bytes. Alerts are put together of many short texts; joining these as strings, and turning
 * the strings into bytes afterwards, takes longer than everything else about an alert.
 */
export class ByteSink {
  #bytes: Buffer;
  #length = 0;

  /** `room`: where the bytes go as long as they fit there. */
  constructor(room: Buffer = Buffer.allocUnsafeSlow(SMALLEST)) {
    this.#bytes = room;
  }

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

  bytes(bytes: Uint8Array): void {
    const at = this.#length;
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, at);
    this.#length = at + bytes.length;
  }

  /**
   * The inside of a JSON string, of a text that is ASCII: there, each byte is escaped by itself. Nothing, and false,
   * for any other text.
   */
  asciiJson(text: ByteString): boolean {
    const { length } = text;
    const before = this.#length;
    this.#reserve(length * LONGEST_ESCAPE);
    const bytes = this.#bytes;
    let at = before;
    for (let i = 0; i < length; i++) {
      const byte = text.charCodeAt(i);
      if (PLAIN[byte] === 1) {
        bytes[at++] = byte;
        continue;
      }
      if (byte > 0x7f) return false;
      const escaped = ESCAPES[byte]!;
      for (let k = 0; k < escaped.length; k++) bytes[at++] = escaped.charCodeAt(k);
    }
    this.#length = at;
    return true;
  }

  /** Forgets what came after a length; or takes what somebody else has written up to there. */
  back(length: number): void {
    this.#length = length;
  }

  /** Whether the bytes are still where they were to go: in this room. */
  isIn(room: Buffer): boolean {
    return this.#bytes === room;
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
