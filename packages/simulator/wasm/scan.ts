// The scanner of src/extract/scan.ts and skip.ts in AssemblyScript, sixteen bytes at a time: the same grammar, the same
// answers (scanner.test.ts holds them together). Compiled by scripts/build-wasm.mjs; no part of the TypeScript
// program. Addresses are of the module's memory, whose layout is wasm-scan.ts's; 0 stands for bytes that the grammar
// refuses. Sixteen bytes past the end of what is scanned must be readable.

const MAX_DEPTH: i32 = 300;

const QUOTE: u32 = 0x22;
const BACKSLASH: u32 = 0x5c;
const OPEN_OBJECT: u32 = 0x7b;
const CLOSE_OBJECT: u32 = 0x7d;
const OPEN_ARRAY: u32 = 0x5b;
const CLOSE_ARRAY: u32 = 0x5d;
const COMMA: u32 = 0x2c;
const COLON: u32 = 0x3a;

/** Where the stack of open containers stands: a byte a level. */
const OPEN: usize = 16;
/** Addresses in the plan count from its own. A node: filter of its children's keys (u64), address of the first child, how many, its parent (u32 each). */
const NODE_SIZE: usize = 24;
/** A child: length of its key, its node's index (u32 each), the key's first eight bytes (u64), address of the rest, has children. */
const CHILD_SIZE: usize = 24;

let nodes: usize = 0;
let starts: usize = 0;
let ends: usize = 0;
let generations: usize = 0;
let limit: usize = 0;
let shift: i32 = 0;
let generation: i32 = 0;
let escaped: i32 = 0;

/** Says where the plan and the results stand. */
export function plan(nodesAt: usize, startsAt: usize, endsAt: usize, generationsAt: usize): void {
  nodes = nodesAt;
  starts = startsAt;
  ends = endsAt;
  generations = generationsAt;
}

export function isFound(node: i32): bool {
  return load<i32>(generations + ((<usize>node) << 2)) === generation;
}

/** Where the value of a node stands in this memory. */
export function spanStart(node: i32): usize {
  return <usize>(load<i32>(starts + ((<usize>node) << 2)) - shift);
}

export function spanEnd(node: i32): usize {
  return <usize>(load<i32>(ends + ((<usize>node) << 2)) - shift);
}

/** Of a node that is not found: whether more of its path may lie in an array, where the scanner does not look. */
export function liesInArray(node: i32): bool {
  let above = node;
  do above = load<i32>(nodes + <usize>above * NODE_SIZE, 16);
  while (!isFound(above));
  return load<u8>(spanStart(above)) === OPEN_ARRAY;
}

/**
 * Scans the value at [start, end). Spans are stored plus `by`, with `mark` in the generations of what is found.
 * 0: not one JSON value; else 1, plus 2 where a key on a planned path has a backslash, plus 4 where a root key has.
 */
export function scan(start: usize, end: usize, by: i32, mark: i32): i32 {
  limit = end;
  shift = by;
  generation = mark;
  escaped = 0;
  const first = skipBlanks(start, end);
  if (first >= end) return 0;
  store<i32>(generations, mark);
  store<i32>(starts, <i32>first + by);
  const past = <u32>load<u8>(first) === OPEN_OBJECT ? scanObject(first + 1, 0, 1) : skipValue(first, end, 1);
  if (past === 0) return 0;
  store<i32>(ends, <i32>past + by);
  return past === end || skipBlanks(past, end) === end ? 1 | escaped : 0;
}

/** Of a value in the scanned bytes, which are well formed: where it ends. Offsets as spans are stored. */
export function pastValue(at: i32): i32 {
  return <i32>skipValue(<usize>(at - shift), limit, 1) + shift;
}

export function skipBlanks(at: usize, end: usize): usize {
  let i = at;
  while (i < end) {
    const c: u32 = load<u8>(i);
    if (c > 0x20 || (c !== 0x20 && c !== 0x0a && c !== 0x0d && c !== 0x09)) break;
    i++;
  }
  return i;
}

/** From past the opening quote to past the closing one. */
export function skipString(at: usize, end: usize): usize {
  const quotes = i8x16.splat(0x22);
  const slashes = i8x16.splat(0x5c);
  let i = at;
  while (i < end) {
    const bytes = v128.load(i);
    const hits = i8x16.bitmask(v128.or(i8x16.eq(bytes, quotes), i8x16.eq(bytes, slashes)));
    if (hits === 0) {
      i += 16;
      continue;
    }
    i += ctz(hits);
    if (i >= end) return 0;
    if (<u32>load<u8>(i) === QUOTE) return i + 1;
    i += 2;
  }
  return 0;
}

function isNumberByte(c: u32): bool {
  return c - 0x30 < 10 || c === 0x2d || c === 0x2e || (c | 0x20) === 0x65 || c === 0x2b;
}

function skipNumber(at: usize, end: usize): usize {
  let i = at;
  while (i < end && isNumberByte(load<u8>(i))) i++;
  const length = i - at;
  if (length > 1 || i >= end) return length > 0 ? i : 0;
  const first: u32 = load<u8>(at);
  if (length === 1 && first !== 0x2d && first !== 0x2b) return i;
  return isWord(i, end, 0x69, 0x6e, 0x66) || isWord(i, end, 0x6e, 0x61, 0x6e) ? i + 3 : 0;
}

function isWord(at: usize, end: usize, x: u32, y: u32, z: u32): bool {
  if (at + 3 > end) return false;
  return (
    (<u32>load<u8>(at) | 0x20) === x &&
    (<u32>load<u8>(at, 1) | 0x20) === y &&
    (<u32>load<u8>(at, 2) | 0x20) === z
  );
}

function skipScalar(at: usize, end: usize): usize {
  const c: u32 = load<u8>(at);
  if (c === QUOTE) return skipString(at + 1, end);
  if (c === 0x74) return at + 4 <= end && load<u32>(at) === 0x65757274 ? at + 4 : 0;
  if (c === 0x66) return at + 5 <= end && load<u32>(at, 1) === 0x65736c61 ? at + 5 : 0;
  if (c === 0x6e) {
    if (at + 4 <= end && load<u32>(at) === 0x6c6c756e) return at + 4;
    return isWord(at, end, 0x6e, 0x61, 0x6e) ? at + 3 : 0;
  }
  return skipNumber(at, end);
}

function skipKey(at: usize, end: usize): usize {
  let i = at;
  if (i < end && <u32>load<u8>(i) <= 0x20) i = skipBlanks(i, end);
  if (i >= end || <u32>load<u8>(i) !== QUOTE) return 0;
  i = skipString(i + 1, end);
  if (i === 0) return 0;
  if (i < end && <u32>load<u8>(i) <= 0x20) i = skipBlanks(i, end);
  if (i >= end || <u32>load<u8>(i) !== COLON) return 0;
  i++;
  if (i < end && <u32>load<u8>(i) <= 0x20) i = skipBlanks(i, end);
  return i < end ? i : 0;
}

function skipValue(at: usize, end: usize, depth: i32): usize {
  if (at >= end || depth > MAX_DEPTH) return 0;
  let c: u32 = load<u8>(at);
  if (c !== OPEN_OBJECT && c !== OPEN_ARRAY) return skipScalar(at, end);
  let i = at;
  let level = depth;
  let inObject = false;
  while (true) {
    // Here the first byte of a value stands at i, at depth `level`.
    if (c === QUOTE) {
      i = skipString(i + 1, end);
      if (i === 0) return 0;
    } else if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
      i++;
      if (i < end && <u32>load<u8>(i) <= 0x20) i = skipBlanks(i, end);
      if (i >= end) return 0;
      const isObject = c === OPEN_OBJECT;
      if (<u32>load<u8>(i) === (isObject ? CLOSE_OBJECT : CLOSE_ARRAY)) {
        i++;
      } else {
        if (level === MAX_DEPTH) return 0;
        store<u8>(OPEN + level, inObject ? 1 : 0);
        level++;
        inObject = isObject;
        if (isObject) {
          i = skipKey(i, end);
          if (i === 0) return 0;
        }
        c = load<u8>(i);
        continue;
      }
    } else {
      i = skipScalar(i, end);
      if (i === 0) return 0;
    }
    // Past a value: close what ends here, and go to the next value.
    while (true) {
      if (level === depth) return i;
      if (i >= end) return 0;
      c = load<u8>(i);
      if (c <= 0x20) {
        i = skipBlanks(i, end);
        if (i >= end) return 0;
        c = load<u8>(i);
      }
      i++;
      if (c === COMMA) {
        if (inObject) {
          i = skipKey(i, end);
          if (i === 0) return 0;
        } else if (i < end && <u32>load<u8>(i) <= 0x20) {
          i = skipBlanks(i, end);
        }
        if (i >= end) return 0;
        c = load<u8>(i);
        break;
      }
      if (c !== (inObject ? CLOSE_OBJECT : CLOSE_ARRAY)) return 0;
      level--;
      inObject = load<u8>(OPEN + level) !== 0;
    }
  }
}

/** The child of a node with a key; 0 for none. */
function findChild(node: usize, key: usize, length: u32): usize {
  const last: u32 = length === 0 ? 0 : load<u8>(key + length - 1);
  const first: u32 = length === 0 ? 0 : load<u8>(key);
  const bit: u64 = (<u64>1) << ((length * 7 + first * 3 + last) & 63);
  if ((load<u64>(node) & bit) === 0) return 0;
  const head = length >= 8 ? load<u64>(key) : load<u64>(key) & (((<u64>1) << (length * 8)) - 1);
  let child: usize = nodes + <usize>load<u32>(node, 8);
  const past = child + <usize>load<u32>(node, 12) * CHILD_SIZE;
  for (; child < past; child += CHILD_SIZE) {
    if (load<u32>(child) !== length || load<u64>(child, 8) !== head) continue;
    const rest: usize = nodes + <usize>load<u32>(child, 16);
    let i: usize = 8;
    while (i < length && load<u8>(key + i) === load<u8>(rest + i)) i++;
    if (i >= length) return child;
  }
  return 0;
}

/** The members of an object on a planned path; `at` is past its brace. */
function scanObject(at: usize, index: i32, depth: i32): usize {
  const end = limit;
  const node = nodes + <usize>index * NODE_SIZE;
  const quotes = i8x16.splat(0x22);
  const slashes = i8x16.splat(0x5c);
  let i = at;
  if (i < end && <u32>load<u8>(i) <= 0x20) i = skipBlanks(i, end);
  if (i < end && <u32>load<u8>(i) === CLOSE_OBJECT) return i + 1;
  if (depth === MAX_DEPTH) return 0;
  while (true) {
    if (i < end && <u32>load<u8>(i) <= 0x20) i = skipBlanks(i, end);
    if (i >= end || <u32>load<u8>(i) !== QUOTE) return 0;
    const key = ++i;
    const bytes = v128.load(i);
    const closing = i8x16.bitmask(i8x16.eq(bytes, quotes));
    const slashed = i8x16.bitmask(i8x16.eq(bytes, slashes));
    if (closing !== 0 && slashed === 0) {
      i += ctz(closing) + 1;
    } else {
      i = skipString(i, end);
      if (i === 0) return 0;
      for (let k = key; k < i; k++) {
        if (<u32>load<u8>(k) === BACKSLASH) {
          escaped |= depth === 1 ? 6 : 2;
          break;
        }
      }
    }
    if (i >= end) return 0;
    const length = <u32>(i - 1 - key);
    if (<u32>load<u8>(i) <= 0x20) i = skipBlanks(i, end);
    if (i >= end || <u32>load<u8>(i) !== COLON) return 0;
    i++;
    if (i < end && <u32>load<u8>(i) <= 0x20) i = skipBlanks(i, end);
    if (i >= end) return 0;

    const child = findChild(node, key, length);
    const first: u32 = load<u8>(i);
    let slot: usize = 0;
    if (child !== 0) {
      slot = (<usize>load<u32>(child, 4)) << 2;
      // Of duplicate keys the first counts.
      if (load<i32>(generations + slot) === generation) slot = 0;
    }
    if (slot !== 0) {
      store<i32>(generations + slot, generation);
      store<i32>(starts + slot, <i32>i + shift);
      if (first === QUOTE) i = skipString(i + 1, end);
      else if (first === OPEN_OBJECT && load<u32>(child, 20) !== 0)
        i = scanObject(i + 1, <i32>(slot >> 2), depth + 1);
      else i = skipValue(i, end, depth + 1);
      store<i32>(ends + slot, <i32>i + shift);
    } else if (first === QUOTE) {
      i = skipString(i + 1, end);
    } else {
      i = skipValue(i, end, depth + 1);
    }
    if (i === 0 || i >= end) return 0;
    let c: u32 = load<u8>(i);
    if (c <= 0x20) {
      i = skipBlanks(i, end);
      if (i >= end) return 0;
      c = load<u8>(i);
    }
    i++;
    if (c === COMMA) continue;
    return c === CLOSE_OBJECT ? i : 0;
  }
}
