import type { ByteString, IrregularOrigin } from '@falco-rules/language';
import { formatEventTime } from './event-time.js';
import { indentJson } from './indent.js';
import { sanitizeText } from './sanitize.js';
import { compactJson, cutAtNul } from './slices.js';
import type { Moment } from './timestamp.js';
import type { FieldValue } from './types.js';

/** What fields read that are not found by looking into the event. */
export interface EventFacts {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly num: number;
  readonly time: bigint;
  readonly moment: Moment;
  readonly firstTime: bigint;
  readonly hostname: ByteString | undefined;
  readonly utcOffset: number;
}

export type EventOrigin = Extract<IrregularOrigin, `event-${string}` | 'json-indented' | 'json-rawtime'>;

const SECOND = 1_000_000_000n;

/** Time since the first event, wrapped to 64 bits where the event is older. */
function sinceFirst({ time, firstTime }: EventFacts): bigint {
  return BigInt.asUintN(64, time - firstTime);
}

/** The event as compact text, up to its first NUL: what k8saudit hands out as a C string. */
function printed({ bytes, start, end }: EventFacts): ByteString {
  return cutAtNul(compactJson(bytes, start, end));
}

const THREE_DIGITS = Array.from({ length: 1000 }, (_, i) => String(i).padStart(3, '0'));
/** Later times are wrapped to 64 bits. */
const MOST_SECONDS = 18_000_000_000;
let lastSecond = 0;
let lastDigits = '0';

/** Digits put side by side where that is the number: many rules ask for it only so that they never hold. */
function rawTime({ moment, time }: EventFacts): ByteString {
  const { seconds, nanoseconds } = moment;
  if (seconds < 1 || seconds > MOST_SECONDS) return String(time);
  if (seconds !== lastSecond) {
    lastSecond = seconds;
    lastDigits = String(seconds);
  }
  const thousands = Math.floor(nanoseconds / 1000);
  return (
    lastDigits +
    THREE_DIGITS[Math.floor(thousands / 1000)]! +
    THREE_DIGITS[thousands % 1000]! +
    THREE_DIGITS[nanoseconds % 1000]!
  );
}

export const EVENT_READERS: Readonly<Record<EventOrigin, (facts: EventFacts) => FieldValue>> = {
  'json-indented': ({ bytes, start, end }) => indentJson(bytes, start, end),
  'json-rawtime': rawTime,
  'event-number': ({ num }) => BigInt(num),
  'event-time': ({ time, utcOffset }) => formatEventTime(time, 'time', utcOffset),
  'event-time-s': ({ time, utcOffset }) => formatEventTime(time, 'time-s', utcOffset),
  'event-time-iso8601': ({ time, utcOffset }) => formatEventTime(time, 'iso8601', utcOffset),
  'event-datetime': ({ time, utcOffset }) => formatEventTime(time, 'datetime', utcOffset),
  'event-datetime-s': ({ time, utcOffset }) => formatEventTime(time, 'datetime-s', utcOffset),
  'event-rawtime': ({ time }) => time,
  'event-rawtime-s': ({ time }) => time / SECOND,
  'event-rawtime-ns': ({ time }) => time % SECOND,
  'event-reltime': sinceFirst,
  'event-reltime-s': (facts) => sinceFirst(facts) / SECOND,
  'event-reltime-ns': (facts) => sinceFirst(facts) % SECOND,
  'event-plugin-name': () => 'k8saudit',
  'event-plugin-info': (facts) => sanitizeText(printed(facts)),
  'event-source': () => 'k8s_audit',
  'event-asynchronous': () => false,
  'event-asynchronous-type': () => undefined,
  'event-hostname': ({ hostname }) => hostname,
};

export function isEventOrigin(origin: IrregularOrigin): origin is EventOrigin {
  return Object.hasOwn(EVENT_READERS, origin);
}
