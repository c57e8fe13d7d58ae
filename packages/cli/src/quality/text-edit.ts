import {
  decodeText,
  type Expr,
  encodeText,
  type MappedText,
  type Span,
  spanOf,
  subexpressions,
} from '@falco-rules/language';

// Edits of a user's file, for showing: whole words and lines, with what belongs to them.

export interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

export function sourceText({ file, start, end }: Span): string {
  return decodeText(file.text.slice(start, end));
}

/** Leaves out an element of what commas separate, or of a block sequence, with what belongs to it. */
export function removal(span: Span): TextEdit {
  const { text } = span.file;
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  let { start, end } = span;
  if (/^\s*-\s*['"]?$/.test(text.slice(lineStart, start))) {
    // `- item` on a line of its own.
    const lineEnd = text.indexOf('\n', end);
    return { span: { ...span, start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1 }, text: '' };
  }
  // Quotes of a YAML scalar.
  if (/['"]/.test(text[start - 1] ?? '') && text[end] === text[start - 1]) {
    start--;
    end++;
  }
  const after = /^\s*,[ \t]*/.exec(text.slice(end));
  if (after) return { span: { ...span, start, end: end + after[0].length }, text: '' };
  const before = /,\s*$/.exec(text.slice(0, start));
  return { span: { ...span, start: before ? before.index : start, end }, text: '' };
}

/** Leaves out a part of a condition's text, and the word that joins it. */
export function droppedFromYaml(
  expr: Expr,
  parent: Expr | undefined,
  text: MappedText,
): TextEdit | undefined {
  if (parent?.kind !== 'And' && parent?.kind !== 'Or') return undefined;
  const at = parent.children.indexOf(expr as never);
  const before = parent.children[at - 1];
  const after = parent.children[at + 1];
  const from = before ? before.end : expr.start;
  const to = before ? expr.end : (after?.start ?? expr.end);
  let [start, end] = [from, to];
  // Parentheses around a part belong to it, or to what stays.
  for (let balance = balanceOf(text.text.slice(start, end)); balance !== 0; balance += balance > 0 ? -1 : 1) {
    if (balance > 0) end = text.text.indexOf(')', end) + 1;
    else if (before) start = text.text.indexOf(')', start) + 1;
    else start = text.text.lastIndexOf('(', start - 1);
    if (start < 0 || end <= 0) return undefined;
  }
  const span = spanOf(text, start, end);
  return span && { span, text: '' };
}

function balanceOf(text: string): number {
  let balance = 0;
  for (const char of text)
    if (char === '(') balance++;
    else if (char === ')') balance--;
  return balance;
}

/** All joints of one `and` or `or`; those on other lines are left to the reader. */
export function swappedInYaml(expr: Expr, text: MappedText, from: string, to: string): TextEdit | undefined {
  const children = subexpressions(expr);
  const [first, second] = children;
  if (!first || !second) return undefined;
  const joint = new RegExp(`\\b${from}\\b`).exec(text.text.slice(first.end, second.start));
  const at = joint && first.end + joint.index;
  const span = at === null ? undefined : spanOf(text, at, at + from.length);
  if (!span) return undefined;
  const rest = children.slice(1, -1).map((child, i): Span | undefined => {
    const next = children[i + 2]!;
    const found = new RegExp(`\\b${from}\\b`).exec(text.text.slice(child.end, next.start));
    return found ? spanOf(text, child.end + found.index, child.end + found.index + from.length) : undefined;
  });
  const last = rest.findLast((each) => each?.file === span.file && each.start > span.start);
  if (!last) return { span, text: to };
  let written = '';
  let done = span.start;
  for (const each of [span, ...rest]) {
    if (!each || each.start < done) continue;
    written += decodeText(span.file.text.slice(done, each.start)) + to;
    done = each.end;
  }
  return { span: { ...span, end: last.end }, text: written };
}

/** An item of a block sequence, with its lines. */
export function wholeItem(span: Span): TextEdit {
  const { text } = span.file;
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const end = text.indexOf('\n', Math.max(span.start, span.end - 1));
  return { span: { ...span, start, end: end < 0 ? text.length : end + 1 }, text: '' };
}

export function wholeLine(span: Span): TextEdit {
  return wholeItem({ ...span, end: span.start + 1 });
}

export function lineAt({ file, start }: Span): string {
  const from = file.text.lastIndexOf('\n', start - 1) + 1;
  const to = file.text.indexOf('\n', start);
  return decodeText(file.text.slice(from, to < 0 ? undefined : to)).trimEnd();
}

/** Whole lines, before and after. */
export function linesAround({ file, start, end }: Span, text: string): { before: string[]; after: string[] } {
  const from = file.text.lastIndexOf('\n', start - 1) + 1;
  // An edit that ends with a line feed takes the line whole.
  const stop = end > start && file.text[end - 1] === '\n' ? end - 1 : file.text.indexOf('\n', end);
  const to = stop < 0 ? file.text.length : stop;
  const before = file.text.slice(from, to);
  const after = file.text.slice(from, start) + encodeText(text) + file.text.slice(Math.min(end, to), to);
  const lines = (all: string): string[] =>
    decodeText(all)
      .split('\n')
      .map((line) => line.trimEnd());
  const [old, made] = [lines(before), lines(after).filter((line) => line.trim() !== '')];
  // Lines that stay need not be shown.
  let head = 0;
  while (head < old.length - 1 && head < made.length && old[head] === made[head]) head++;
  let tail = 0;
  while (
    tail < old.length - head - 1 &&
    tail < made.length - head &&
    old[old.length - 1 - tail] === made[made.length - 1 - tail]
  )
    tail++;
  return { before: old.slice(head, old.length - tail), after: made.slice(head, made.length - tail) };
}
