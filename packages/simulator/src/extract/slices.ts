import type { ByteString } from '@falco-rules/language';
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
