import { KIND, type NEEDS } from '../brand.js';
import { fieldData } from '../field/data.js';
import type { AnyField, Text } from '../field/types.js';
import { show, textFault, valueText } from '../field/values.js';
import { captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';
import { type Template, template, templateOfText } from './template.js';
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
  return makeOutput(template(pieces), [...sources], site) as never;
}

export type OutputPiece =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'field'; readonly text: string };

/** An output as it is at run time. */
export interface OutputData extends Output {
  readonly sources: readonly string[];
  /** Why it does not load in a k8s_audit rule; rules of other sources have other fields. */
  readonly unknown?: string;
}

/** An output of a text in Falco's syntax. */
export function outputOfText(text: string, site: LazyCallSite, where = 'output'): OutputData {
  return makeOutput(templateOfText(text), [], site, where);
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
  { text, fault, unknown }: Template,
  sources: readonly string[],
  site: LazyCallSite,
  where = 'output',
): OutputData {
  const problem = fault ?? textFault(text);
  if (problem) throw mistake(`${where}: ${problem}`, site);
  const made: Omit<OutputData, typeof NEEDS> = {
    [KIND]: 'output',
    text,
    sources,
    ...(unknown !== undefined && { unknown }),
  };
  return Object.freeze(made) as OutputData;
}
