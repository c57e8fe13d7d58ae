// Most events are as API servers write them: their kind is `"Event"`, their time `"2026-01-31T01:02:03.123456Z"`. Those
// are recognised here; any other is for JavaScript (extractor.ts) to look at.

import { isFound, spanEnd, spanStart } from './scan';

/** The first eight bytes of the last date that JavaScript has read, and the last two. */
let date: u64 = 0;
let dateEnd: u16 = 0;
let second: i32 = 0;
let fraction: i32 = 0;

/** `"Event"`, without its last quote. */
const EVENT: u64 = 0x746e65764522;
const QUOTE: u8 = 0x22;

/** Whether the scanned event is such a one, at the date last kept. An `item` of a list may be of any kind. */
export function isOrdinary(kind: i32, time: i32, item: bool): bool {
  if (!isFound(time) || (!item && !isEvent(kind))) return false;
  const at = spanStart(time);
  if (load<u8>(at) !== QUOTE) return false;
  return load<u64>(at + 1) === date && load<u16>(at + 9) === dateEnd && readTime(at + 11, spanEnd(time) - 1);
}

/** Keeps the date of the scanned event, which JavaScript has read. */
export function keepDate(time: i32): void {
  const at = spanStart(time) + 1;
  date = load<u64>(at);
  dateEnd = load<u16>(at + 8);
}

/** Of an ordinary event: seconds since midnight. */
export function secondOfDay(): i32 {
  return second;
}

/** And nanoseconds since then. */
export function nanoseconds(): i32 {
  return fraction;
}

function isEvent(kind: i32): bool {
  if (!isFound(kind)) return false;
  const at = spanStart(kind);
  return spanEnd(kind) - at === 7 && (load<u64>(at) & 0xffffffffffff) === EVENT;
}

/** Reads `T01:02:03.123456Z` in [at, end): one to nine digits after the point, or no point. */
function readTime(at: usize, end: usize): bool {
  const length = end - at;
  if (length < 10 || length > 20 || length === 11) return false;
  if (load<u8>(at) !== 0x54 || load<u8>(at, 3) !== 0x3a || load<u8>(at, 6) !== 0x3a) return false;
  if (load<u8>(end - 1) !== 0x5a) return false;
  const hour = two(at + 1);
  const minute = two(at + 4);
  const whole = two(at + 7);
  if (hour > 23 || minute > 59 || whole > 59) return false;
  second = hour * 3600 + minute * 60 + whole;
  fraction = 0;
  if (length === 10) return true;
  if (load<u8>(at, 9) !== 0x2e) return false;
  for (let i: usize = 0; i < 9; i++) {
    fraction *= 10;
    if (at + 10 + i >= end - 1) continue;
    const digit = <u32>load<u8>(at + 10 + i) - 0x30;
    if (digit > 9) return false;
    fraction += <i32>digit;
  }
  return true;
}

/** Two digits; something past 99 where they are none. */
function two(at: usize): i32 {
  const tens = <u32>load<u8>(at) - 0x30;
  const ones = <u32>load<u8>(at, 1) - 0x30;
  return tens > 9 || ones > 9 ? 1000 : <i32>(tens * 10 + ones);
}
