import {
  type ByteString,
  decodeText,
  type Field,
  findField,
  nodesOfKind,
  type Operand,
  regexSample,
  type TransformerArg,
} from '@falco-rules/language';
import type { CheckTrace } from '../trace.js';
import type { FieldRef, Wanted } from './write-field.js';

/** Something to try, so that a check comes out the other way. */
export type Candidate = readonly FieldChange[];

export interface FieldChange {
  readonly field: FieldRef;
  readonly wanted: Wanted;
}

/** Values of a list that are tried. */
const MOST_VALUES = 6;

/**
 * What may turn a check on the event around, what changes least and looks most natural first. Only guesses: the
 * caller tries them.
 */
export function candidatesFor(check: CheckTrace): Candidate[] {
  const target = targetOf(check.expr.left);
  if (!target) return [];
  const { field, back } = target;
  const row = findField(field.name);
  if (!row) return [];
  const wants = check.verdict ? valuesAgainst(check, field) : valuesFor(check);
  const list = row.list;
  const made = wants.map((value): Candidate => [{ field, wanted: back(value, list, wantsOne(check)) }]);
  // What is absent fails every check.
  if (check.verdict) return [...made, [{ field, wanted: 'absent' }]];
  return [...made, ...together(check)];
}

/** Changes of several fields at once: a comparison with a field, texts put together from several. */
function together({ expr, value, other }: CheckTrace): Candidate[] {
  if (expr.kind === 'UnaryCheck') return everyField(expr.left, ['x']);
  if (expr.right.kind === 'List' || expr.right.kind === 'Value') {
    const texts = expr.right.kind === 'List' ? expr.right.values : [expr.right];
    return everyField(
      expr.left,
      texts.slice(0, MOST_VALUES).map((text) => decodeText(text.value)),
    );
  }
  const [left, right] = [targetOf(expr.left), targetOf(expr.right)];
  if (!left || !right) return [];
  const set = (field: FieldRef, text: string): FieldChange => ({
    field,
    wanted: { value: text, which: 'every' },
  });
  if (typeof value === 'string') return [[set(right.field, decodeText(value))]];
  if (other !== undefined) return [];
  const [sample = 'x'] = samplesOf(left.field.name, []);
  return [[set(left.field, sample), set(right.field, sample)]];
}

/** Each text in every field below an operand of several. */
function everyField(operand: Operand, texts: readonly string[]): Candidate[] {
  const fields = nodesOfKind(operand, 'Field').map(refOf);
  if (fields.length < 2) return [];
  return texts.map((value) => fields.map((field) => ({ field, wanted: { value, which: 'every' } })));
}

/** Whether a change of one element of a list will do. */
function wantsOne({ expr, verdict }: CheckTrace): boolean {
  const subset = expr.kind === 'BinaryCheck' && expr.operator === 'in';
  return verdict ? subset : !subset;
}

type Back = (value: string, list: boolean, one: boolean) => Wanted;

const direct: Back = (value, list, one) => ({ value, which: list && one ? 'one' : 'every' });

/** The field below an operand, and the way back from a value of the operand to one of the field. */
function targetOf(operand: Operand | TransformerArg): { field: FieldRef; back: Back } | undefined {
  if (operand.kind === 'Field') return { field: refOf(operand), back: direct };
  if (operand.kind === 'Value') return undefined;
  if (operand.kind === 'TransformerList') return firstTarget(operand.children);
  const { transformer, values } = operand;
  const inner = transformer === 'join' ? targetOf(values[1] ?? values[0]!) : firstTarget(values);
  if (!inner) return undefined;
  const { field, back } = inner;
  switch (transformer) {
    case 'b64':
      return { field, back: (value, list, one) => back(toBase64(value), list, one) };
    case 'len':
      return {
        field,
        back: (value, list) => {
          const length = Math.min(Number(value) || 0, 1000);
          if (list) return length === 0 ? 'absent' : { values: Array.from({ length }, (_, i) => `x${i}`) };
          return { value: 'x'.repeat(length), which: 'every' };
        },
      };
    case 'join': {
      const separator = values[0]?.kind === 'Value' ? decodeText(values[0].value) : ' ';
      return { field, back: (value) => ({ values: separator === '' ? [value] : value.split(separator) }) };
    }
    default:
      return inner;
  }
}

function firstTarget(args: readonly TransformerArg[]): { field: FieldRef; back: Back } | undefined {
  for (const arg of args) {
    const found = targetOf(arg);
    if (found) return found;
  }
  return undefined;
}

function refOf({ field, arg }: Field): FieldRef {
  return { name: decodeText(field), ...(arg !== undefined && { arg: decodeText(arg) }) };
}

function toBase64(text: string): string {
  let binary = '';
  for (const byte of new TextEncoder().encode(text)) binary += String.fromCharCode(byte);
  return btoa(binary);
}

/** Values on which a check that is false would hold. */
function valuesFor(check: CheckTrace): string[] {
  const { expr, value, other } = check;
  if (expr.kind === 'UnaryCheck') return samplesOf(targetOf(expr.left)?.field.name ?? '', []);
  const texts = rightTexts(check);
  const before = typeof value === 'string' ? decodeText(value) : '';
  const made = texts.flatMap((text) => VALUES_FOR[expr.operator]?.(text, before) ?? [text]);
  if (expr.modifier === 'allof') made.unshift(texts.join(''));
  if (expr.right.kind === 'FieldTransformer' && other === undefined) return [];
  return [...new Set(made)];
}

type Maker = (text: string, before: string) => readonly string[];

const less: Maker = (text) => (/^\d+$/.test(text) ? [String(Math.max(0, Number(text) - 1)), '0'] : ['', '0']);
const more: Maker = (text) => (/^\d+$/.test(text) ? [String(Number(text) + 1), `${text}0`] : [`${text}0`]);
const within: Maker = (text, before) => (before === '' ? [text] : [`${before}${text}`, text]);
const wild: Maker = (text) => [
  text.replaceAll('*', '').replaceAll('?', 'x'),
  text.replaceAll('*', 'x').replaceAll('?', 'x'),
];

/** How to get a value on which an operator holds, from its right side and from the value so far. */
const VALUES_FOR: Readonly<Record<string, Maker>> = {
  '!=': (text) => (text === 'true' ? ['false'] : text === 'false' ? ['true'] : [`other-${text}`]),
  '<': less,
  '<=': (text, before) => [text, ...less(text, before)],
  '>': more,
  '>=': (text, before) => [text, ...more(text, before)],
  contains: within,
  icontains: within,
  bcontains: (text) => [unhex(text)],
  startswith: (text, before) => (before === '' ? [`${text}x`, text] : [`${text}${before}`, `${text}x`, text]),
  bstartswith: (text) => [unhex(text)],
  endswith: (text, before) => (before === '' ? [`x${text}`, text] : [`${before}${text}`, text]),
  glob: wild,
  iglob: wild,
  regex: (text) => {
    const sample = regexSample(text);
    return sample === undefined ? [] : [decodeText(sample)];
  },
  pmatch: (text) => wild(text, '').flatMap((path) => [path, `${path}/x`]),
};

function unhex(text: string): string {
  return text.replace(/../g, (pair) => String.fromCharCode(Number.parseInt(pair, 16)));
}

/** Values on which a check that holds would not. */
function valuesAgainst(check: CheckTrace, { name }: FieldRef): string[] {
  const { expr } = check;
  if (expr.kind === 'UnaryCheck') return [];
  const texts = rightTexts(check);
  if (expr.operator === '!=') return texts.slice(0, 1);
  if (expr.operator === '<' || expr.operator === '<=') return texts.flatMap((text) => more(text, ''));
  if (expr.operator === '>' || expr.operator === '>=') return texts.flatMap((text) => less(text, ''));
  const [first] = texts;
  if (texts.length === 1 && (first === 'true' || first === 'false'))
    return [first === 'true' ? 'false' : 'true'];
  return samplesOf(name, rightTexts(check, Number.POSITIVE_INFINITY));
}

/** What fields usually hold: a changed event should look like one. */
const USUAL: Readonly<Record<string, readonly string[]>> = {
  'ka.verb': ['get', 'list', 'create', 'update', 'patch', 'delete', 'watch'],
  'ka.stage': ['ResponseComplete', 'ResponseStarted', 'RequestReceived'],
  'ka.user.name': ['someone-else', 'alice'],
  'ka.impuser.name': ['someone-else'],
  'ka.user.groups': ['some-group'],
  'ka.target.resource': ['pods', 'configmaps', 'services'],
  'ka.target.subresource': ['status', 'log', 'exec'],
  'ka.target.namespace': ['default', 'production'],
  'ka.target.name': ['something-else'],
  'ka.response.code': ['200', '201', '403', '404'],
  'ka.response.reason': ['Forbidden', 'NotFound'],
  'ka.auth.decision': ['allow', 'forbid'],
  'ka.uri': ['/api/v1/namespaces/default/pods'],
  'ka.useragent': ['curl/8.5.0'],
};

function samplesOf(name: string, without: readonly string[]): string[] {
  const usual = (USUAL[name] ?? ['something-else']).filter((text) => !without.includes(text));
  return usual.length > 0 ? [...usual] : ['something-else'];
}

function rightTexts({ expr, other }: CheckTrace, most: number = MOST_VALUES): string[] {
  if (expr.kind === 'UnaryCheck') return [];
  if (expr.right.kind === 'FieldTransformer') {
    if (other === undefined) return [];
    return (typeof other === 'object' ? other : [String(other)]).map(decodeText);
  }
  const values: readonly { readonly value: ByteString }[] =
    expr.right.kind === 'List' ? expr.right.values : [expr.right];
  return values.slice(0, most).map(({ value }) => decodeText(value));
}
