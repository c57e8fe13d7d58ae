import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatEventTime } from '../extract/index.js';
import { AlertClock } from './clock.js';

describe('AlertClock', () => {
  it('spells times as the fields do', () => {
    const offsets = fc.constantFrom(0, 3600, -3 * 3600 - 1800, 14 * 3600);
    const times = fc.array(fc.bigInt(0n, (1n << 64n) - 1n), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(times, offsets, (all, utcOffset) => {
        const clock = new AlertClock(utcOffset);
        for (const time of all.flatMap((each) => [each, each, each ^ 1n, each ^ (1n << 40n)])) {
          expect(clock.timeOfDay(time)).toBe(formatEventTime(time, 'time', utcOffset));
          expect(clock.iso8601(time)).toBe(formatEventTime(time, 'iso8601', utcOffset));
          expect(clock.utc(time)).toBe(formatEventTime(time, 'iso8601', 0).replace('+0000', 'Z'));
          expect(clock.nanoseconds(time)).toBe(String(BigInt.asIntN(64, time)));
          const begun = clock.beginnings(Number(time / 1_000_000_000n));
          if (!begun) continue;
          const fraction = String(time % 1_000_000_000n).padStart(9, '0');
          expect(begun.timeOfDay + fraction).toBe(clock.timeOfDay(time));
          expect(`${begun.utc}${fraction}Z`).toBe(clock.utc(time));
          expect(begun.nanoseconds + fraction).toBe(clock.nanoseconds(time));
        }
      }),
      { numRuns: 1000 },
    );
  });
});
