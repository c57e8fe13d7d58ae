import type { Operand } from '@falco-rules/language';
import { isKind } from '../brand.js';
import type { AnyField, ValueType } from './types.js';

/** Where a field keeps its data. Registered, as KIND is. */
export const DATA: unique symbol = Symbol.for('falco-rules/field-data') as never;

/** A field as it is at run time. */
export interface FieldData {
  /** Falco's text for it: `ka.user.name`, `tolower(ka.user.name)`. */
  readonly text: string;
  readonly holds: ValueType | 'list';
  readonly operand: Operand;
  /** The sources that it needs; none for a field of every source. */
  readonly sources: readonly string[];
}

/** The data of a field, also of one that another copy of this package made; undefined for what is no field. */
export function fieldData(value: unknown): FieldData | undefined {
  return isKind(value, 'field') ? (value as unknown as { readonly [DATA]: FieldData })[DATA] : undefined;
}

/** The data of what the compiler knows to be a field. */
export function dataOf(field: AnyField): FieldData {
  return (field as unknown as { readonly [DATA]: FieldData })[DATA];
}
