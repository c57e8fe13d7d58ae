import type { BinaryCheck, ByteString, Expr, Operand, TransformerArg } from '@falco-rules/language';
import { findField } from '@falco-rules/language';
import type { Extractor, FieldRequest, FieldValue } from '../extract/index.js';

/** An event of a test: values by field, as they are written in a condition. */
export type NaiveEvent = Readonly<Record<string, FieldValue>>;

export function fieldKey({ name, arg }: FieldRequest): string {
  return arg === undefined ? name : `${name}[${arg}]`;
}

/** An extractor over such events, so that the engine can be tested without bytes. */
export class FakeExtractor implements Extractor {
  event: NaiveEvent = {};
  readonly time = 0n;
  readonly moment = { seconds: 0, nanoseconds: 0 };
  readonly inMemory = undefined;
  readonly audited = true;
  readonly orderShows = false;
  firstTime: bigint | undefined;
  readonly #keys: readonly string[];

  constructor(requests: readonly FieldRequest[]) {
    this.#keys = requests.map(fieldKey);
  }

  load(): undefined {}

  placeOf(): undefined {}

  get(slot: number): FieldValue {
    return this.event[this.#keys[slot]!];
  }
}

/**
 * Evaluates a condition the plain way: the tree walked anew for every event, no index, no sharing, no memory.
 * Knows the operators that need no engine of their own, and values without NULs.
 */
export function holds(expr: Expr, event: NaiveEvent): boolean {
  switch (expr.kind) {
    case 'And':
      return expr.children.every((child) => holds(child, event));
    case 'Or':
      return expr.children.some((child) => holds(child, event));
    case 'Not':
      return !holds(expr.child, event);
    case 'Identifier':
      return holds(expr.expansion!, event);
    case 'UnaryCheck':
      return read(expr.left, event) !== undefined;
    case 'BinaryCheck':
      return check(expr, event);
  }
}

function check({ left, operator, modifier, right }: BinaryCheck, event: NaiveEvent): boolean {
  const value = read(left, event);
  if (value === undefined) return false;
  if (right.kind === 'FieldTransformer') {
    const other = read(right, event);
    return other !== undefined && compare(operator, value, typeof other === 'object' ? other : [other]);
  }
  const texts = (right.kind === 'List' ? right.values : [right]).map((each) => each.value);
  const others = typeof value === 'bigint' ? texts.map((text) => BigInt(text)) : texts;
  if (modifier === undefined) return compare(operator, value, others);
  const held = others.filter((other) => compare(operator, value, [other])).length;
  return { oneof: held === 1, anyof: held > 0, allof: held > 0 && held === others.length }[modifier];
}

function compare(
  operator: BinaryCheck['operator'],
  value: NonNullable<FieldValue>,
  others: readonly NonNullable<FieldValue>[],
): boolean {
  const other = others[0];
  if (operator === 'in' || operator === 'intersects') {
    if (typeof value !== 'object') return others.includes(value);
    return operator === 'in'
      ? value.every((each) => others.includes(each))
      : value.some((each) => others.includes(each));
  }
  if (other === undefined) return false;
  switch (operator) {
    case '=':
    case '==':
      return value === other;
    case '!=':
      return value !== other;
    case '<':
      return value < other;
    case '<=':
      return value <= other;
    case '>':
      return value > other;
    case '>=':
      return value >= other;
    case 'contains':
      return String(value).includes(String(other));
    case 'icontains':
      return String(value).toLowerCase().includes(String(other).toLowerCase());
    case 'startswith':
      return String(value).startsWith(String(other));
    case 'endswith':
      return String(value).endsWith(String(other));
    default:
      throw new Error(`the naive evaluator has no ${operator}`);
  }
}

function read(operand: Operand | TransformerArg, event: NaiveEvent): FieldValue {
  switch (operand.kind) {
    case 'Field':
      if (!findField(operand.field)) throw new Error(`no field ${operand.field}`);
      return event[fieldKey({ name: operand.field, ...(operand.arg !== undefined && { arg: operand.arg }) })];
    case 'Value':
      return operand.value;
    case 'TransformerList': {
      const parts = operand.children.map((child) => read(child, event));
      return parts.includes(undefined) ? undefined : (parts.flat() as ByteString[]);
    }
    case 'FieldTransformer': {
      const [first, ...rest] = operand.values.map((each) => read(each, event));
      if (first === undefined || rest.includes(undefined)) return undefined;
      switch (operand.transformer) {
        case 'val':
          return first;
        case 'tolower':
          return String(first).toLowerCase();
        case 'toupper':
          return String(first).toUpperCase();
        case 'basename':
          return String(first).replace(/^.*\//s, '');
        case 'len':
          return BigInt((first as ByteString | readonly ByteString[]).length);
        case 'concat':
          return [first, ...rest].join('');
        case 'join':
          return (rest[0] as readonly ByteString[]).join(String(first));
        default:
          throw new Error(`the naive evaluator has no ${operand.transformer}`);
      }
    }
  }
}
