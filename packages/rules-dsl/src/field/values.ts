import { isKind } from '../brand.js';
import type { List } from '../items/types.js';

/** Text of a single value as a condition holds it; undefined for what is no value. */
export function valueText(value: unknown): string | undefined {
  switch (typeof value) {
    case 'string':
      return value;
    case 'number':
      return Number.isFinite(value) ? numberText(value) : undefined;
    case 'bigint':
    case 'boolean':
      return String(value);
    default:
      return undefined;
  }
}

/** No `1e+21`: Falco's grammar has exponents with a sign, but its number fields do not take them. */
function numberText(value: number): string {
  return Number.isInteger(value) ? BigInt(value).toString() : String(value);
}

/** Why Falco could not be given a text; undefined where it can. */
export function textFault(text: string): string | undefined {
  if (text.includes('\0')) return 'Falco ends a text at a NUL character';
  if (/\p{Surrogate}/u.test(text)) return 'it holds half of a surrogate pair, which UTF-8 cannot write';
  return undefined;
}

export function isList(value: unknown): value is List {
  return isKind(value, 'list');
}

/** A value for an error message. */
export function show(value: unknown): string {
  if (typeof value === 'string')
    return JSON.stringify(value.length > 60 ? `${value.slice(0, 57)}...` : value);
  if (typeof value === 'function') return 'a function';
  if (Array.isArray(value)) return 'an array';
  if (isKind(value, 'field')) return `the field ${String(value)}`;
  if (isKind(value, 'list', 'macro', 'rule')) {
    const item = value as unknown as { name: string };
    return `the ${kindOf(value)} '${item.name}'`;
  }
  if (typeof value === 'object' && value !== null) return 'an object';
  return String(value);
}

function kindOf(value: object): string {
  for (const kind of ['list', 'macro', 'rule']) if (isKind(value, kind)) return kind;
  return 'value';
}
