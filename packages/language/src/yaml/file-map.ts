import type { DecodedText } from './encoding.js';
import type { ByteRange, ScalarOrigin } from './node.js';
import { stretchesOf } from './scalar-origin.js';

/** From offsets of the decoded text to those of the file. */
export interface FileMap {
  readonly offset: (offset: number) => number;
  readonly range: (start: number, end: number) => ByteRange;
  /** The origin in the file of a value of this length. */
  readonly origin: (origin: ScalarOrigin, length: number) => ScalarOrigin;
}

export function fileMap({ toFile, linear }: DecodedText): FileMap {
  return {
    offset: toFile,
    range: (start, end) => ({ start: toFile(start), end: toFile(end) }),
    origin(origin, length) {
      if (linear && typeof origin === 'number') return toFile(origin);
      return stretchesOf(origin, length).map((s) => ({
        ...s,
        from: toFile(s.from),
        to: toFile(s.to),
        linear: s.linear && linear,
      }));
    },
  };
}
