import { decodeText } from '../text/bytes.js';
import { lineStartsOf, markAt, type SourceFile, type Span } from '../text/source.js';

/** What the parts of a frame are, for a caller that colours them. */
export type FramePart = 'gutter' | 'text' | 'mark' | 'label';
export type Paint = (part: FramePart, text: string) => string;

export interface FrameOptions {
  /** Lines shown above and below; 1 where it is not given. */
  readonly around?: number;
  /** Shown after the marks. */
  readonly label?: string;
  readonly paint?: Paint;
}

/** A longer span shows only its first lines. */
const MOST_LINES = 6;
/** Columns of a very long line that are shown around the span. */
const WIDTH = 160;
const CONTROL = /[\x00-\x08\x0b-\x1f\x7f]/g;

/**
 * The lines of a span with their numbers, and marks below what is meant:
 *
 *      11 | - rule: Exec
 *      12 |   condition: ka.vreb = create
 *         |              ^^^^^^^ did you mean `ka.verb`?
 */
export function codeFrame(span: Span, options: FrameOptions = {}): string {
  const paint = options.paint ?? ((_, text) => text);
  const around = options.around ?? 1;
  const first = markAt(span.file, span.start);
  const last = markAt(span.file, Math.max(span.start, span.end - 1));
  const lastMarked = Math.min(last.line, first.line + MOST_LINES - 1);
  const lineCount = lineStartsOf(span.file).length;
  const from = Math.max(0, first.line - around);
  const to = Math.min(lineCount - 1, lastMarked + around);
  const gutter = String(to + 1).length;
  const out: string[] = [];
  for (let line = from; line <= to; line++) {
    const { text, start } = lineOf(span.file, line);
    if (line > lastMarked && text.trim() === '' && line === lineCount - 1) continue;
    const marked = line >= first.line && line <= lastMarked;
    const begin = line === first.line ? first.column : text.length - text.trimStart().length;
    const end = line === last.line ? Math.max(begin + 1, span.end - start) : text.length;
    const shown = marked ? window(text, begin) : window(text, 0);
    out.push(
      `${paint('gutter', `${String(line + 1).padStart(gutter)} |`)} ${paint('text', print(shown.text))}`.trimEnd(),
    );
    if (!marked || (line !== first.line && text.trim() === '')) continue;
    const before = print(shown.text.slice(0, begin - shown.cut)).replace(/[^\t]/g, ' ');
    const length = Math.max(
      1,
      print(shown.text.slice(begin - shown.cut, Math.min(end, text.length) - shown.cut)).length,
    );
    const label = options.label && line === lastMarked ? ` ${paint('label', options.label)}` : '';
    out.push(
      `${paint('gutter', `${' '.repeat(gutter)} |`)} ${before}${paint('mark', '^'.repeat(length))}${label}`,
    );
  }
  return out.join('\n');
}

function lineOf(file: SourceFile, line: number): { text: string; start: number } {
  const starts = lineStartsOf(file);
  const start = starts[line] ?? 0;
  const next = starts[line + 1];
  const end = next === undefined ? file.text.length : next - 1;
  return { text: file.text.slice(start, end).replace(/\r$/, ''), start };
}

/** The part of a long line around a column; `cut` is what was left out at its beginning. */
function window(text: string, column: number): { text: string; cut: number } {
  if (text.length <= WIDTH) return { text, cut: 0 };
  let cut = Math.max(0, Math.min(column - WIDTH / 2, text.length - WIDTH));
  let end = cut + WIDTH;
  // Not in the middle of a character.
  while (cut > 0 && isContinuation(text, cut)) cut--;
  while (end < text.length && isContinuation(text, end)) end++;
  return { text: text.slice(cut, end), cut };
}

function isContinuation(text: string, at: number): boolean {
  return (text.charCodeAt(at) & 0xc0) === 0x80;
}

/** What can be shown: control characters must not reach a terminal. */
function print(text: string): string {
  return decodeText(text).replace(CONTROL, '\u00b7');
}
