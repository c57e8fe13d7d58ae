import type { MappedText, Part } from '../text/mapped-text.js';
import type { SourceFile } from '../text/source.js';
import type { ScalarNode } from './node.js';

/** A scalar's value with its origin in the file, as a piece of the part that it was written for. */
export function scalarText({ value, segments }: ScalarNode, file: SourceFile, part: Part): MappedText {
  return {
    text: value,
    segments: segments.map(({ start, length, from, to, linear }) => ({
      start,
      length,
      origin: { file, start: from, end: to, linear, part },
    })),
  };
}
