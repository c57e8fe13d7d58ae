import type { ByteString } from '@falco-rules/language';
import { formatEventTime } from '../extract/index.js';

const BILLION = 1_000_000_000;
const DAY = 86_400;

/** A 64-bit number, and its halves: dividing bigints would cost more than the rest of an alert. */
const whole = new BigUint64Array(1);
const halves = new Uint32Array(whole.buffer);
const [LOW, HIGH] = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? [0, 1] : [1, 0];

/** Beginnings of what AlertClock's methods of the same names give, and of `iso8601`, which begins as `utc` does. */
export interface TimeBeginnings {
  readonly second: number;
  readonly timeOfDay: ByteString;
  readonly utc: ByteString;
  readonly nanoseconds: ByteString;
}

/**
 * The spellings of an event's time that alerts need (nanoseconds since the epoch, 64 bits unsigned). Events come
 * in order, and an alert shows the time three times: what the last event and the last second gave is kept.
 */
export class AlertClock {
  readonly #utcOffset: number;
  #time = -1n;
  #second = -1;
  #day = -1;
  /** Digits after the point. */
  #fraction = '';
  #date = '';
  #utc = '';
  #local = '';
  #beginnings: TimeBeginnings = { second: -1, timeOfDay: '', utc: '', nanoseconds: '' };

  /** `utcOffset`: seconds east of Greenwich, for the time of day. */
  constructor(utcOffset: number) {
    this.#utcOffset = utcOffset;
  }

  /** `evt.time`: `08:00:00.000000001`. */
  timeOfDay(time: bigint): ByteString {
    this.#read(time);
    return `${this.#local}.${this.#fraction}`;
  }

  /** `evt.time.iso8601`: `2026-01-31T08:00:00.000000001+0000`. */
  iso8601(time: bigint): ByteString {
    this.#read(time);
    return `${this.#utc}.${this.#fraction}+0000`;
  }

  /** The `time` of a JSON alert: `2026-01-31T08:00:00.000000001Z`. */
  utc(time: bigint): ByteString {
    this.#read(time);
    return `${this.#utc}.${this.#fraction}Z`;
  }

  /** The number in `output_fields`: 64 bits signed. */
  nanoseconds(time: bigint): ByteString {
    this.#read(time);
    const second = this.#second;
    return second > 0 && second < MOST_SECONDS
      ? `${second}${this.#fraction}`
      : BigInt.asIntN(64, time).toString();
  }

  /**
   * What the texts above begin with in a second since 1970, up to its fraction; undefined for seconds that are not
   * spelled so simply. The same object for the same second.
   */
  beginnings(second: number): TimeBeginnings | undefined {
    if (second < DAY || second >= MOST_SECONDS) return undefined;
    if (second === this.#beginnings.second) return this.#beginnings;
    this.#time = -1n;
    if (second !== this.#second) this.#readSecond(second, BigInt(second * 1000) * 1_000_000n);
    this.#beginnings = {
      second,
      timeOfDay: `${this.#local}.`,
      utc: `${this.#utc}.`,
      nanoseconds: `${second}`,
    };
    return this.#beginnings;
  }

  #read(time: bigint): void {
    if (time === this.#time) return;
    this.#time = time;
    whole[0] = time;
    // Long division, 16 bits at a time, so that nothing passes 53 bits.
    const high = halves[HIGH]!;
    const low = halves[LOW]!;
    const middle = (high % BILLION) * 0x1_0000 + (low >>> 16);
    const rest = (middle % BILLION) * 0x1_0000 + (low & 0xffff);
    const second =
      Math.floor(high / BILLION) * 0x1_0000_0000 +
      Math.floor(middle / BILLION) * 0x1_0000 +
      Math.floor(rest / BILLION);
    this.#fraction = String(rest % BILLION).padStart(9, '0');
    if (second !== this.#second) this.#readSecond(second, time);
  }

  #readSecond(second: number, time: bigint): void {
    this.#second = second;
    const day = Math.floor(second / DAY);
    if (day !== this.#day) {
      this.#day = day;
      this.#date = formatEventTime(time, 'iso8601', 0).slice(0, 'YYYY-MM-DD'.length);
    }
    this.#utc = `${this.#date}T${ofDay(second)}`;
    const local = second + this.#utcOffset;
    // Before 1970, libsinsp's unsigned seconds wrap around.
    this.#local = local < 0 ? formatEventTime(time, 'time-s', this.#utcOffset) : ofDay(local);
  }
}

function ofDay(second: number): ByteString {
  const rest = second % DAY;
  return `${TWO_DIGITS[Math.floor(rest / 3600)]}:${TWO_DIGITS[Math.floor((rest % 3600) / 60)]}:${TWO_DIGITS[rest % 60]}`;
}

const TWO_DIGITS = Array.from({ length: 60 }, (_, i) => String(i).padStart(2, '0'));

/** Times past these do not fit 63 bits. */
const MOST_SECONDS = 9_223_372_036;
