import { type MappedText, type Part, verbatim } from '../text/mapped-text.js';
import type { SourceFile } from '../text/source.js';
import type { ScalarNode, ScalarOrigin, ScalarSegment } from './node.js';

/** The stretches of a text of this length that has this origin. */
export function stretchesOf(origin: ScalarOrigin, length: number): readonly ScalarSegment[] {
  if (typeof origin !== 'number') return origin;
  return length === 0 ? [] : [{ start: 0, length, from: origin, to: origin + length, linear: true }];
}

/** A scalar's value with its origin in the file, as a piece of the part that it was written for. */
export function scalarText({ value, origin }: ScalarNode, file: SourceFile, part: Part): MappedText {
  if (typeof origin === 'number') return verbatim(value, file, origin, part);
  return {
    text: value,
    segments: origin.map(({ start, length, from, to, linear }) => ({
      start,
      length,
      origin: { file, start: from, end: to, linear, part },
    })),
  };
}
