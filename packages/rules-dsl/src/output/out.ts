import { KIND, type NEEDS } from '../brand.js';
import { fieldData } from '../field/data.js';
import type { AnyField, Text } from '../field/types.js';
import { show, textFault, valueText } from '../field/values.js';
import { captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';
import { expectedTokens, outputFault } from './template.js';
import type { Output } from './types.js';

/**
 * What an alert says: text, with fields put in. Line breaks and the blanks around them become one blank.
 * @example out`user ${ka.user.name} did ${ka.verb}`        // user %ka.user.name did %ka.verb
 * @example out`by ${toupper(ka.user.name)}`                // by %toupper(ka.user.name)
 */
export function out<Source extends string = never>(
  text: TemplateStringsArray,
  ...parts: readonly (AnyField<string, Source> | Text)[]
): Output<Source> {
  const site = captureCallSite(out);
  const sources = new Set<string>();
  const pieces: OutputPiece[] = [];
  text.forEach((literal, index) => {
    if (literal === undefined)
      throw mistake('out: there is an escape in the text that JavaScript does not know', site);
    if (index > 0) pieces.push(piece(parts[index - 1], sources, site));
    pieces.push({ kind: 'text', text: literal.replace(/[ \t]*\r?\n\s*/g, ' ') });
  });
  return makeOutput(pieces, [...sources], site) as never;
}

export type OutputPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly text: string };

/** An output as it is at run time. */
export interface OutputData extends Output {
  readonly sources: readonly string[];
}

/** An output of a text in Falco's syntax. */
export function outputOfText(text: string, site: LazyCallSite): OutputData {
  return makeOutput([{ kind: 'text', text }], [], site);
}

function piece(part: unknown, sources: Set<string>, site: LazyCallSite): OutputPiece {
  const data = fieldData(part);
  if (data) {
    for (const source of data.sources) sources.add(source);
    return { kind: 'field', text: data.text };
  }
  const text = valueText(part);
  if (text === undefined) throw mistake(`out takes fields and texts, not ${show(part)}`, site);
  return { kind: 'text', text };
}

function makeOutput(
  pieces: readonly OutputPiece[],
  sources: readonly string[],
  site: LazyCallSite,
): OutputData {
  const text = pieces
    .map((one) => (one.kind === 'field' ? `%${one.text}` : one.text))
    .join('')
    .trim();
  if (text === '') throw mistake('an output is not empty', site);
  const fault = textFault(text) ?? outputFault(text, expectedTokens(pieces));
  if (fault) throw mistake(`output: ${fault}`, site);
  const made: Omit<OutputData, typeof NEEDS> = { [KIND]: 'output', text, sources };
  return Object.freeze(made) as OutputData;
}
