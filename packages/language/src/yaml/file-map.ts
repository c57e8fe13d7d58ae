import type { DecodedText } from './encoding.js';
import type { ByteRange, ScalarSegment } from './node.js';

/** From offsets of the decoded text to those of the file. */
export interface FileMap {
  readonly offset: (offset: number) => number;
  readonly range: (start: number, end: number) => ByteRange;
  readonly segments: (segments: readonly ScalarSegment[]) => readonly ScalarSegment[];
}

export function fileMap({ toFile, linear }: DecodedText): FileMap {
  const range = (start: number, end: number): ByteRange => ({ start: toFile(start), end: toFile(end) });
  if (linear && toFile(0) === 0) return { offset: toFile, range, segments: (segments) => segments };
  return {
    offset: toFile,
    range,
    segments: (segments) =>
      segments.map((s) => ({ ...s, from: toFile(s.from), to: toFile(s.to), linear: s.linear && linear })),
  };
}
