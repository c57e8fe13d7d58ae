import {
  checkFieldRef,
  type Expr,
  FIELDS,
  findField,
  nodesOfKind,
  parseCondition,
  suggestion,
} from '@falco-rules/language';
import { isKind } from '../brand.js';
import { fieldData } from '../field/data.js';
import type { AnyField, Text } from '../field/types.js';
import { isList, show, textFault, valueText } from '../field/values.js';
import type { AnyItem, List } from '../items/types.js';
import { captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';
import { quoteText } from './literal.js';
import { sourcesOf } from './logic.js';
import { isCondition, makeCondition } from './make.js';
import type { Condition } from './types.js';

/** What may be put into a condition's text: a condition or macro, a list, a field, a value, or an array of values. */
export type CondPart<Source extends string = string> =
  | Condition<Source>
  | AnyField<string, Source>
  | List
  | Text
  | readonly (Text | List)[];

/**
 * A condition in Falco's own syntax, for what the methods have no form for. It is parsed at once; what is put in
 * is quoted as it needs to be, and lists and macros come along. Backslashes are Falco's.
 * @example cond`ka.verb = create and not ka.user.name in (${allowedUsers})`
 * @example cond`proc.name in (bash, sh)`   // fields of other sources
 */
export function cond<Source extends string = never>(
  text: TemplateStringsArray,
  ...parts: readonly CondPart<Source>[]
): Condition<Source> {
  const site = captureCallSite(cond);
  const holes: Condition[] = [];
  const uses: AnyItem[] = [];
  let written = unescapeTemplate(text.raw[0] ?? '');
  parts.forEach((part, index) => {
    const next = unescapeTemplate(text.raw[index + 1] ?? '');
    const quote = written.at(-1);
    if ((quote === '"' || quote === "'") && next.startsWith(quote)) {
      throw mistake(
        `cond puts quotes around values by itself: leave out the ${quote} around the one that is put in`,
        site,
      );
    }
    // Values between parentheses that are there: `in (${names}, x)`.
    const inside = Array.isArray(part) && /[(,]\s*$/.test(written);
    const own = partText(part, holes, uses, site);
    written += (inside ? own.slice(1, -1) : own) + next;
  });
  const parsed = parseCondition(written);
  if (!parsed.ok)
    throw mistake(`cond does not parse: ${parsed.message}${excerpt(written, parsed.pos.idx)}`, site);
  const sources = checkFields(parsed.expr, site);
  const node = { kind: 'text', expr: parsed.expr, holes, uses } as const;
  return makeCondition(node, [...sources, ...holes.flatMap(sourcesOf)], site) as never;
}

/** An identifier that stands for a condition which was put in. */
export function holeName(index: number): string {
  return `put_in_by_cond_${index}`;
}

/** Raw template text: `\`` and `\${` are the only escapes that are JavaScript's. */
function unescapeTemplate(raw: string): string {
  return raw.replace(/\\(`|\$\{)/g, '$1');
}

function partText(part: unknown, holes: Condition[], uses: AnyItem[], site: LazyCallSite): string {
  if (isCondition(part)) {
    holes.push(part);
    return holeName(holes.length - 1);
  }
  const field = fieldData(part);
  if (field) return field.text;
  if (isList(part)) {
    uses.push(part);
    return part.name;
  }
  if (Array.isArray(part)) return `(${part.map((one) => partText(one, holes, uses, site)).join(', ')})`;
  const text = valueText(part);
  if (text === undefined || isKind(part, 'output', 'exception'))
    throw mistake(`cond cannot take ${show(part)}`, site);
  const fault = textFault(text);
  if (fault) throw mistake(`cond: ${show(text)}: ${fault}`, site);
  return typeof part === 'string' ? quoteText(text) : text;
}

/** The text up to where the parser stopped, and a little after. */
function excerpt(text: string, at: number): string {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1).split('\n')[0] ?? '';
  const column = at - (text.lastIndexOf('\n', at - 1) + 1);
  const from = Math.max(0, column - 50);
  const shown = line.slice(from, column + 20);
  return `\n    ${shown}\n    ${' '.repeat(column - from)}^`;
}

const OURS = /^(?:ka|jevt|json)\./;

/** The sources that the fields need. Fields of other sources are not known here: the loader judges them. */
function checkFields(expr: Expr, site: LazyCallSite): readonly string[] {
  const sources = new Set<string>();
  for (const { field, arg } of nodesOfKind(expr, 'Field')) {
    if (!OURS.test(field)) continue;
    const row = findField(field);
    if (!row) {
      const meant = suggestion(
        field,
        FIELDS.map(({ name }) => name),
      );
      throw mistake(`cond: there is no field ${field}${meant ? `; ${meant}` : ''}`, site);
    }
    const fault = checkFieldRef(field, arg);
    if (fault) throw mistake(`cond: ${fault.message}`, site);
    if (row.provider === 'k8saudit') sources.add('k8s_audit');
  }
  return [...sources];
}
