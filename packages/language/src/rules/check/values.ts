import type { BinaryOperator, OperatorModifier } from '../../condition/operators.js';
import type { FieldInfo, ParamType } from '../../fields/operand-type.js';
import { compileRegex } from '../../regex/index.js';
import type { ByteString } from '../../text/bytes.js';

const EQUALITY: readonly BinaryOperator[] = ['=', '==', '!=', 'in', 'intersects'];
const ORDER: readonly BinaryOperator[] = ['<', '<=', '>', '>='];
const TEXT: readonly BinaryOperator[] = [
  ...EQUALITY,
  ...ORDER,
  'contains',
  'icontains',
  'startswith',
  'endswith',
  'glob',
  'iglob',
  'pmatch',
  'regex',
];
const BUFFER: readonly BinaryOperator[] = [
  ...EQUALITY,
  'contains',
  'startswith',
  'endswith',
  'bcontains',
  'bstartswith',
];

type Kind = 'text' | 'buffer' | 'number' | 'bool' | 'address';

const KINDS: Readonly<Record<ParamType, Kind | undefined>> = {
  CHARBUF: 'text',
  FSPATH: 'text',
  FSRELPATH: 'text',
  BYTEBUF: 'buffer',
  BOOL: 'bool',
  UINT64: 'number',
  UINT32: 'number',
  INT64: 'number',
  INT32: 'number',
  INT16: 'number',
  DOUBLE: 'number',
  RELTIME: 'number',
  ABSTIME: 'number',
  PORT: 'number',
  IPADDR: 'address',
  IPNET: 'address',
  DYNAMIC: undefined,
};

/** What each kind of value is compared with, and how Falco calls the kind. */
const TAKES: Readonly<
  Record<Kind, { readonly operators: readonly BinaryOperator[]; readonly words: string }>
> = {
  text: { operators: TEXT, words: 'for string filters' },
  buffer: { operators: BUFFER, words: 'for buffer filters' },
  number: { operators: [...EQUALITY, ...ORDER], words: 'for numeric filters' },
  bool: { operators: EQUALITY, words: 'for numeric filters' },
  address: { operators: EQUALITY, words: 'for ip address and network filters' },
};

const LIST_OPERATORS: readonly BinaryOperator[] = ['in', 'intersects'];

/** The operators that a field takes beside `exists`; undefined where that is not known. */
export function operatorsFor({
  type,
  list,
}: Pick<FieldInfo, 'type' | 'list'>): readonly BinaryOperator[] | undefined {
  if (list) return LIST_OPERATORS;
  const kind = KINDS[type];
  return kind && TAKES[kind].operators;
}

/** Why an operator does not go with a field; undefined where it does (filter_compare.cpp, flt_is_comparable). */
export function operatorFault(
  field: FieldInfo,
  operator: BinaryOperator,
  modifier: OperatorModifier | undefined,
): ByteString | undefined {
  const operators = operatorsFor(field);
  if (!operators || operators.includes(operator)) return undefined;
  const name = operator === '==' ? '=' : operator;
  if (field.list) return `filter error: '${name}' operator not supported list filters`;
  const kind = KINDS[field.type]!;
  const withModifier = kind === 'address' && modifier ? ' with modifier' : ' operator';
  return `filter error: '${name}'${withModifier} not supported ${TAKES[kind].words}`;
}

/** Room that libsinsp has for a value, its terminator included. */
const VALUE_ROOM = 256;

/** Why a text cannot be a value of the field; undefined where it can (value_parser.cpp). */
export function valueFault(
  field: FieldInfo,
  operator: BinaryOperator,
  value: ByteString,
): ByteString | undefined {
  if (operator === 'bcontains' || operator === 'bstartswith') {
    if (/^([0-9a-fA-F]{2})*$/.test(value)) return undefined;
    return 'filter error: bcontains and bstartswith operator support hex strings only';
  }
  const nul = value.indexOf('\0');
  const text = nul < 0 ? value : value.slice(0, nul);
  switch (field.type) {
    case 'CHARBUF':
    case 'FSPATH':
    case 'FSRELPATH':
      if (text.length + 1 <= VALUE_ROOM) break;
      return `filter parameter too long (used=${text.length + 1}, available=${VALUE_ROOM}):${text}`;
    case 'BYTEBUF':
      return value.length < VALUE_ROOM ? undefined : 'filter parameter too long (byte buf)';
    case 'BOOL':
      if (text === 'true' || text === 'false') return undefined;
      return `filter error: unrecognized boolean value ${text}`;
    case 'PORT':
    case 'IPADDR':
    case 'IPNET':
    case 'DYNAMIC':
      // Service names and addresses: not read here.
      return undefined;
    default:
      // What sscanf reads whole: blanks before it are skipped, too large a number is not refused.
      return /^[ \t\n\v\f\r]*[+-]?[0-9]+$/.test(text) ? undefined : `${text} is not a valid number`;
  }
  if (operator !== 'regex') return undefined;
  const compiled = compileRegex(text);
  return compiled.ok ? undefined : `invalid regex pattern: ${compiled.message}`;
}
