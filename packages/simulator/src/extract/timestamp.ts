import type { ByteString } from '@falco-rules/language';

/** A moment: whole seconds since 1970 (negative before), and nanoseconds within the second. */
export interface Moment {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/**
 * date "T" hour ":" minute ":" second ( [.,] digit+ )? ( "Z" | [+-] hh ":" mm ) , the hour in one digit or two:
 * what Go's time.Parse takes for the layout RFC3339Nano. Digits past nanoseconds are cut off.
 */
const TIMESTAMP = /^(\d{4})-(\d\d)-(\d\d)T(\d\d?):(\d\d):(\d\d)(?:[.,](\d+))?(?:Z|([+-])(\d\d):(\d\d))$/;

/** The moment a stageTimestamp names; undefined where Go would not parse it or it is out of range. */
export function parseTimestamp(text: ByteString): Moment | undefined {
  const parts = TIMESTAMP.exec(text);
  if (!parts) return undefined;
  const [year, month, day, hour, minute, second] = parts.slice(1, 7).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  // Go takes offsets of 24 hours and of 60 minutes.
  const offsetHours = Number(parts[9] ?? 0);
  const offsetMinutes = Number(parts[10] ?? 0);
  if (!inRange(year, month, day, hour, minute, second) || offsetHours > 24 || offsetMinutes > 60)
    return undefined;
  const offset = (parts[8] === '-' ? -1 : 1) * (offsetHours * 60 + offsetMinutes) * 60;
  return {
    seconds: secondsOf(year, month, day, hour, minute, second) - offset,
    nanoseconds: Number((parts[7] ?? '').slice(0, 9).padEnd(9, '0')),
  };
}

/** Reads the two digits at an offset; something past 99 where they are none. */
function two(b: Uint8Array, at: number): number {
  const tens = b[at]! - 0x30;
  const ones = b[at + 1]! - 0x30;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : 1000;
}

/**
 * The same for the bytes [start, end) in the form that API servers write (`2026-01-31T01:02:03.123456Z`), without
 * making a string; undefined for any other form, which `parseTimestamp` then decides.
 */
export class TimestampReader {
  seconds = 0;
  nanoseconds = 0;
  #dayKnown = false;
  readonly #dayBytes = new Uint8Array(10);
  /** When the last day began. */
  daySeconds = 0;

  read(b: Uint8Array, start: number, end: number): boolean {
    const length = end - start;
    if (length < 20 || length > 30 || b[end - 1] !== 0x5a) return false;
    if (b[start + 10] !== 0x54 || b[start + 13] !== 0x3a || b[start + 16] !== 0x3a) return false;
    const hour = two(b, start + 11);
    const minute = two(b, start + 14);
    const second = two(b, start + 17);
    if (hour > 23 || minute > 59 || second > 59) return false;
    let fraction = 0;
    if (length > 20) {
      if (b[start + 19] !== 0x2e || length === 21) return false;
      let scale = 100_000_000;
      for (let i = start + 20; i < end - 1; i++) {
        const digit = b[i]! - 0x30;
        if (digit < 0 || digit > 9) return false;
        fraction += digit * scale;
        scale /= 10;
      }
    }
    if (!this.#readDay(b, start)) return false;
    this.seconds = this.daySeconds + hour * 3600 + minute * 60 + second;
    this.nanoseconds = fraction;
    return true;
  }

  /** Dates repeat from event to event: the last one is kept. */
  #readDay(b: Uint8Array, start: number): boolean {
    let same = this.#dayKnown;
    for (let i = 0; same && i < 10; i++) same = this.#dayBytes[i] === b[start + i];
    if (same) return true;
    if (b[start + 4] !== 0x2d || b[start + 7] !== 0x2d) return false;
    const century = two(b, start);
    const yearOfIt = two(b, start + 2);
    if (century > 99 || yearOfIt > 99) return false;
    const year = century * 100 + yearOfIt;
    const month = two(b, start + 5);
    const day = two(b, start + 8);
    if (!inRange(year, month, day, 0, 0, 0)) return false;
    for (let i = 0; i < 10; i++) this.#dayBytes[i] = b[start + i]!;
    this.#dayKnown = true;
    this.daySeconds = secondsOf(year, month, day, 0, 0, 0);
    return true;
  }
}

function inRange(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): boolean {
  if (month < 1 || month > 12 || day < 1 || day > daysIn(year, month)) return false;
  return hour < 24 && minute < 60 && second < 60;
}

function daysIn(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

function secondsOf(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number {
  // Not Date.UTC itself: it takes the years 0 to 99 for 1900 to 1999.
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  return date.getTime() / 1000 + hour * 3600 + minute * 60 + second;
}

/** Nanoseconds since 1970 as Falco carries them: 64 bits, unsigned, times out of range wrapped around. */
export function toEventTime(seconds: number, nanoseconds: number): bigint {
  return BigInt.asUintN(64, BigInt(seconds) * 1_000_000_000n + BigInt(nanoseconds));
}
