import type { ByteString } from '@falco-rules/language';
import { unescapeJson } from './escapes.js';
import { QUOTE, skipString, wordsOf } from './skip.js';

/** A method that Buffer has and its types leave out; `toString('latin1')` takes a longer way to it. */
interface LatinBuffer extends Buffer {
  latin1Slice(start: number, end: number): string;
}

let viewedBytes: Uint8Array | undefined;
let view = Buffer.alloc(0) as LatinBuffer;

/** The bytes [start, end) as a byte string. */
export function sliceBytes(bytes: Uint8Array, start: number, end: number): ByteString {
  if (bytes !== viewedBytes) {
    viewedBytes = bytes;
    view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength) as LatinBuffer;
  }
  return view.latin1Slice(start, end);
}

const POOL_SIZE = 4096;
const POOLED_LENGTH = 64;

/** A text that has been made of bytes: as they stand, with JSON's escapes resolved, and that up to its first NUL. */
interface PooledText {
  readonly raw: ByteString;
  readonly text: ByteString;
  readonly value: ByteString;
}

const EMPTY = makeText('');
/** The texts last made, by a rough hash of their bytes. */
const pool = new Array<PooledText>(POOL_SIZE).fill(EMPTY);

function makeText(raw: ByteString): PooledText {
  const text = unescapeJson(raw);
  return { raw, text, value: cutAtNul(text) };
}

/**
 * The text in [start, end), the inside of a JSON string or a number or word. Those that come again and again, such
 * as verbs, users and resources, are found in a pool: they need not be made, and comparing them is quick. Which text
 * it is never depends on the pool.
 */
export function textOf(b: Uint8Array, start: number, end: number): PooledText {
  const length = end - start;
  if (length === 0) return EMPTY;
  if (length > POOLED_LENGTH) return makeText(sliceBytes(b, start, end));
  let hash = Math.imul(length, 31) + b[start]!;
  hash = Math.imul(hash, 31) + b[end - 1]!;
  hash = Math.imul(hash, 31) + b[start + (length >> 1)]!;
  hash = Math.imul(hash, 31) + b[start + (length >> 2)]!;
  if (length > 4) {
    hash = Math.imul(hash, 31) + b[end - 2]!;
    hash = Math.imul(hash, 31) + b[end - 3]!;
  }
  const slot = (hash ^ (hash >>> 13)) & (POOL_SIZE - 1);
  const known = pool[slot]!;
  const { raw } = known;
  if (raw.length === length) {
    let i = 0;
    while (i < length && raw.charCodeAt(i) === b[start + i]) i++;
    if (i === length) return known;
  }
  const made = makeText(sliceBytes(b, start, end));
  pool[slot] = made;
  return made;
}

/** What the rules see of a text: it ends at its first NUL, as C strings do. */
export function cutAtNul(text: ByteString): ByteString {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

/** The JSON value in [start, end) without the blanks between its tokens. Strings and numbers keep their spelling. */
export function compactJson(b: Uint8Array, start: number, end: number): ByteString {
  let out = '';
  let from = start;
  let i = start;
  while (i < end) {
    const c = b[i]!;
    if (c === QUOTE) {
      i = skipString(b, wordsOf(b), i + 1, end);
    } else if (c <= 0x20) {
      out += sliceBytes(b, from, i);
      while (i < end && b[i]! <= 0x20) i++;
      from = i;
    } else {
      i++;
    }
  }
  return from === start ? sliceBytes(b, start, end) : out + sliceBytes(b, from, end);
}

/** How many bytes of a JSON value are blanks between its tokens. */
export function countBlanks(b: Uint8Array, start: number, end: number): number {
  let blanks = 0;
  let i = start;
  while (i < end) {
    const c = b[i]!;
    if (c === QUOTE) {
      i = skipString(b, wordsOf(b), i + 1, end);
      continue;
    }
    if (c <= 0x20) blanks++;
    i++;
  }
  return blanks;
}

/** Whether a span holds a byte that fastjson writes differently once it has looked at the string it stands in. */
export function hasSpecialBytes(b: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = b[i]!;
    if (c === 0x5c || c < 0x20) return true;
  }
  return false;
}
