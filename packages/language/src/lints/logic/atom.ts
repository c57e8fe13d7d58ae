import type { BinaryCheck, BinaryOperator, Operand, UnaryCheck } from '../../condition/index.js';
import { printExpr, printOperand } from '../../condition/index.js';
import { operandType } from '../../fields/operand-type.js';
import { compileRegex, globMatcher } from '../../regex/index.js';
import type { ByteString } from '../../text/bytes.js';

/**
 * A check as a set of values: what it says of the subject (a field with its argument and transformers), told
 * apart from who says it. Two checks that say the same are one atom. Falco's own rule - a check on an absent
 * field is false - makes every atom imply that its subject is present.
 */
export interface Atom {
  readonly key: string;
  readonly subject: string;
  readonly kind: 'single' | 'list' | 'opaque';
  readonly says: Says;
}

export type Says =
  | { readonly is: 'exists' }
  /** Single: the value is one of them. List: every element is (`in`), or at least one is (`intersects`). */
  | { readonly is: 'in' | 'intersects'; readonly values: ReadonlySet<ByteString> }
  /** Single: the value is another than each of these. */
  | { readonly is: 'not-in'; readonly values: ReadonlySet<ByteString> }
  | {
      readonly is: 'test';
      readonly operator: BinaryOperator;
      readonly value: ByteString;
      readonly test: (value: ByteString) => boolean;
    }
  /** Nothing is known of it but that the subject is present. */
  | { readonly is: 'unknown' };

/** Fields that read the very same place. */
const ALIASES: readonly (readonly [RegExp, string])[] = [
  [/\bjson\.(value|obj|rawtime)\b/g, 'jevt.$1'],
  [/\bka\.req\.configmap\.name\b/g, 'ka.target.name'],
  [/\bka\.req\.container\.host_network\b/g, 'ka.req.pod.host_network'],
];

export function subjectOf(operand: Operand): string {
  let printed = printOperand(operand);
  for (const [pattern, name] of ALIASES) printed = printed.replace(pattern, name);
  return printed;
}

/** The atom of a check. */
export function atomOf(check: UnaryCheck | BinaryCheck): Atom {
  const subject = subjectOf(check.left);
  const { type, list } = operandType(check.left);
  const made = (kind: Atom['kind'], says: Says, words: string): Atom => ({
    key: `${subject} ${words}`,
    subject,
    kind,
    says,
  });
  if (check.kind === 'UnaryCheck') {
    const kind = type !== 'CHARBUF' ? 'opaque' : list ? 'list' : 'single';
    return made(kind, { is: 'exists' }, 'exists');
  }
  const opaque = (): Atom => {
    const printed = printExpr(check);
    return { key: printed, subject, kind: 'opaque', says: { is: 'unknown' } };
  };
  const { operator, modifier, right } = check;
  if (type !== 'CHARBUF' || right.kind === 'FieldTransformer') return opaque();
  const values = right.kind === 'List' ? right.values.map(({ value }) => value) : [right.value];
  // A list that is empty today is where a user is to put something: nothing is concluded from it.
  if (values.length === 0 || values.some((value) => value.includes('\0'))) return opaque();
  const set = new Set(values);
  const words = JSON.stringify([...set].sort());
  const kind = list ? 'list' : 'single';
  const anyOf = modifier === 'anyof';
  if (operator === 'in' || ((operator === '=' || operator === '==') && (modifier === undefined || anyOf))) {
    return made(kind, { is: 'in', values: set }, `in ${words}`);
  }
  if (operator === 'intersects')
    return made(
      kind,
      { is: list ? 'intersects' : 'in', values: set },
      `${list ? 'intersects' : 'in'} ${words}`,
    );
  if (list) return opaque();
  if (operator === '!=' && (modifier === undefined || modifier === 'allof')) {
    return made(kind, { is: 'not-in', values: set }, `not-in ${words}`);
  }
  if (modifier !== undefined || right.kind === 'List') return opaque();
  const [value = ''] = values;
  const test = TESTS[operator]?.(value);
  return test ? made(kind, { is: 'test', operator, value, test }, `${operator} ${words}`) : opaque();
}

type Test = (value: ByteString) => boolean;

/** Operators that are decided here; of others nothing is concluded. */
const TESTS: Partial<Record<BinaryOperator, (right: ByteString) => Test | undefined>> = {
  '<': (right) => (value) => value < right,
  '<=': (right) => (value) => value <= right,
  '>': (right) => (value) => value > right,
  '>=': (right) => (value) => value >= right,
  contains: (right) => (value) => value.includes(right),
  icontains: (right) => (value) => lower(value).includes(lower(right)),
  startswith: (right) => (value) => value.startsWith(right),
  endswith: (right) => (value) => value.endsWith(right),
  glob: (right) => {
    const matcher = globMatcher(right);
    return (value) => matcher.matches(value);
  },
  iglob: (right) => {
    const matcher = globMatcher(right, { ignoreCase: true });
    return (value) => matcher.matches(value);
  },
  regex: (right) => {
    const compiled = compileRegex(right);
    return compiled.ok ? (value) => compiled.regex.matches(value) : undefined;
  },
};

/** Whether a value passes an operator; undefined for operators that are not decided here. */
export function textTest(operator: BinaryOperator, right: ByteString): Test | undefined {
  if (operator === '=' || operator === '==' || operator === 'in' || operator === 'intersects')
    return (value) => value === right;
  return TESTS[operator]?.(right);
}

function lower(text: ByteString): ByteString {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** An atom made up: what a question asks about a subject. */
export function madeAtom(subject: string, says: Says, kind: Atom['kind'] = 'single'): Atom {
  const words = 'values' in says ? JSON.stringify([...says.values].sort()) : '';
  return { key: `${subject} ${says.is}${words === '' ? '' : ` ${words}`}`, subject, kind, says };
}
