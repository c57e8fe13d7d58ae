import type { Since } from './operators.js';

/** What a transformer takes in one place. `text` is a single value, `list` a list field or a parenthesised list. */
export type TransformerArgKind = 'text' | 'list' | 'text-or-list';

/**
 * The field transformers, in the order in which libsinsp tries them and lists them in its messages
 * (userspace/libsinsp/filter/parser.cpp; sinsp_filter_transformers/ and
 * sinsp_filtercheck_multivalue_transformer.cpp for what they take and give).
 */
interface TransformerRow {
  readonly name: string;
  /** How many arguments; libsinsp refuses other numbers when a condition is compiled, not when it is parsed. */
  readonly arity: { readonly min: number; readonly max: number };
  /** What each argument may be; the last one repeats. */
  readonly args: readonly TransformerArgKind[];
  /** `same`: the type and listness of its argument. */
  readonly result: 'same' | 'number' | 'text' | 'list';
  /** Whether `[x]` may follow the closing parenthesis. */
  readonly takesArg: boolean;
  readonly since: Since;
  readonly doc: string;
}

const FALCO_0_38: Since = { falco: '0.38.0', engine: '0.40.0' };
const FALCO_0_39: Since = { falco: '0.39.0', engine: '0.43.0' };
const FALCO_0_40: Since = { falco: '0.40.0', engine: '0.46.0' };
const FALCO_0_44: Since = { falco: '0.44.0', engine: '0.62.0' };

const ONE = { min: 1, max: 1 } as const;
const TWO = { min: 2, max: 2 } as const;

export const TRANSFORMERS = [
  {
    name: 'tolower',
    arity: ONE,
    args: ['text-or-list'],
    result: 'same',
    takesArg: false,
    since: FALCO_0_38,
    doc: 'ASCII letters made lower case, in every element of a list',
  },
  {
    name: 'toupper',
    arity: ONE,
    args: ['text-or-list'],
    result: 'same',
    takesArg: false,
    since: FALCO_0_38,
    doc: 'ASCII letters made upper case, in every element of a list',
  },
  {
    name: 'b64',
    arity: ONE,
    args: ['text-or-list'],
    result: 'same',
    takesArg: false,
    since: FALCO_0_38,
    doc: 'decoded from base64; what does not decode counts as absent',
  },
  {
    name: 'basename',
    arity: ONE,
    args: ['text-or-list'],
    result: 'same',
    takesArg: false,
    since: FALCO_0_39,
    doc: 'what stands after the last slash',
  },
  {
    name: 'len',
    arity: ONE,
    args: ['text-or-list'],
    result: 'number',
    takesArg: false,
    since: FALCO_0_40,
    doc: 'the number of elements of a list, of bytes of a text',
  },
  {
    name: 'join',
    arity: TWO,
    args: ['text', 'list'],
    result: 'text',
    takesArg: false,
    since: FALCO_0_44,
    doc: 'the elements of a list put together with a separator: `join(",", ka.user.groups)`',
  },
  {
    name: 'concat',
    arity: { min: 2, max: Number.POSITIVE_INFINITY },
    args: ['text'],
    result: 'text',
    takesArg: false,
    since: FALCO_0_44,
    doc: 'its arguments put together; absent where one of them is',
  },
  {
    name: 'getopt',
    arity: TWO,
    args: ['list', 'text'],
    result: 'list',
    takesArg: true,
    since: FALCO_0_44,
    doc: 'short options of an argument list, as getopt(3) reads them; `[x]` picks the value of one option',
  },
] as const satisfies readonly TransformerRow[];

type Rows = (typeof TRANSFORMERS)[number];
export type Transformer = Rows['name'];

const byName: ReadonlyMap<string, Rows> = new Map(TRANSFORMERS.map((row) => [row.name, row]));

/** The row of a transformer; undefined for a word that is none (`val` is not one: it only marks a field). */
export function findTransformer(name: string): Rows | undefined {
  return byName.get(name);
}
