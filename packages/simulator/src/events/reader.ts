import { CLOSE_ARRAY, CLOSE_OBJECT, OPEN_ARRAY, OPEN_OBJECT, skipBlanks } from '../extract/skip.js';
import { BatchBuilder, type EventBatch } from './batch.js';
import { DocumentFinder } from './document-finder.js';

/**
 * How Falco is thought to get the events. `webhook`: each value as a request of the API server, without limit on
 * lines, and values may be written over several lines. `file`: as Falco reads a file, one value a line, a line of
 * 64 KiB and more ending its run (bufio.Scanner in source.go).
 */
export type EventInput = 'webhook' | 'file';

export interface ReadOptions {
  readonly input: EventInput;
  /**
   * So many bytes before each chunk, in its ArrayBuffer, are free: the beginning of a line that the chunk before
   * ended with is copied there, rather than the chunk. Chunks may then be overwritten once their batches are done with.
   */
  readonly headroom?: number;
  /** Every batch is done with before the next chunk comes: the reader uses its own buffers again. */
  readonly reuses?: boolean;
  /** Where in the input the first chunk stands, at the start of a line. Default: at the beginning. */
  readonly from?: { readonly line: number; readonly offset: number };
}

/** bufio.MaxScanTokenSize: the scanner's buffer, which must hold a line and its line feed. */
const LINE_LIMIT = 65_536;

/** Values longer than this (in bytes) are not gathered: no buffer of Node's holds much more. */
const VALUE_LIMIT = 1 << 30;

const LINE_FEED = 0x0a;
const NOTHING = new Uint8Array(0);
/** What is kept of a chunk is mostly less than this. */
const SMALLEST_REST = 1 << 14;

/** Finds the values in chunks of bytes as they come. Chunks must not be changed while batches of them are in use. */
export class EventReader {
  readonly #file: boolean;
  /** What came after the last line feed. */
  #rest: Uint8Array<ArrayBufferLike> = NOTHING;
  #restLength = 0;
  /** Takes turns with `#rest`, where buffers are used again. */
  #spare: Uint8Array<ArrayBufferLike> = NOTHING;
  readonly #reuses: boolean;
  /** A value over several lines that has begun: all of it so far, in whole lines. */
  #document: { readonly pieces: Uint8Array[]; length: number; readonly finder: DocumentFinder } | undefined;
  #line = 1;
  #offset = 0;
  #started = false;
  #stopped = false;

  readonly #headroom: number;

  constructor({ input, headroom = 0, reuses = false, from }: ReadOptions) {
    this.#file = input === 'file';
    this.#headroom = headroom;
    this.#reuses = reuses;
    if (!from) return;
    this.#line = from.line;
    this.#offset = from.offset;
    this.#started = from.offset > 0;
  }

  /** Whether a line has ended the run: nothing more will be read. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** The values that end in this chunk; undefined where none does. */
  push(chunk: Uint8Array): EventBatch | undefined {
    if (this.#stopped || chunk.length === 0) return undefined;
    const past = chunk.lastIndexOf(LINE_FEED) + 1;
    if (past === 0) {
      this.#keep(chunk);
      if (!this.#file || this.#restLength < LINE_LIMIT) return undefined;
      return this.#readBlock(this.#take(NOTHING), false);
    }
    const block = this.#take(past === chunk.length ? chunk : chunk.subarray(0, past));
    if (past < chunk.length) this.#keep(chunk.subarray(past));
    return this.#readBlock(block, false);
  }

  /** What remains at the end of the input: a last line without a line feed, or a value that never ended. */
  finish(): EventBatch | undefined {
    if (this.#stopped) return undefined;
    const block = this.#take(NOTHING);
    return block.length === 0 && !this.#document ? undefined : this.#readBlock(block, true);
  }

  #keep(bytes: Uint8Array): void {
    const length = this.#restLength + bytes.length;
    if (length > this.#rest.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#rest.length, SMALLEST_REST));
      grown.set(this.#rest.subarray(0, this.#restLength));
      this.#rest = grown;
    }
    this.#rest.set(bytes, this.#restLength);
    this.#restLength = length;
  }

  /** What was kept, with these bytes after it. */
  #take(bytes: Uint8Array): Uint8Array {
    const rest = this.#restLength;
    if (rest === 0) return bytes;
    if (rest <= this.#headroom && bytes.length > 0 && bytes.byteOffset >= rest) {
      const block = new Uint8Array(bytes.buffer, bytes.byteOffset - rest, rest + bytes.length);
      block.set(this.#rest.subarray(0, rest));
      this.#restLength = 0;
      return block;
    }
    this.#keep(bytes);
    const block = this.#rest.subarray(0, this.#restLength);
    // Given away; the other one has been done with since the last chunk came.
    this.#rest = this.#spare;
    this.#spare = this.#reuses ? new Uint8Array(block.buffer) : NOTHING;
    this.#restLength = 0;
    return block;
  }

  /** `block` is whole lines, the last of which may lack its line feed where `final` is set. */
  #readBlock(block: Uint8Array, final: boolean): EventBatch | undefined {
    const document = this.#document;
    if (!document) return this.#readLines(block, this.#afterMark(block), final);
    const found = document.finder.feed(block, 0, block.length);
    document.pieces.push(Uint8Array.prototype.slice.call(block));
    document.length += block.length;
    if (found === 'more' && !final && document.length < VALUE_LIMIT) return undefined;
    this.#document = undefined;
    const whole = Buffer.concat(document.pieces, document.length);
    return this.#readLines(
      whole,
      0,
      final,
      typeof found === 'number' ? document.length - block.length + found : -1,
    );
  }

  /** Where the text starts: past a byte order mark, which is the file's and no event's. */
  #afterMark(block: Uint8Array): number {
    const marked =
      !this.#file && !this.#started && block[0] === 0xef && block[1] === 0xbb && block[2] === 0xbf;
    this.#started = true;
    return marked ? 3 : 0;
  }

  /**
   * Reads the lines of a block from `from` on. `documentEnd`: the value that starts there ends at that offset, or
   * (-1) is known not to go on past its line; undefined: nothing is known.
   */
  #readLines(block: Uint8Array, from: number, final: boolean, documentEnd?: number): EventBatch | undefined {
    const b = Buffer.from(block.buffer, block.byteOffset, block.byteLength);
    const batch = new BatchBuilder(this.#line);
    const { length } = b;
    const blockOffset = this.#offset;
    let known = documentEnd;
    let at = from;
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
        if (!this.#file && (known !== undefined || !closesItself(b, start, end))) {
          const documentPast = known ?? this.#findEnd(b, start, at, final);
          if (documentPast === undefined) {
            this.#offset += at;
            return batch.build(b.subarray(0, at), blockOffset);
          }
          known = undefined;
          past = this.#endOfLastLine(b, documentPast, end);
        }
        batch.add(start, past, this.#line);
      }
      this.#line += past === end ? 1 : countLineFeeds(b, at, past) + 1;
      at = past + 1;
    }
    this.#offset += length;
    return batch.build(b, blockOffset);
  }

  /**
   * Where the value ends that starts there and does not seem to end on its line; -1 where it is broken, undefined
   * where more of the input is needed (which then comes to `#document`).
   */
  #findEnd(b: Uint8Array, start: number, lineStart: number, final: boolean): number | undefined {
    const finder = new DocumentFinder();
    const found = finder.feed(b, start, b.length);
    if (typeof found === 'number') return found;
    if (found === 'broken' || final) return -1;
    // Copied: the block it stands in is about to be given away.
    const piece = Uint8Array.prototype.slice.call(b, lineStart);
    this.#document = { pieces: [piece], length: piece.length, finder };
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

/** Finds the values in a stream of bytes, in batches; gzip is undone by the caller. */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<EventBatch, void, undefined> {
  const reader = new EventReader(options);
  for await (const chunk of chunks) {
    const batch = reader.push(chunk);
    if (batch) yield batch;
    if (reader.stopped) return;
  }
  const last = reader.finish();
  if (last) yield last;
}
