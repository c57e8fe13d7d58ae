import type { Operand } from '@falco-rules/language';
import { isKind, type KIND } from '../brand.js';
import type { AnyField, ValueType } from './types.js';

/** A field as it is at run time. */
export interface FieldData {
  readonly [KIND]: 'field';
  readonly text: string;
  readonly holds: ValueType | 'list';
  readonly operand: Operand;
  /** The sources that it needs; none for a field of every source. */
  readonly sources: readonly string[];
}

/** The data of a field, also of one that another copy of this package made; undefined for what is no field. */
export function fieldData(value: unknown): FieldData | undefined {
  return isKind(value, 'field') ? (value as unknown as FieldData) : undefined;
}

/** For types: a field is its data with methods. */
export function dataOf(field: AnyField): FieldData {
  return field as unknown as FieldData;
}
