import { encodeRune } from './runes.js';

/** Ranges of characters, both ends included, ascending and apart from each other. */
export type CharClass = readonly (readonly [number, number])[];

export const MAX_RUNE = 0x10ffff;

/** Puts ranges in order and joins those that touch. */
export function classOf(ranges: readonly (readonly [number, number])[]): CharClass {
  const joined: [number, number][] = [];
  for (const [low, high] of [...ranges].sort((a, b) => a[0] - b[0])) {
    const last = joined[joined.length - 1];
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else joined.push([low, high]);
  }
  return joined;
}

export function negateClass(ranges: CharClass): CharClass {
  const negated: [number, number][] = [];
  let next = 0;
  for (const [low, high] of ranges) {
    if (next < low) negated.push([next, low - 1]);
    next = high + 1;
  }
  if (next <= MAX_RUNE) negated.push([next, MAX_RUNE]);
  return negated;
}

const NAMED: Readonly<Record<string, CharClass>> = {
  alnum: classOf([
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x61, 0x7a],
  ]),
  alpha: classOf([
    [0x41, 0x5a],
    [0x61, 0x7a],
  ]),
  ascii: classOf([[0x00, 0x7f]]),
  blank: classOf([
    [0x09, 0x09],
    [0x20, 0x20],
  ]),
  cntrl: classOf([
    [0x00, 0x1f],
    [0x7f, 0x7f],
  ]),
  digit: classOf([[0x30, 0x39]]),
  graph: classOf([[0x21, 0x7e]]),
  lower: classOf([[0x61, 0x7a]]),
  print: classOf([[0x20, 0x7e]]),
  punct: classOf([
    [0x21, 0x2f],
    [0x3a, 0x40],
    [0x5b, 0x60],
    [0x7b, 0x7e],
  ]),
  space: classOf([
    [0x09, 0x0d],
    [0x20, 0x20],
  ]),
  upper: classOf([[0x41, 0x5a]]),
  word: classOf([
    [0x30, 0x39],
    [0x41, 0x5a],
    [0x5f, 0x5f],
    [0x61, 0x7a],
  ]),
  xdigit: classOf([
    [0x30, 0x39],
    [0x41, 0x46],
    [0x61, 0x66],
  ]),
};

/** `[:alpha:]` and `[:^alpha:]`, by their spelling. */
export const POSIX_CLASSES: ReadonlyMap<string, CharClass> = new Map(
  Object.entries(NAMED).flatMap(([name, ranges]) => [
    [`[:${name}:]`, ranges],
    [`[:^${name}:]`, negateClass(ranges)],
  ]),
);

/** Ranges of bytes, one after the other. */
export type ByteSequence = readonly (readonly [number, number])[];

/** What RE2 takes for any character past ASCII: laxer than UTF-8, as it makes for smaller programs. */
const PAST_ASCII: readonly ByteSequence[] = [
  [
    [0xc2, 0xdf],
    [0x80, 0xbf],
  ],
  [
    [0xe0, 0xef],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
  [
    [0xf0, 0xf4],
    [0x80, 0xbf],
    [0x80, 0xbf],
    [0x80, 0xbf],
  ],
];

/** The byte sequences that a class of characters matches (re2/compile.cc, AddRuneRangeUTF8). */
export function byteSequences(ranges: CharClass): readonly ByteSequence[] {
  const sequences: ByteSequence[] = [];
  for (const [low, high] of ranges) addRange(low, high, sequences);
  return sequences;
}

const LARGEST_OF_LENGTH = [0x7f, 0x7ff, 0xffff] as const;

function addRange(low: number, high: number, sequences: ByteSequence[]): void {
  if (low > high) return;
  if (low === 0x80 && high === MAX_RUNE) {
    sequences.push(...PAST_ASCII);
    return;
  }
  for (const largest of LARGEST_OF_LENGTH) {
    if (low <= largest && largest < high) {
      addRange(low, largest, sequences);
      addRange(largest + 1, high, sequences);
      return;
    }
  }
  if (high < 0x80) {
    sequences.push([[low, high]]);
    return;
  }
  // Split where the bytes before the last ones would differ.
  for (let bits = 6; bits <= 18; bits += 6) {
    const mask = (1 << bits) - 1;
    if ((low & ~mask) === (high & ~mask)) continue;
    if ((low & mask) !== 0) {
      addRange(low, low | mask, sequences);
      addRange((low | mask) + 1, high, sequences);
      return;
    }
    if ((high & mask) !== mask) {
      addRange(low, (high & ~mask) - 1, sequences);
      addRange(high & ~mask, high, sequences);
      return;
    }
  }
  const first = encodeRune(low);
  const last = encodeRune(high);
  sequences.push(Array.from(first, (char, i) => [char.charCodeAt(0), last.charCodeAt(i)] as const));
}
