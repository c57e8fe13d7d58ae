import { CLOSE_ARRAY, CLOSE_OBJECT, OPEN_ARRAY, OPEN_OBJECT, skipBlanks } from '../extract/skip.js';
import { BatchBuilder, type EventBatch } from './batch.js';
import { DocumentFinder } from './document-finder.js';

/**
 * How Falco is thought to get the events. `webhook`: each value as a request of the API server, without limit on
 * lines, and values may be written over several lines. `file`: as Falco reads a file, one value a line, a line of
 * 64 KiB and more ending its run (bufio.Scanner in source.go).
 */
export type EventInput = 'webhook' | 'file';

export interface BlockReaderOptions {
  readonly input: EventInput;
  /** Every batch is done with before the next block comes: the reader uses its own arrays again. */
  readonly reuses?: boolean;
  /** Where in the input the first block stands, at the start of a line. Default: at the beginning. */
  readonly from?: { readonly line: number; readonly offset: number };
}

/** bufio.MaxScanTokenSize: the scanner's buffer, which must hold a line and its line feed. */
const LINE_LIMIT = 65_536;

/** Values longer than this (in bytes) are not waited for: no buffer of Node's holds much more. */
const VALUE_LIMIT = 1 << 30;

const LINE_FEED = 0x0a;

/**
 * Finds the values in an input that it is shown in blocks. Each block begins with what the one before left unread, so
 * that a value is always found in one piece; who keeps the bytes, and where, is not its business.
 */
export class BlockReader {
  /** How many bytes of the last block were read: the next one begins behind them. */
  consumed = 0;
  readonly #file: boolean;
  readonly #batch: BatchBuilder;
  /** A value over several lines that the next block begins with: so many of its bytes have been looked at. */
  #document: { readonly finder: DocumentFinder; readonly fed: number } | undefined;
  /** So many bytes at the beginning of the next block are known to end no line that would be worth a look. */
  #seen = 0;
  #line = 1;
  #offset = 0;
  #started = false;
  #stopped = false;

  constructor({ input, reuses = false, from }: BlockReaderOptions) {
    this.#file = input === 'file';
    this.#batch = new BatchBuilder(reuses);
    if (!from) return;
    this.#line = from.line;
    this.#offset = from.offset;
    this.#started = from.offset > 0;
  }

  /** Whether a line has ended the run: nothing more will be read. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** The line that comes next, from 1. */
  get line(): number {
    return this.#line;
  }

  /**
   * The values that end in a block; undefined where none can. `isLast`: nothing comes after it, so that its last line
   * may lack a line feed, and its last value an end.
   */
  read(block: Uint8Array, isLast: boolean): EventBatch | undefined {
    this.consumed = 0;
    if (this.#stopped || block.length === 0) return undefined;
    const whole = isLast ? block.length : this.#pastLastLine(block);
    const isTooLong = whole === 0 && this.#file && block.length >= LINE_LIMIT;
    const batch = whole > 0 || isTooLong ? this.#readLines(block, whole || block.length, isLast) : undefined;
    this.#seen = block.length - this.consumed;
    return batch;
  }

  /** Where the last line ends that came with this block. */
  #pastLastLine({ buffer, byteOffset, length }: Uint8Array): number {
    const added = Buffer.from(buffer, byteOffset + this.#seen, length - this.#seen);
    const feed = added.lastIndexOf(LINE_FEED);
    return feed < 0 ? 0 : this.#seen + feed + 1;
  }

  /** Reads the lines in the first `length` bytes of a block. */
  #readLines(block: Uint8Array, length: number, isLast: boolean): EventBatch | undefined {
    const b = Buffer.from(block.buffer, block.byteOffset, length);
    const batch = this.#batch;
    const blockOffset = this.#offset;
    batch.begin(this.#line);
    let at = this.#afterMark(b);
    while (at < length) {
      const feed = b.indexOf(LINE_FEED, at);
      const end = feed < 0 ? length : feed;
      if (this.#file && end - at >= LINE_LIMIT) {
        this.#stopped = true;
        return batch.build(b, blockOffset, { line: this.#line, offset: blockOffset + at });
      }
      const start = skipBlanks(b, at, end);
      let past = end;
      if (start < end) {
        if (!this.#file && (this.#document || !closesItself(b, start, end))) {
          const documentPast = this.#findEnd(b, start, at, isLast);
          if (documentPast === undefined) {
            this.consumed = at;
            this.#offset += at;
            return batch.build(b.subarray(0, at), blockOffset);
          }
          past = this.#endOfLastLine(b, documentPast, end);
        }
        batch.add(start, past, this.#line);
      }
      this.#line += past === end ? 1 : countLineFeeds(b, at, past) + 1;
      at = past + 1;
    }
    this.consumed = length;
    this.#offset += length;
    return batch.build(b, blockOffset);
  }

  /** Where the text starts: past a byte order mark, which is the file's and no event's. */
  #afterMark(block: Uint8Array): number {
    const marked =
      !this.#file && !this.#started && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf;
    this.#started = true;
    return marked ? 3 : 0;
  }

  /**
   * Where the value ends that starts there and does not seem to end on its line; -1 where it is broken, undefined
   * where more of the input is needed (it is then `#document`, and the next block begins with its line).
   */
  #findEnd(b: Uint8Array, start: number, lineStart: number, isLast: boolean): number | undefined {
    const { finder, fed } = this.#document ?? { finder: new DocumentFinder(), fed: start - lineStart };
    this.#document = undefined;
    const found = finder.feed(b, lineStart + fed, b.length);
    if (typeof found === 'number') return found;
    const length = b.length - lineStart;
    if (found === 'broken' || isLast || length >= VALUE_LIMIT) return -1;
    this.#document = { finder, fed: length };
    return undefined;
  }

  /** The end of the line on which a value over several lines ends, if nothing follows it there; else its first line's. */
  #endOfLastLine(b: Buffer, documentPast: number, firstLineEnd: number): number {
    if (documentPast < 0) return firstLineEnd;
    const feed = b.indexOf(LINE_FEED, documentPast);
    const end = feed < 0 ? b.length : feed;
    return skipBlanks(b, documentPast, end) === end ? Math.max(end, firstLineEnd) : firstLineEnd;
  }
}

/** Whether a line looks like a whole value: what it starts with is closed at its end. */
function closesItself(b: Uint8Array, start: number, end: number): boolean {
  const first = b[start];
  if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) return true;
  let last = end - 1;
  while (b[last]! <= 0x20) last--;
  return b[last] === (first === OPEN_OBJECT ? CLOSE_OBJECT : CLOSE_ARRAY);
}

function countLineFeeds(b: Buffer, start: number, end: number): number {
  let count = 0;
  for (let i = b.indexOf(LINE_FEED, start); i >= 0 && i < end; i = b.indexOf(LINE_FEED, i + 1)) count++;
  return count;
}
