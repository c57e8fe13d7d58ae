import { eventMistake } from './mistake.js';

/** No clock: a test's events are the same every day. */
export const DEFAULT_TIME = '2026-01-01T00:00:00.000000Z';

const MICROS = 1_000_000n;

/** Microseconds since the epoch. */
export function microsOf(time: string | Date): bigint {
  const text = time instanceof Date ? isoOf(time) : time;
  const found = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?(Z|[+-]\d\d:\d\d)$/.exec(text);
  const millis = found ? Date.parse(`${found[1]}${found[3]}`) : Number.NaN;
  if (!found || Number.isNaN(millis))
    throw eventMistake(`time ${JSON.stringify(text)}: must be as ${DEFAULT_TIME}`);
  return BigInt(millis) * 1000n + BigInt((found[2] ?? '').padEnd(6, '0').slice(0, 6));
}

/** As the server writes a time (metav1.MicroTime): in UTC, with six digits behind the point. */
export function microTime(micros: bigint): string {
  const part = ((micros % MICROS) + MICROS) % MICROS;
  const seconds = Number((micros - part) / MICROS);
  const whole = new Date(seconds * 1000).toISOString().slice(0, 19);
  return `${whole}.${part.toString().padStart(6, '0')}Z`;
}

function isoOf(date: Date): string {
  if (Number.isNaN(date.getTime())) throw eventMistake('time: the date is invalid');
  return date.toISOString();
}
