import { foldCondition, foldText, WIDTH } from './fold.js';
import { canBeFolded, canBePlain, scalar } from './scalar.js';

/** A sequence of scalars and of sequences of scalars: what lists and exceptions are made of. */
export type Sequence = readonly (string | Sequence)[];

/** `key: value` on one line. */
export function line(indent: number, key: string, value: string): string {
  return `${' '.repeat(indent)}${key}: ${value}\n`;
}

/** A condition: on the key's line where it fits and is plain, else folded. */
export function conditionLines(indent: number, key: string, text: string): string {
  if (fits(indent, key, text) && canBePlain(text)) return line(indent, key, text);
  // The line break that `>` leaves at the end is a blank to a condition.
  if (canBeFolded(text)) return block(indent, key, '>', foldCondition(text, WIDTH - indent - 2));
  return line(indent, key, scalar(text));
}

/** A text that has to come back to the letter. */
export function textLines(indent: number, key: string, text: string): string {
  if (fits(indent, key, text) || !canBeFolded(text)) return line(indent, key, scalar(text));
  const lines = foldText(text, WIDTH - indent - 2);
  return lines.length === 1 ? line(indent, key, scalar(text)) : block(indent, key, '>-', lines);
}

function fits(indent: number, key: string, text: string): boolean {
  return indent + key.length + 2 + text.length <= WIDTH;
}

function block(indent: number, key: string, style: string, lines: readonly string[]): string {
  const inner = ' '.repeat(indent + 2);
  return `${' '.repeat(indent)}${key}: ${style}\n${lines.map((one) => `${inner}${one}\n`).join('')}`;
}

/** A sequence: between brackets where it fits, else an item a line. */
export function sequenceLines(indent: number, key: string, items: Sequence): string {
  const flow = flowSequence(items);
  if (fits(indent, key, flow)) return line(indent, key, flow);
  return `${' '.repeat(indent)}${key}:\n${items.map((item) => itemLines(indent + 2, item)).join('')}`;
}

/** A sequence whose items stand on a line each. */
export function blockSequence(indent: number, key: string, items: Sequence): string {
  if (items.length === 0) return line(indent, key, '[]');
  return `${' '.repeat(indent)}${key}:\n${items.map((item) => itemLines(indent + 2, item)).join('')}`;
}

function itemLines(indent: number, item: string | Sequence): string {
  const lead = `${' '.repeat(indent)}- `;
  if (typeof item === 'string') return `${lead}${scalar(item)}\n`;
  const flow = flowSequence(item);
  if (item.length === 0 || lead.length + flow.length <= WIDTH) return `${lead}${flow}\n`;
  const inner = item.map((one) => itemLines(indent + 2, one)).join('');
  return lead + inner.slice(indent + 2);
}

function flowSequence(items: Sequence): string {
  return `[${items.map((item) => (typeof item === 'string' ? scalar(item, true) : flowSequence(item))).join(', ')}]`;
}
