// Texts that come again and again - verbs, users, resources - are made once: here is told which of the last ones a value
// is. Each has its place by a hash of its bytes; another one with the same place takes it over.

import { isFound, liesInArray, spanEnd, spanStart } from './scan';

/** How many places there are for texts, and the most bytes of one; the same for lists. */
const TEXTS: u32 = 4096;
const LONGEST_TEXT: usize = 192;
const LISTS: u32 = 1024;
const LONGEST_LIST: usize = 256;
/** At a place: a length (u32), and from the sixteenth byte on the bytes. */
const HEAD: usize = 16;

const QUOTE: u8 = 0x22;
const OPEN_OBJECT: u8 = 0x7b;
const OPEN_ARRAY: u8 = 0x5b;

export const ABSENT: i32 = -1;
/** Of the other kind, or a long one: JavaScript looks at it by itself. */
const OTHER: i32 = -2;

let texts: usize = 0;
let lists: usize = 0;

/** Says where the places are, zeroed. */
export function keepTexts(textsAt: usize, listsAt: usize): void {
  texts = textsAt;
  lists = listsAt;
}

/**
 * The place of a node's value that is no list or object, four times, plus one where it is new there, plus two where it
 * is new and has escapes or NULs; negative: see above.
 */
export function textAt(node: i32): i32 {
  const found = findText(node);
  if (found < 0) return found;
  const length = past - from;
  return length > LONGEST_TEXT ? OTHER : placeOf(from, length, texts, TEXTS, LONGEST_TEXT);
}

/** What `findText` has found: the inside of a string, or a number or word. */
export let from: usize = 0;
export let past: usize = 0;

/** Finds the text that is a node's value. Not negative: it is there. */
export function findText(node: i32): i32 {
  if (!isFound(node)) return liesInArray(node) ? OTHER : ABSENT;
  from = spanStart(node);
  past = spanEnd(node);
  const first = load<u8>(from);
  if (first === QUOTE) {
    from++;
    past--;
    return 0;
  }
  return first === OPEN_OBJECT || first === OPEN_ARRAY ? OTHER : 0;
}

/** The same for a list, brackets included. */
export function listAt(node: i32): i32 {
  if (!isFound(node)) return liesInArray(node) ? OTHER : ABSENT;
  const at = spanStart(node);
  const length = spanEnd(node) - at;
  if (load<u8>(at) !== OPEN_ARRAY || length > LONGEST_LIST) return OTHER;
  return placeOf(at, length, lists, LISTS, LONGEST_LIST);
}

function placeOf(at: usize, length: usize, places: usize, count: u32, longest: usize): i32 {
  const index = <i32>(hash(at, length) & (count - 1));
  const place = places + <usize>index * (HEAD + longest);
  if (load<u32>(place) === <u32>length && same(at, place + HEAD, length)) return index << 2;
  store<u32>(place, <u32>length);
  let special = false;
  for (let i: usize = 0; i < length; i += 16) {
    const bytes = v128.load(at + i);
    v128.store(place + HEAD + i, bytes);
    const found = i8x16.bitmask(v128.or(i8x16.eq(bytes, i8x16.splat(0x5c)), i8x16.eq(bytes, i8x16.splat(0))));
    const rest = length - i;
    if (found !== 0 && (rest >= 16 || (found & ((1 << (<i32>rest)) - 1)) !== 0)) special = true;
  }
  return (index << 2) | (special ? 3 : 1);
}

function hash(at: usize, length: usize): u32 {
  let sum: u64 = length;
  for (let i: usize = 0; i < length; i += 8) {
    let word = load<u64>(at + i);
    if (length - i < 8) word &= ((<u64>1) << ((length - i) << 3)) - 1;
    sum = (sum ^ word) * 0x1e3779b97f4a7b;
    sum ^= sum >> 32;
  }
  return <u32>sum;
}

function same(a: usize, b: usize, length: usize): bool {
  for (let i: usize = 0; i < length; i += 16) {
    const different = ~i8x16.bitmask(i8x16.eq(v128.load(a + i), v128.load(b + i))) & 0xffff;
    const rest = length - i;
    if (different !== 0 && (rest >= 16 || (different & ((1 << (<i32>rest)) - 1)) !== 0)) return false;
  }
  return true;
}
