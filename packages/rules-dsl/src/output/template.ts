import { FIELDS, findField, parseOutput, suggestion } from '@falco-rules/language';
import type { OutputPiece } from './out.js';

/** The text of an output, and what Falco would make of it other than what was meant. */
export interface Template {
  readonly text: string;
  /** A fault whatever the rule's source is. */
  readonly fault?: string;
  /** A `%` that starts no field of k8s_audit events; it may start one of another source. */
  readonly unknown?: string;
}

/** Joins the pieces. Blanks at the ends are left out: Falco trims them. */
export function template(pieces: readonly OutputPiece[]): Template {
  const trimmed = trim(pieces);
  const spans: { readonly start: number; readonly end: number }[] = [];
  let text = '';
  for (const piece of trimmed) {
    const start = text.length;
    text += piece.kind === 'field' ? `%${piece.text}` : piece.text;
    if (piece.kind === 'field') spans.push({ start, end: text.length });
  }
  if (text === '') return { text, fault: 'it is empty' };
  if (!mayBeMisread(trimmed)) return { text };

  const parsed = parseOutput(text);
  if (!parsed.ok) return { text, unknown: faultText(text, parsed.start) };
  for (const { start, end } of spans) {
    const token = parsed.tokens.find((one) => one.start === start);
    if (token?.end === end) continue;
    const read = text.slice(start, token?.end);
    return {
      text,
      fault: `Falco would read ${read} as one field: put something between the field and the text behind it`,
    };
  }
  return { text };
}

/** A text in Falco's syntax, as it is. */
export function templateOfText(text: string): Template {
  if (text.trim() === '') return { text, fault: 'it is empty' };
  const parsed = text.includes('%') ? parseOutput(text.trim()) : undefined;
  return { text, ...(parsed && !parsed.ok && { unknown: faultText(text.trim(), parsed.start) }) };
}

function trim(pieces: readonly OutputPiece[]): readonly OutputPiece[] {
  const last = pieces.length - 1;
  const ended = pieces.map((piece, index): OutputPiece => {
    if (piece.kind === 'field') return piece;
    let { text } = piece;
    if (index === 0) text = text.trimStart();
    if (index === last) text = text.trimEnd();
    // Falco drops a star in front; of two it keeps one.
    return { kind: 'text', text: index === 0 && text.startsWith('*') ? `*${text}` : text };
  });
  return ended.filter(({ text }) => text !== '');
}

/** Whether a text holds a `%`, or goes on where a field's name or argument could. */
function mayBeMisread(pieces: readonly OutputPiece[]): boolean {
  return pieces.some(
    (piece, index) =>
      piece.kind === 'text' &&
      (piece.text.includes('%') ||
        (pieces[index - 1]?.kind === 'field' && /^[A-Za-z0-9_.[]/.test(piece.text))),
  );
}

function faultText(text: string, at: number): string {
  const rest = text.slice(at);
  const name = /^%[0-9]*([A-Za-z][A-Za-z0-9_]*(?:\.[A-Za-z][A-Za-z0-9_]*)+)/.exec(rest)?.[1];
  if (name === undefined || findField(name)) {
    return `Falco reads ${JSON.stringify(rest.slice(0, 20))} as a field: an output has no way to write a % sign`;
  }
  const meant = suggestion(
    name,
    FIELDS.map((row) => row.name),
  );
  return `there is no field ${name}${meant ? `; ${meant}` : ''}`;
}
