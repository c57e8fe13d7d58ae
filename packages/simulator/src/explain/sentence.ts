import { type ByteString, decodeText, printExpr, printOperand } from '@falco-rules/language';
import type { FieldValue } from '../extract/index.js';
import type { Outline } from './outline.js';
import type { Obstacle } from './reason.js';
import type { CheckTrace } from './trace.js';

/** How many values a sentence names before it only counts them. */
const SHOWN_VALUES = 4;
const SHOWN_TEXT = 80;
const SHOWN_OTHERS = 3;

/** Why a check decided as it did: the value, and what the rule has to say about it. Ordinary text; code in backticks. */
export function sentenceOf(
  obstacle: Obstacle,
  outline: Outline,
  value: string = shownValue(obstacle.check.value),
): string {
  const { check } = obstacle;
  const left = leftOf(check);
  const who = speakerOf(obstacle, outline);
  if (check.verdict) return `${left} ${value}, which ${who} excludes${because(check, outline)}`;
  return `${left} ${value}, ${who} wants ${wish(check, outline)}${others(obstacle, outline)}`;
}

/** What else would have done: other values of the same field by who wants them, other fields by their number. */
function others({ check, or = [] }: Obstacle, outline: Outline): string {
  const left = leftOf(check);
  const same = or.filter((other) => leftOf(other.check) === left).slice(0, SHOWN_OTHERS);
  const rest = or.length - same.length;
  const values = same.map((other) => `, or ${speakerOf(other, outline)} ${wish(other.check, outline)}`);
  return `${values.join('')}${rest > 0 ? ` (${rest} other ${rest === 1 ? 'check' : 'checks'} would do instead)` : ''}`;
}

/** What a check demands of any event: `the macro kmodify wants ka.verb to be ...`. */
export function demandOf(obstacle: Obstacle, outline: Outline): string {
  const { check } = obstacle;
  const left = leftOf(check);
  const who = speakerOf(obstacle, outline);
  if (check.verdict) return `${who} excludes ${left}${because(check, outline)}`;
  const wanted = wish(check, outline);
  const demand = wanted.startsWith('it to ') ? wanted.slice('it '.length) : `to be ${wanted}`;
  return `${who} wants ${left} ${demand}${others(obstacle, outline)}`;
}

/** The left side of a check as one writes it. */
export function leftOf({ expr }: CheckTrace): string {
  return decodeText(printOperand(expr.left));
}

/** ``is `patch` ``, `is absent`, `` is (`a`, `b`) `` */
export function shownValue(value: FieldValue): string {
  if (value === undefined) return 'is absent';
  if (typeof value === 'object') return `is (${several(value.map((each) => code(each)))})`;
  return `is ${typeof value === 'string' ? code(value) : `\`${value}\``}`;
}

/** Who makes the demand: a macro, an exception, or the rule itself. */
export function speakerOf({ check, macros }: Obstacle, outline: Outline): string {
  const macro = macros.at(-1);
  if (macro !== undefined) return `the macro ${decodeText(macro)}`;
  const part = outline.get(check.expr)?.part;
  return part?.kind === 'exception' ? `the exception ${decodeText(part.name)}` : 'the rule';
}

function wish(check: CheckTrace, outline: Outline): string {
  const { expr } = check;
  if (expr.kind === 'UnaryCheck') return 'it to be there';
  const { operator, modifier, right } = expr;
  const list = listWords(check, outline);
  const verb = VERBS[operator] ?? operator;
  const demand = (what: string): string => `${verb === '' ? '' : `${verb} `}${what}`;
  if (right.kind === 'FieldTransformer') {
    const field = decodeText(printOperand(right)).replace(/^val\((.*)\)$/, '$1');
    return demand(`${field}, which ${shownValue(check.other)}`);
  }
  const values = (right.kind === 'List' ? right.values : [right]).map(({ value }) => code(value));
  if (operator === 'in' && isListField(check)) return `all of it among ${several(values)}${list}`;
  if (operator === 'in' || operator === 'intersects') return `${oneOf(values)}${list}`;
  if (modifier === undefined) return demand(`${values[0] ?? '``'}${list}`);
  return demand(`${modifier === 'allof' ? `all of ${several(values)}` : oneOf(values)}${list}`);
}

/** What follows `wants`, before the value. */
const VERBS: Readonly<Record<string, string>> = {
  '=': '',
  '==': '',
  '!=': 'anything but',
  '<': 'less than',
  '<=': 'at most',
  '>': 'more than',
  '>=': 'at least',
  contains: 'it to contain',
  icontains: 'it to contain (in any case)',
  bcontains: 'it to contain the bytes',
  startswith: 'it to start with',
  bstartswith: 'it to start with the bytes',
  endswith: 'it to end with',
  glob: 'it to match',
  iglob: 'it to match (in any case)',
  regex: 'it to match',
  pmatch: 'it to lie below',
};

/** The check by which something is excluded; said where the value alone does not tell. */
function because(check: CheckTrace, outline: Outline): string {
  const { expr } = check;
  const [list] = outline.get(expr)?.lists ?? [];
  if (list !== undefined) return ` (it is in the list ${list})`;
  if (expr.kind === 'UnaryCheck') return ' by being there';
  if (expr.operator === '=' || expr.operator === '==') return '';
  return ` by \`${cut(outline.get(expr)?.written ?? decodeText(printExpr(expr)))}\``;
}

function listWords({ expr }: CheckTrace, outline: Outline): string {
  const lists = outline.get(expr)?.lists ?? [];
  if (lists.length === 0) return '';
  return ` (the list${lists.length === 1 ? '' : 's'} ${lists.join(', ')})`;
}

function isListField({ value }: CheckTrace): boolean {
  return typeof value === 'object';
}

function oneOf(values: readonly string[]): string {
  if (values.length === 0) return 'one of no values';
  if (values.length === 1) return values[0]!;
  return values.length <= SHOWN_VALUES
    ? `${values.slice(0, -1).join(', ')} or ${values.at(-1)}`
    : `one of ${several(values)}`;
}

function several(values: readonly string[]): string {
  const more = values.length - SHOWN_VALUES;
  if (more <= 1) return values.join(', ');
  return `${values.slice(0, SHOWN_VALUES).join(', ')} and ${more} more`;
}

function code(value: ByteString): string {
  return `\`${cut(decodeText(value)).replace(/[\x00-\x1f\x7f]/g, '\u00b7')}\``;
}

function cut(text: string): string {
  return text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}...` : text;
}
