import { CLOSE_OBJECT, OPEN_OBJECT, QUOTE } from '../extract/skip.js';
import type { EventInput } from './block-reader.js';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/**
 * The first offset, from `from` on, at which an input can be cut in two without changing what a BlockReader finds in
 * it, as far as these bytes tell (some before and after the place are looked at); -1 where there is none. That is at
 * the start of a line; and, since values of `webhook` input may go over several lines, only between `}` and `{"` with
 * a letter behind it: a value that is still open there cannot go on. If a string is open, the quote ends it and no
 * letter can follow; if not, a comma is missing. So whatever began before ends there, or is broken and loses its first
 * line only.
 */
export function findCut(bytes: Uint8Array, from: number, input: EventInput): number {
  const b = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const first = Math.max(from, 1);
  for (let feed = b.indexOf(LINE_FEED, first - 1); feed >= 0; feed = b.indexOf(LINE_FEED, feed + 1)) {
    if (input === 'file' || separates(b, feed)) return feed + 1;
  }
  return -1;
}

/** Whether no value goes on past a line feed. */
function separates(b: Uint8Array, feed: number): boolean {
  if (b[feed + 1] !== OPEN_OBJECT || b[feed + 2] !== QUOTE || !isLetter(b[feed + 3])) return false;
  return b[b[feed - 1] === CARRIAGE_RETURN ? feed - 2 : feed - 1] === CLOSE_OBJECT;
}

function isLetter(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const lower = byte | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}
