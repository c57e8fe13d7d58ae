import type { ByteString } from '../text/bytes.js';
import { type MappedText, spanOf } from '../text/mapped-text.js';
import type { SourceFile, Span } from '../text/source.js';
import type { Fix, TextEdit } from './lint.js';

/** The file's own bytes behind [start, end), where they stand there to the letter; undefined where they do not. */
export function writtenSpan(text: MappedText, start: number, end: number): Span | undefined {
  const span = spanOf(text, start, end);
  if (!span) return undefined;
  return span.file.text.slice(span.start, span.end) === text.text.slice(start, end) ? span : undefined;
}

/** Characters that mean the same in every YAML scalar and in a condition. */
const PLAIN = /^[A-Za-z0-9_.,()<>=!/[\] ~-]*$/;

/** Replaces a stretch of a condition or an output; undefined where it does not stand in a file to the letter. */
export function replacement(
  text: MappedText,
  start: number,
  end: number,
  by: ByteString,
  message: string,
): Fix | undefined {
  const span = writtenSpan(text, start, end);
  if (!span || !PLAIN.test(by)) return undefined;
  return { message, edits: [{ ...span, text: by }] };
}

export interface AppliedFixes {
  /** The file with the edits in it. */
  readonly text: ByteString;
  readonly applied: readonly Fix[];
}

/** Applies the fixes to one file that do not overlap with one before them; a fix is applied whole or not at all. */
export function applyFixes(file: SourceFile, fixes: readonly Fix[]): AppliedFixes {
  const taken: TextEdit[] = [];
  const applied: Fix[] = [];
  for (const fix of fixes) {
    if (
      fix.edits.length === 0 ||
      fix.edits.some((edit) => edit.file !== file || taken.some((other) => overlaps(edit, other)))
    )
      continue;
    taken.push(...fix.edits);
    applied.push(fix);
  }
  taken.sort((a, b) => a.start - b.start);
  let text = '';
  let at = 0;
  for (const edit of taken) {
    text += file.text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return { text: text + file.text.slice(at), applied };
}

function overlaps(a: TextEdit, b: TextEdit): boolean {
  return a.start < b.end && b.start < a.end ? true : a.start === b.start;
}
