import { closeSync, openSync, readSync } from 'node:fs';
import { type EventInput, findCut } from '@falco-rules/simulator';

const WINDOW = 1 << 18;
const LINE_FEED = 0x0a;
/** So many bytes before and after a place are looked at to tell whether it is a cut. */
const BESIDE = 3;

/** How many lines end before an offset of a file. */
export function countLineFeeds(path: string, before: number): number {
  const fd = openSync(path, 'r');
  try {
    const window = Buffer.allocUnsafe(WINDOW);
    let count = 0;
    for (let offset = 0; offset < before; ) {
      const bytesRead = readSync(fd, window, 0, Math.min(WINDOW, before - offset), offset);
      if (bytesRead === 0) break;
      const bytes = window.subarray(0, bytesRead);
      for (let i = bytes.indexOf(LINE_FEED); i >= 0; i = bytes.indexOf(LINE_FEED, i + 1)) count++;
      offset += bytesRead;
    }
    return count;
  } finally {
    closeSync(fd);
  }
}

/** Looks for places at which a file can be cut in two: see findCut. */
export class CutFinder {
  readonly #fd: number;
  readonly #input: EventInput;
  readonly #window = Buffer.allocUnsafe(WINDOW);

  constructor(fd: number, input: EventInput) {
    this.#fd = fd;
    this.#input = input;
  }

  /** The first such place in [from, to); undefined where there is none. */
  find(from: number, to: number): number | undefined {
    // A first look at a little: events are short.
    let size = 1 << 13;
    for (let at = from; at < to; size = WINDOW) {
      const start = Math.max(at - BESIDE, 0);
      const bytesRead = readSync(this.#fd, this.#window, 0, size, start);
      const cut = findCut(this.#window.subarray(0, bytesRead), at - start, this.#input);
      if (cut >= 0) return start + cut < to ? start + cut : undefined;
      // A cut whose bytes this window did not hold to the end is looked for again.
      const next = start + bytesRead - BESIDE;
      if (bytesRead < size || next <= at) return undefined;
      at = next;
    }
    return undefined;
  }
}
