import type { ByteString } from '@falco-rules/language';

const SECOND = 1_000_000_000n;

/** Prints times as `2026-01-31T08:00:00.000000001Z`; remembers the last second, since events come in order. */
export class IsoClock {
  #second = -1n;
  #text = '';

  /** `time` is in nanoseconds since the epoch. */
  print(time: bigint): ByteString {
    const second = time / SECOND;
    if (second !== this.#second) {
      this.#second = second;
      this.#text = new Date(Number(second) * 1000).toISOString().slice(0, 20);
    }
    return `${this.#text}${(time % SECOND).toString().padStart(9, '0')}Z`;
  }
}
