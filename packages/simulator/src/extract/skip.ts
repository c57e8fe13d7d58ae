/**
 * Skippers: they check a stretch of bytes by the loose JSON grammar of fastjson (parser.go), the one that
 * decides whether Falco takes an event, and say where it ends. Nothing is built, nothing is copied.
 *
 * Offsets in, offsets out; -1 for bytes that the grammar refuses.
 */

/** Containers and scalars nested deeper than this are refused (fastjson's MaxDepth; the root value has depth 1). */
export const MAX_DEPTH = 300;

export const QUOTE = 0x22;
export const BACKSLASH = 0x5c;
export const OPEN_OBJECT = 0x7b;
export const CLOSE_OBJECT = 0x7d;
export const OPEN_ARRAY = 0x5b;
export const CLOSE_ARRAY = 0x5d;
export const COMMA = 0x2c;
export const COLON = 0x3a;

/** blank = ( " " | "\t" | "\n" | "\r" )* . The offset of the first byte that is none of them, at most `end`. */
export function skipBlanks(b: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end) {
    const c = b[i]!;
    if (c > 0x20 || (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09)) break;
    i++;
  }
  return i;
}

let wordedBytes: Uint8Array | undefined;
let words: DataView = new DataView(new ArrayBuffer(0));

/** The same bytes for reading four at once. */
export function wordsOf(b: Uint8Array): DataView {
  if (b !== wordedBytes) {
    wordedBytes = b;
    words = new DataView(b.buffer, b.byteOffset, b.byteLength);
  }
  return words;
}

/**
 * string = '"' ( any byte but '"' and "\" | "\" any byte )* '"' . Control characters and unknown escapes pass.
 * `at` is past the opening quote; gives the offset past the closing one. `w` is wordsOf(b).
 */
export function skipString(b: Uint8Array, w: DataView, at: number, end: number): number {
  const lastWord = end - 4;
  let i = at;
  while (i <= lastWord) {
    // Most of an event is inside of strings. A byte of x (of y) is 0 where it is a quote (a backslash); the sum
    // below has the high bit set in the first such byte, and never in one before it.
    const word = w.getInt32(i, true);
    const x = word ^ 0x22222222;
    const y = word ^ 0x5c5c5c5c;
    const hits = (((x - 0x01010101) & ~x) | ((y - 0x01010101) & ~y)) & 0x80808080;
    if (hits === 0) {
      i += 4;
      continue;
    }
    i += (31 - Math.clz32(hits & -hits)) >> 3;
    if (b[i] === QUOTE) return i + 1;
    i += 2;
  }
  while (i < end) {
    const c = b[i]!;
    if (c === QUOTE) return i + 1;
    i += c === BACKSLASH ? 2 : 1;
  }
  return -1;
}

/** Bytes that a number may consist of, in any order: digits, signs, dots, exponent letters. */
const NUMBER_BYTE = new Uint8Array(256);
for (const char of '0123456789.-+eE') NUMBER_BYTE[char.charCodeAt(0)] = 1;

/**
 * number = number-byte+ | sign? ( "inf" | "nan" ) , the words in any case; a sign alone is none.
 * `at` is at its first byte.
 */
function skipNumber(b: Uint8Array, at: number, end: number): number {
  let i = at;
  while (i < end && NUMBER_BYTE[b[i]!] === 1) i++;
  const length = i - at;
  if (length > 1 || i >= end) return length > 0 ? i : -1;
  const first = b[at]!;
  if (length === 1 && first !== 0x2d && first !== 0x2b) return i;
  return isWord(b, i, end, 0x69, 0x6e, 0x66) || isWord(b, i, end, 0x6e, 0x61, 0x6e) ? i + 3 : -1;
}

/** Whether the three letters (given in lower case) stand there in any case. */
function isWord(b: Uint8Array, at: number, end: number, x: number, y: number, z: number): boolean {
  return at + 3 <= end && (b[at]! | 0x20) === x && (b[at + 1]! | 0x20) === y && (b[at + 2]! | 0x20) === z;
}

/** scalar = string | "true" | "false" | "null" | number . */
function skipScalar(b: Uint8Array, at: number, end: number): number {
  switch (b[at]) {
    case QUOTE:
      return skipString(b, wordsOf(b), at + 1, end);
    case 0x74:
      return at + 4 <= end && b[at + 1] === 0x72 && b[at + 2] === 0x75 && b[at + 3] === 0x65 ? at + 4 : -1;
    case 0x66:
      return at + 5 <= end &&
        b[at + 1] === 0x61 &&
        b[at + 2] === 0x6c &&
        b[at + 3] === 0x73 &&
        b[at + 4] === 0x65
        ? at + 5
        : -1;
    case 0x6e:
      if (at + 4 <= end && b[at + 1] === 0x75 && b[at + 2] === 0x6c && b[at + 3] === 0x6c) return at + 4;
      return isWord(b, at, end, 0x6e, 0x61, 0x6e) ? at + 3 : -1;
    default:
      return skipNumber(b, at, end);
  }
}

/** Which of the open containers are objects, by depth. Skipping never recurses, so one stack serves all. */
const open = new Uint8Array(MAX_DEPTH + 2);

/**
 * value = scalar | "{" ( key ":" value ( "," key ":" value )* )? "}" | "[" ( value ( "," value )* )? "]" ,
 * blanks between all of them. `at` is at the value's first byte, `depth` is the value's own (1 for the root).
 */
export function skipValue(b: Uint8Array, at: number, end: number, depth: number): number {
  if (at >= end || depth > MAX_DEPTH) return -1;
  let c = b[at]!;
  if (c !== OPEN_OBJECT && c !== OPEN_ARRAY) return skipScalar(b, at, end);
  const w = wordsOf(b);
  let i = at;
  let level = depth;
  let inObject = false;
  for (;;) {
    // Here b[i] is the first byte of a value, at depth `level`.
    if (c === QUOTE) {
      i = skipString(b, w, i + 1, end);
      if (i < 0) return -1;
    } else if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
      i++;
      if (i < end && b[i]! <= 0x20) i = skipBlanks(b, i, end);
      if (i >= end) return -1;
      const object = c === OPEN_OBJECT;
      if (b[i] === (object ? CLOSE_OBJECT : CLOSE_ARRAY)) {
        i++;
      } else {
        if (level === MAX_DEPTH) return -1;
        open[level] = inObject ? 1 : 0;
        level++;
        inObject = object;
        if (object) {
          i = skipKey(b, w, i, end);
          if (i < 0) return -1;
        }
        c = b[i]!;
        continue;
      }
    } else {
      i = skipScalar(b, i, end);
      if (i < 0) return -1;
    }
    // Past a value: close what ends here, and go to the next value.
    for (;;) {
      if (level === depth) return i;
      if (i >= end) return -1;
      c = b[i]!;
      if (c <= 0x20) {
        i = skipBlanks(b, i, end);
        if (i >= end) return -1;
        c = b[i]!;
      }
      i++;
      if (c === COMMA) {
        if (inObject) i = skipKey(b, w, i, end);
        else if (i < end && b[i]! <= 0x20) i = skipBlanks(b, i, end);
        if (i < 0 || i >= end) return -1;
        c = b[i]!;
        break;
      }
      if (c !== (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return -1;
      level--;
      inObject = open[level] === 1;
    }
  }
}

/** key ":" with blanks around; gives the offset of the value's first byte, always below `end`. */
function skipKey(b: Uint8Array, w: DataView, at: number, end: number): number {
  let i = at;
  if (i < end && b[i]! <= 0x20) i = skipBlanks(b, i, end);
  if (i >= end || b[i] !== QUOTE) return -1;
  i = skipString(b, w, i + 1, end);
  if (i < 0) return -1;
  if (i < end && b[i]! <= 0x20) i = skipBlanks(b, i, end);
  if (i >= end || b[i] !== COLON) return -1;
  i++;
  if (i < end && b[i]! <= 0x20) i = skipBlanks(b, i, end);
  return i < end ? i : -1;
}
