// Writes alerts out of the bytes of the scanned event: what engine/alert-program.ts has laid down, one step after the
// other. A step whose value is not simply there (it is not ASCII, is long, or is made of several values) is left to JavaScript, which then goes on with the next one.

import { isFound, liesInArray, skipBlanks, skipString, spanEnd, spanStart } from './scan';
import { ABSENT, findText, from, past } from './text';

/** A step: what it does, and two numbers more (u32 each). */
const STEP_SIZE: usize = 12;
/** The bytes at an address; how many. */
const LITERAL: u32 = 0;
/** The same, with the length in front of the bytes (u32). */
const COUNTED: u32 = 1;
/**
 * The value of a node, `<NA>` where it is absent; and whether there are values only in events with an auditID. One more:
 * the same for the inside of a JSON string.
 */
const TEXT: u32 = 2;
/** The value as a JSON string, `null` where it is absent. */
const QUOTED: u32 = 4;
/** The same three for a list of texts. */
const TEXT_LIST: u32 = 5;
const QUOTED_LIST: u32 = 7;
/** The nine digits of the event's nanoseconds. */
const FRACTION: u32 = 8;
/** Any other is for JavaScript. */
const END: u32 = 9;

const QUOTE: u8 = 0x22;
const BACKSLASH: u8 = 0x5c;
const SLASH: u8 = 0x2f;
const OPEN_ARRAY: u8 = 0x5b;
const CLOSE_ARRAY: u8 = 0x5d;
const OPEN_LIST: u8 = 0x28;
const CLOSE_LIST: u8 = 0x29;
const COMMA: u8 = 0x2c;
/** Longer values are not copied here: so much room there is for each. */
const LONGEST: usize = 512;

/** Where the next byte goes. */
let out: usize = 0;

export function position(): usize {
  return out;
}

/**
 * Goes through steps from the one at `step` on, writing at `to`. `audited`: the event has an auditID, without which
 * k8saudit has no values. The address of the step that JavaScript is to do; 0 once the end is reached.
 */
export function write(first: usize, to: usize, nanoseconds: u32, audited: bool): usize {
  let step = first;
  out = to;
  while (true) {
    const kind = load<u32>(step);
    if (kind === LITERAL) {
      copy(load<u32>(step, 4), load<u32>(step, 8));
    } else if (kind === COUNTED) {
      const at: usize = load<u32>(step, 4);
      copy(at + 4, load<u32>(at));
    } else if (kind <= QUOTED_LIST) {
      const node = load<i32>(step, 4);
      const mayBe = load<u32>(step, 8) === 0 || audited;
      if (kind < TEXT_LIST ? !value(kind, node, mayBe) : !list(kind - TEXT_LIST + TEXT, node, mayBe))
        return step;
    } else if (kind === FRACTION) {
      fraction(nanoseconds);
    } else {
      return kind === END ? 0 : step;
    }
    step += STEP_SIZE;
  }
}

function copy(at: usize, length: usize): void {
  const to = out;
  for (let i: usize = 0; i < length; i += 16) v128.store(to + i, v128.load(at + i));
  out = to + length;
}

function fraction(nanoseconds: u32): void {
  let rest = nanoseconds;
  for (let i: usize = 9; i > 0; i--) {
    store<u8>(out + i - 1, <u8>(0x30 + (rest % 10)));
    rest /= 10;
  }
  out += 9;
}

/** Writes a value; false where that is for JavaScript. */
function value(kind: u32, node: i32, mayBe: bool): bool {
  if (!mayBe) return absent(kind);
  const found = findText(node);
  if (found < 0) return found === ABSENT ? absent(kind) : false;
  if (past - from > LONGEST) return false;
  const start = out;
  if (kind === QUOTED) store<u8>(out++, QUOTE);
  if (!text(kind !== TEXT, from, past)) {
    out = start;
    return false;
  }
  if (kind === QUOTED) store<u8>(out++, QUOTE);
  return true;
}

/** Writes a list of texts, `(a,b)` or JSON; false where that is for JavaScript. */
function list(kind: u32, node: i32, mayBe: bool): bool {
  if (!mayBe) return absent(kind);
  if (!isFound(node)) return liesInArray(node) ? false : absent(kind);
  const at = spanStart(node);
  const end = spanEnd(node);
  if (load<u8>(at) !== OPEN_ARRAY) return absent(kind);
  if (end - at > LONGEST) return false;
  let next = skipBlanks(at + 1, end);
  if (load<u8>(next) === CLOSE_ARRAY) return absent(kind);
  const start = out;
  store<u8>(out++, kind === QUOTED ? OPEN_ARRAY : OPEN_LIST);
  while (true) {
    const after = load<u8>(next) === QUOTE ? skipString(next + 1, end) : 0;
    // Libsinsp has its own way with an empty text.
    if (after < next + 3) break;
    if (kind === QUOTED) store<u8>(out++, QUOTE);
    if (!text(kind !== TEXT, next + 1, after - 1)) break;
    if (kind === QUOTED) store<u8>(out++, QUOTE);
    next = skipBlanks(after, end);
    if (load<u8>(next) === CLOSE_ARRAY) {
      store<u8>(out++, kind === QUOTED ? CLOSE_ARRAY : CLOSE_LIST);
      return true;
    }
    store<u8>(out++, COMMA);
    next = skipBlanks(next + 1, end);
  }
  out = start;
  return false;
}

/** Writes the inside of a JSON string, for the inside of another where it `escapes`; false where that is for JavaScript. */
function text(escapes: bool, start: usize, end: usize): bool {
  let at = start;
  while (at < end) {
    const bytes = v128.load(at);
    v128.store(out, bytes);
    // Signed: bytes from 0x80 on are below all others.
    const special = i8x16.bitmask(
      v128.or(i8x16.lt_s(bytes, i8x16.splat(0x20)), i8x16.eq(bytes, i8x16.splat(0x5c))),
    );
    const plain: usize = special === 0 ? 16 : ctz(special);
    if (at + plain >= end) {
      out += end - at;
      return true;
    }
    at += plain;
    out += plain;
    if (special === 0) continue;
    if (load<u8>(at) !== BACKSLASH) return false;
    const char = load<u8>(at, 1);
    let meant: u32 = char;
    if (char === 0x75) {
      meant = unicode(at + 2);
      at += 6;
    } else {
      if (char !== QUOTE && char !== BACKSLASH && char !== SLASH) return false;
      at += 2;
    }
    if (meant < 0x20 || meant > 0x7e || at > end) return false;
    if (escapes && (meant === QUOTE || meant === BACKSLASH)) store<u8>(out++, BACKSLASH);
    store<u8>(out++, <u8>meant);
  }
  return true;
}

/** What four digits after `\u` stand for, below 0x80; else 0. */
function unicode(at: usize): u32 {
  if (load<u16>(at) !== 0x3030) return 0;
  const high = <u32>load<u8>(at, 2) - 0x30;
  const low = digit(load<u8>(at, 3));
  return high < 8 && low < 16 ? (high << 4) | low : 0;
}

function digit(char: u32): u32 {
  if (char - 0x30 < 10) return char - 0x30;
  const letter = (char | 0x20) - 0x61;
  return letter < 6 ? letter + 10 : 16;
}

function absent(kind: u32): bool {
  // `null`, `<NA>`
  store<u32>(out, kind === QUOTED ? 0x6c6c756e : 0x3e414e3c);
  out += 4;
  return true;
}
