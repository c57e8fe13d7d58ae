import type { ByteString } from './bytes.js';

/** A file (or other named text) as a user wrote it. */
export interface SourceFile {
  /** What reports call it: the path as the user gave it. */
  readonly name: string;
  readonly text: ByteString;
}

/** A stretch of a source file, in byte offsets; `end` is exclusive. */
export interface Span {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
}

/** A place in a text: `offset`, `line` and `column` all count from 0, columns in bytes (as yaml-cpp's Mark). */
export interface Mark {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

const lineStarts = new WeakMap<SourceFile, number[]>();

/** Offsets at which the lines of a file start. */
export function lineStartsOf(file: SourceFile): readonly number[] {
  const known = lineStarts.get(file);
  if (known) return known;
  const starts = [0];
  for (let i = file.text.indexOf('\n'); i >= 0; i = file.text.indexOf('\n', i + 1)) starts.push(i + 1);
  lineStarts.set(file, starts);
  return starts;
}

/** Line and column of an offset; offsets past the end give the end of the text. */
export function markAt(file: SourceFile, offset: number): Mark {
  const at = Math.max(0, Math.min(offset, file.text.length));
  const starts = lineStartsOf(file);
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= at) low = middle;
    else high = middle - 1;
  }
  return { offset: at, line: low, column: at - (starts[low] ?? 0) };
}
