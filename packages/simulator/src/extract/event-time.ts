import type { ByteString } from '@falco-rules/language';

/** The ways in which Falco prints an event's time, by the field that shows it. */
export const TIME_FORMATS = ['time', 'time-s', 'iso8601', 'datetime', 'datetime-s'] as const;
export type TimeFormat = (typeof TIME_FORMATS)[number];

const SECOND = 1_000_000_000n;

/**
 * An event's time (nanoseconds since 1970) as text: `evt.time`, `evt.time.s`, `evt.time.iso8601`, `evt.datetime`,
 * `evt.datetime.s`. `utcOffset` is in seconds east of Greenwich: Falco adds the offset that holds where and when it
 * runs, not the one of the event's date (sinsp_utils::ts_to_string); ISO 8601 is always UTC.
 */
export function formatEventTime(time: bigint, format: TimeFormat, utcOffset: number): ByteString {
  const offset = format === 'iso8601' ? 0 : utcOffset;
  // Unsigned arithmetic of 64 bits, as in C++: west of Greenwich, the first hours of 1970 wrap around.
  const local = Number(time / SECOND) + offset;
  const fraction = String(time % SECOND).padStart(9, '0');
  const ofDay = local < 0 ? Number(BigInt.asUintN(64, BigInt(local)) % 86_400n) : local % 86_400;
  const clock = `${pad(Math.floor(ofDay / 3600))}:${pad(Math.floor((ofDay % 3600) / 60))}:${pad(ofDay % 60)}`;
  switch (format) {
    case 'time':
      return `${clock}.${fraction}`;
    case 'time-s':
      return clock;
    case 'iso8601':
      return `${dateOf(local - ofDay)}T${clock}.${fraction}+0000`;
    case 'datetime':
      return `${dateOf(local - ofDay)} ${clock}.${fraction}`;
    case 'datetime-s':
      return `${dateOf(local - ofDay)} ${clock}`;
  }
}

/** Seconds east of Greenwich, here and now: what `formatEventTime` takes for Falco's local time. */
export function localUtcOffset(now: Date): number {
  return -now.getTimezoneOffset() * 60;
}

function dateOf(seconds: number): string {
  const date = new Date(seconds * 1000);
  return `${String(date.getUTCFullYear()).padStart(4, '0')}-${pad(date.getUTCMonth() + 1)}-${pad(date.getUTCDate())}`;
}

function pad(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}
