/**
 * The check operators, in the order in which libsinsp tries them and lists them in its messages
 * (userspace/libsinsp/filter/parser.cpp). Lexer, parser, printer, checks, DSL and docs derive from these rows.
 */
interface OperatorRow {
  readonly name: string;
  /** What may stand at its right: nothing, a number, a string, or a list. */
  readonly group: 'unary' | 'num' | 'str' | 'list';
  /** A blank must follow, as `startswith x`; the others may touch their right side. */
  readonly blank: boolean;
  /** Takes `oneof`, `anyof`, `allof` before a list. */
  readonly modifiers: boolean;
  readonly since: Since;
  readonly doc: string;
}

/** The first Falco release that has it, and that release's engine version (for `required_engine_version`). */
export interface Since {
  readonly falco: string;
  readonly engine: string;
}

const ALWAYS: Since = { falco: '0.32.0', engine: '0.12.0' };
const FALCO_0_38: Since = { falco: '0.38.0', engine: '0.40.0' };
const FALCO_0_39: Since = { falco: '0.39.0', engine: '0.43.0' };
const FALCO_0_44: Since = { falco: '0.44.0', engine: '0.62.0' };

export const OPERATORS = [
  {
    name: 'exists',
    group: 'unary',
    blank: false,
    modifiers: false,
    since: ALWAYS,
    doc: 'the field has a value; an empty list counts as none, an empty string as one',
  },
  {
    name: '<=',
    group: 'num',
    blank: false,
    modifiers: false,
    since: ALWAYS,
    doc: 'less or equal; strings compare byte by byte, so `1000 <= 400` holds for them',
  },
  {
    name: '<',
    group: 'num',
    blank: false,
    modifiers: false,
    since: ALWAYS,
    doc: 'less; strings compare byte by byte',
  },
  {
    name: '>=',
    group: 'num',
    blank: false,
    modifiers: false,
    since: ALWAYS,
    doc: 'greater or equal; strings compare byte by byte',
  },
  {
    name: '>',
    group: 'num',
    blank: false,
    modifiers: false,
    since: ALWAYS,
    doc: 'greater; strings compare byte by byte',
  },
  { name: '==', group: 'str', blank: false, modifiers: true, since: ALWAYS, doc: 'equal; the same as `=`' },
  { name: '=', group: 'str', blank: false, modifiers: true, since: ALWAYS, doc: 'equal' },
  {
    name: '!=',
    group: 'str',
    blank: false,
    modifiers: true,
    since: ALWAYS,
    doc: 'the field has a value and it is another one; false where the field is absent',
  },
  {
    name: 'glob',
    group: 'str',
    blank: true,
    modifiers: true,
    since: ALWAYS,
    doc: 'the whole value matches a shell pattern (`*`, `?`, `[a-z]`); `*` also crosses slashes',
  },
  {
    name: 'iglob',
    group: 'str',
    blank: true,
    modifiers: true,
    since: FALCO_0_38,
    doc: '`glob` without regard to case',
  },
  {
    name: 'contains',
    group: 'str',
    blank: true,
    modifiers: true,
    since: ALWAYS,
    doc: 'the value contains the text',
  },
  {
    name: 'icontains',
    group: 'str',
    blank: true,
    modifiers: true,
    since: ALWAYS,
    doc: '`contains` without regard to case',
  },
  {
    name: 'bcontains',
    group: 'str',
    blank: true,
    modifiers: true,
    since: ALWAYS,
    doc: 'a byte buffer contains the bytes given in hexadecimal; no field of audit events is one',
  },
  {
    name: 'startswith',
    group: 'str',
    blank: true,
    modifiers: true,
    since: ALWAYS,
    doc: 'the value starts with the text',
  },
  {
    name: 'bstartswith',
    group: 'str',
    blank: true,
    modifiers: true,
    since: ALWAYS,
    doc: 'a byte buffer starts with the bytes given in hexadecimal; no field of audit events is one',
  },
  {
    name: 'endswith',
    group: 'str',
    blank: true,
    modifiers: true,
    since: ALWAYS,
    doc: 'the value ends with the text',
  },
  {
    name: 'regex',
    group: 'str',
    blank: true,
    modifiers: true,
    since: FALCO_0_39,
    doc: 'the whole value matches a POSIX extended regular expression (RE2 syntax without `\\d` and `(?i)`)',
  },
  {
    name: 'intersects',
    group: 'list',
    blank: false,
    modifiers: false,
    since: ALWAYS,
    doc: 'at least one element of the field is among the values',
  },
  {
    name: 'in',
    group: 'list',
    blank: false,
    modifiers: false,
    since: ALWAYS,
    doc: 'the value is among the values; of a list field, every element is',
  },
  {
    name: 'pmatch',
    group: 'list',
    blank: false,
    modifiers: false,
    since: ALWAYS,
    doc: 'the value is one of the paths, or lies below one; each part of a path may be a shell pattern',
  },
] as const satisfies readonly OperatorRow[];

type Rows = (typeof OPERATORS)[number];
export type Operator = Rows['name'];
export type OperatorGroup = Rows['group'];
export type OperatorOf<G extends OperatorGroup> = Extract<Rows, { group: G }>['name'];
export type UnaryOperator = OperatorOf<'unary'>;
export type BinaryOperator = Exclude<Operator, UnaryOperator>;

interface ModifierRow {
  readonly name: string;
  readonly since: Since;
  readonly doc: string;
}

/** Words that put a list at the right of a string operator. */
export const OPERATOR_MODIFIERS = [
  { name: 'oneof', since: FALCO_0_44, doc: 'the check holds for exactly one value of the list' },
  { name: 'anyof', since: FALCO_0_44, doc: 'the check holds for at least one value of the list' },
  { name: 'allof', since: FALCO_0_44, doc: 'the check holds for every value of the list' },
] as const satisfies readonly ModifierRow[];

export type OperatorModifier = (typeof OPERATOR_MODIFIERS)[number]['name'];

const byName: ReadonlyMap<string, Rows> = new Map(OPERATORS.map((row) => [row.name, row]));

/** The row of an operator; undefined for a word that is none. */
export function findOperator(name: string): Rows | undefined {
  return byName.get(name);
}

/** The row of an operator that is known to be one. */
export function operatorRow(name: Operator): Rows {
  return byName.get(name)!;
}
