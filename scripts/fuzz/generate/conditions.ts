import { FIELDS, type FieldRow, OPERATOR_MODIFIERS, OPERATORS, TRANSFORMERS } from '@falco-rules/language';
import type { Random } from '../random.js';
import {
  IMAGES,
  NAMES,
  NAMESPACES,
  ODD_TEXTS,
  PATHS,
  PATTERNS,
  RESOURCES,
  SCALARS,
  URIS,
  VERBS,
} from './words.js';

export interface ConditionShape {
  /** Chance, at each check, of something that Falco may refuse: another type, a bad argument, an odd operator. */
  readonly wrong: number;
  /** Chance of a text with a token too many, too few, or cut off. */
  readonly broken: number;
  /** Names that may stand where a check stands. */
  readonly macros?: readonly string[];
  /** Names that may stand among the items of a list. */
  readonly lists?: readonly string[];
}

export const RIGHT: ConditionShape = { wrong: 0, broken: 0 };
export const OFTEN_WRONG: ConditionShape = { wrong: 0.12, broken: 0.08 };

const ROWS: readonly FieldRow[] = FIELDS;
const COMMON = ROWS.filter(({ name }) =>
  /^ka\.(verb|user\.name|target\.(name|resource|namespace)|stage|response\.code|uri|req\.pod\.containers\.(image|name))$/.test(
    name,
  ),
);
const LISTS = ROWS.filter(({ list }) => list);
const NUMBERS = ROWS.filter(({ type }) => type === 'uint64' || type === 'reltime');
const OTHER_FIELDS = [
  'nosuch.field',
  'proc.name',
  'ka.nope',
  'ka',
  'fd.sip',
  'evt.type',
  'evt.arg.x',
  'container.id',
] as const;

const VALUES: readonly string[] = [
  ...NAMES,
  ...VERBS,
  ...RESOURCES,
  ...NAMESPACES,
  ...IMAGES,
  ...PATHS,
  ...SCALARS,
  'ResponseComplete',
  'system:',
  'kube',
  'allow',
  'sh',
];

const STRING_OPERATORS = OPERATORS.filter(
  ({ group, name }) => group === 'str' && !/^b(contains|startswith)$/.test(name),
);

/** Text of a condition. */
export function condition(random: Random, shape: ConditionShape = RIGHT, depth = 3): string {
  const text = expression(random, shape, depth);
  return random.chance(shape.broken) ? broken(random, text) : text;
}

function expression(random: Random, shape: ConditionShape, depth: number): string {
  if (depth === 0 || random.chance(0.35)) return check(random, shape);
  const part = () => {
    const inner = expression(random, shape, depth - 1);
    return random.chance(0.5) ? inner : `(${inner})`;
  };
  return random.weighted<() => string>([
    [3, () => random.times(2, 4, part).join(spaced(random, 'and'))],
    [3, () => random.times(2, 4, part).join(spaced(random, 'or'))],
    [2, () => `not (${expression(random, shape, depth - 1)})`],
    [1, () => `not ${check(random, shape)}`],
    [1, () => `(${blank(random)}${expression(random, shape, depth - 1)}${blank(random)})`],
    [1, () => `not not(${check(random, shape)})`],
  ])();
}

function spaced(random: Random, word: string): string {
  return random.weighted([
    [10, ` ${word} `],
    [1, `\n${word} `],
    [1, `  ${word}\t`],
    [1, `\r\n ${word}\n`],
  ]);
}

function blank(random: Random): string {
  return random.weighted([
    [6, ''],
    [2, ' '],
    [1, '\n  '],
    [1, '\t'],
  ]);
}

/** A text made wrong at one place. */
function broken(random: Random, text: string): string {
  const at = random.below(text.length + 1);
  const token = () =>
    random.pick([
      '(',
      ')',
      ',',
      '"',
      "'",
      ' and ',
      ' or ',
      ' not ',
      '=',
      ' in ',
      '[',
      ']',
      '\\',
      ' x ',
      '\0',
      'é',
    ]);
  return random.weighted<() => string>([
    [3, () => text.slice(0, at)],
    [3, () => text.slice(0, at) + text.slice(at + 1 + random.below(4))],
    [4, () => text.slice(0, at) + token() + text.slice(at)],
    [1, () => text + token()],
    [1, () => token() + text],
    [1, () => text.replace(' ', '')],
  ])();
}

function check(random: Random, shape: ConditionShape): string {
  const { macros = [] } = shape;
  if (macros.length > 0 && random.chance(0.3)) return random.pick(macros);
  if (random.chance(shape.wrong)) return anyCheck(random, shape);
  return random.weighted<() => string>([
    [8, () => stringCheck(random, shape, singleOperand(random))],
    [4, () => listCheck(random, shape)],
    [2, () => numberCheck(random)],
    [2, () => `${random.chance(0.7) ? singleOperand(random) : listOperand(random)} exists`],
    [2, () => fieldsCheck(random)],
  ])();
}

/** Any operator after any operand, before any value. */
function anyCheck(random: Random, shape: ConditionShape): string {
  const left = random.chance(0.2)
    ? random.pick(OTHER_FIELDS) + (random.chance(0.2) ? '[x]' : '')
    : wildOperand(random, 2);
  const operator = random.pick(OPERATORS);
  if (operator.name === 'exists') return `${left} exists`;
  const modifier = random.chance(0.15) ? ` ${random.pick(OPERATOR_MODIFIERS).name} ` : ' ';
  const right = random.weighted<() => string>([
    [3, () => literal(random, someValue(random))],
    [3, () => listOf(random, shape)],
    [2, () => `val(${reference(random, random.pick(ROWS))})`],
    [1, () => wildOperand(random, 2)],
    [1, () => reference(random, random.pick(ROWS))],
    [1, () => random.pick([...OTHER_FIELDS, 'val(nosuch.field)', 'val(ka.verb', 'tolower()', '""', 'true'])],
  ])();
  return `${left} ${operator.name}${modifier}${right}`;
}

function stringCheck(random: Random, shape: ConditionShape, left: string): string {
  const operator = random.pick(STRING_OPERATORS);
  const value = () => {
    if (operator.name === 'regex')
      return literal(random, random.pick(random.chance(shape.wrong) ? PATTERNS : PATTERNS.slice(0, 13)));
    if (/glob/.test(operator.name)) return literal(random, globOf(random));
    return literal(random, someValue(random));
  };
  if (random.chance(0.25)) {
    const items = random.times(0, 4, value);
    return `${left} ${operator.name} ${random.pick(OPERATOR_MODIFIERS).name} (${items.join(separator(random))})`;
  }
  if (random.chance(0.1))
    return `${left} ${random.pick(['<', '<=', '>', '>='])} ${random.chance(shape.wrong) ? literal(random, random.pick(SCALARS)) : random.pick(['0', '9', '200', '400', '-1', '1.5', '0x10'])}`;
  if (random.chance(0.25)) {
    const name = random.pick(['in', 'intersects', 'pmatch']);
    return `${left} ${name} ${listOf(random, shape, name === 'pmatch' ? PATHS : undefined)}`;
  }
  const blanks = operator.blank ? ' ' : blank(random);
  return `${left}${blanks}${operator.name}${blanks}${value()}`;
}

function listCheck(random: Random, shape: ConditionShape): string {
  return `${listOperand(random)} ${random.pick(['in', 'intersects'])} ${listOf(random, shape)}`;
}

function numberCheck(random: Random): string {
  const left = random.chance(0.4)
    ? reference(random, random.pick(NUMBERS))
    : `len(${random.chance(0.5) ? listOperand(random) : singleOperand(random)})`;
  const number = () => random.pick(['0', '1', '2', '3', '5', '12', '40', '999', '18446744073709551615']);
  return random.weighted<() => string>([
    [6, () => `${left} ${random.pick(['=', '==', '!=', '<', '<=', '>', '>='])} ${number()}`],
    [1, () => `${left} ${random.pick(['in', 'intersects'])} (${random.times(0, 3, number).join(', ')})`],
    [
      1,
      () =>
        `${left} ${random.pick(['=', '!='])} ${random.pick(OPERATOR_MODIFIERS).name} (${random.times(1, 3, number).join(', ')})`,
    ],
  ])();
}

/** A check of one field against another. */
function fieldsCheck(random: Random): string {
  if (random.chance(0.3))
    return `${listOperand(random)} ${random.pick(['in', 'intersects'])} val(${listOperandField(random)})`;
  const operators = [
    '=',
    '!=',
    'contains',
    'icontains',
    'startswith',
    'endswith',
    '<',
    '>=',
    'glob',
    'in',
    'intersects',
  ];
  const right = random.weighted<() => string>([
    [4, () => `val(${reference(random, singleRow(random))})`],
    [2, () => `tolower(${reference(random, singleRow(random))})`],
    [1, () => `concat(${reference(random, singleRow(random))}, ${quoted(random, '-')})`],
  ])();
  return `${singleOperand(random)} ${random.pick(operators)} ${right}`;
}

function singleRow(random: Random): FieldRow {
  if (random.chance(0.4)) return random.pick(COMMON.filter(({ list }) => !list));
  return random.pick(ROWS.filter(({ list, type }) => !list && type === 'string'));
}

function singleOperand(random: Random): string {
  const field = () => reference(random, singleRow(random));
  return random.weighted<() => string>([
    [12, field],
    [1, () => `tolower(${field()})`],
    [1, () => `toupper(${blank(random)}${field()})`],
    [1, () => `basename(${field()})`],
    [1, () => `b64(${field()})`],
    [
      1,
      () =>
        `concat(${random.times(2, 4, () => (random.chance(0.6) ? field() : quoted(random, someValue(random)))).join(', ')})`,
    ],
    [1, () => `join(${quoted(random, random.pick([',', '/', '']))}, ${listOperand(random)})`],
    [
      1,
      () =>
        `join("-", (${random.times(1, 3, () => (random.chance(0.6) ? field() : quoted(random, someValue(random)))).join(', ')}))`,
    ],
    [1, () => `tolower(basename(${field()}))`],
    [1, () => `toupper(concat(${field()}, tolower(${field()})))`],
  ])();
}

function listOperandField(random: Random): string {
  return reference(random, random.pick(LISTS));
}

function listOperand(random: Random): string {
  const field = () => listOperandField(random);
  return random.weighted<() => string>([
    [8, field],
    [1, () => `tolower(${field()})`],
    [1, () => `toupper(${field()})`],
    [1, () => `basename(${field()})`],
    [
      1,
      () =>
        `getopt(${field()}, ${quoted(random, random.pick(['ab:', 'x:', 'c:e', 'abc']))})${random.chance(0.3) ? '[x]' : ''}`,
    ],
  ])();
}

/** Fields and transformers put together without regard to types and numbers of arguments. */
function wildOperand(random: Random, depth: number): string {
  if (depth === 0 || random.chance(0.5)) {
    return random.chance(0.1)
      ? literal(random, someValue(random))
      : reference(random, random.pick(ROWS), 0.3);
  }
  const name = random.pick([...TRANSFORMERS.map((row) => row.name as string), 'val']);
  const arg = () =>
    random.weighted<() => string>([
      [5, () => wildOperand(random, depth - 1)],
      [2, () => literal(random, someValue(random))],
      [1, () => `(${random.times(0, 3, () => wildOperand(random, 0)).join(', ')})`],
    ])();
  const number = random.weighted([
    [1, 0],
    [5, 1],
    [5, 2],
    [1, 3],
  ]);
  const suffix = random.chance(0.05) ? '[x]' : '';
  return `${name}(${random.times(number, number, arg).join(', ')})${suffix}`;
}

/** A field with an argument that it takes; or, by chance, one that it does not. */
export function reference(random: Random, row: FieldRow, wrong = 0): string {
  const { name, arg } = row;
  if (random.chance(wrong))
    return name + random.pick(['[0]', '[x]', '["x"]', '[]', '[-1]', '', '["a', '[99999999999999999999]']);
  if (arg.presence === 'none' || (arg.presence === 'optional' && random.chance(0.7))) return name;
  if (arg.kind === 'index') return `${name}[${random.below(3)}]`;
  return `${name}[${keyOf(random, row)}]`;
}

function keyOf(random: Random, { name }: FieldRow): string {
  if (/^jevt\.|^json\./.test(name)) {
    return random.pick([
      '/stage',
      '/requestObject/data',
      '/requestObject/spec/containers',
      '/requestObject/spec/containers/0/image',
      'stage',
      '/user',
      '/user/groups/1',
      '/annotations/authorization.k8s.io~1decision',
      '"/annotations/authorization.k8s.io~1decision"',
      '/',
      '""',
      '/responseStatus/code',
      '/requestObject/metadata/labels/10',
      '/__proto__',
      '/kind',
      '/nosuch',
      '/user/groups/-',
      '/user/groups/01',
    ]);
  }
  if (/uri\.param/.test(name))
    return random.pick(['timeout', 'command', 'container', '"x"', "'y'", 'b', 'a']);
  if (/hostpath/.test(name)) return random.pick(['/etc', '/var*', '"/var/run/docker.sock"', '*', '/']);
  return random.pick(['bob', 'system:*', '"a b"', '0', 'x']);
}

function someValue(random: Random): string {
  if (random.chance(0.1)) return random.pick(ODD_TEXTS);
  const value = random.pick(random.chance(0.1) ? URIS : VALUES);
  if (!random.chance(0.2) || value.length < 3) return value;
  const from = random.below(value.length - 1);
  return value.slice(from, from + 1 + random.below(value.length - from));
}

function globOf(random: Random): string {
  if (random.chance(0.5))
    return random.pick([
      '*',
      'kube-*',
      '???',
      '[a-z]*',
      '/api/*/pods/*',
      'web-[0-9]',
      'a\\*b',
      '[!k]*',
      '*e*',
      '[',
      '[[:alpha:]]*',
      '**',
      '[]-a]*',
    ]);
  return someValue(random).replace(/[a-e]/g, (char) =>
    random.chance(0.3) ? random.pick(['?', '*', `[${char}]`]) : char,
  );
}

const BARE = /^[^()"'\s,=]+$/;

function quoted(random: Random, value: string): string {
  return random.chance(0.6) ? `"${value.replace(/["\\]/g, '\\$&')}"` : `'${value.replace(/['\\]/g, '\\$&')}'`;
}

/** A value as a condition writes it. */
export function literal(random: Random, value: string): string {
  const isBare = BARE.test(value) && !/^(and|or|not|in|exists)$/.test(value);
  return random.weighted<() => string>([
    [isBare ? 4 : 0.3, () => value],
    [5, () => quoted(random, value)],
  ])();
}

function separator(random: Random): string {
  return random.weighted([
    [5, ', '],
    [3, ','],
    [1, ' , '],
    [1, ',\n'],
  ]);
}

function listOf(random: Random, { lists = [], wrong }: ConditionShape, from?: readonly string[]): string {
  if (random.chance(wrong / 2))
    return random.pick(['', 'x', '()', '(,)', '(a,)', '("a" "b")', "('a'", '(a b)']);
  const item = () => {
    if (lists.length > 0 && random.chance(0.4)) return random.pick(lists);
    return literal(random, from ? random.pick(from) : someValue(random));
  };
  return `(${random.chance(0.1) ? ' ' : ''}${random.times(0, 5, item).join(separator(random))})`;
}
