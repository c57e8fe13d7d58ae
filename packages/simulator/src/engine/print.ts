import type { ByteString } from '@falco-rules/language';
import type { FieldValue } from '../extract/index.js';
import { cString, isList } from './bytes.js';
import type { OperandPlan } from './plan.js';

/** What text output shows for a field without a value. */
export const NOT_AVAILABLE = '<NA>';

/** libsinsp prints lists into a buffer of 1 KiB (STRPROPERTY_STORAGE_SIZE), terminator included. */
const LONGEST_LIST = 1023;

/**
 * A value as text output shows it (sinsp_filtercheck.cpp, tostring and rawval_to_string). Undefined, which
 * shows as `<NA>`, where there is none, and for some numbers: see OperandPlan's `print`.
 */
export function printValue(value: FieldValue, plan: OperandPlan): ByteString | undefined {
  if (typeof value === 'string') return plan.nuls ? cString(value) : value;
  if (value === undefined) return undefined;
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  if (!isList(value)) return printNumber(value, plan);
  // A getopt of no options that is taken for a text.
  return plan.list ? printList(value) : cString(value[0] ?? '');
}

/** `(a,b)`: an empty first element takes its comma along. */
function printList(values: readonly ByteString[]): ByteString {
  let out = '(';
  for (const value of values) {
    if (out.length > 1) out += ',';
    out += cString(value);
  }
  out += ')';
  return out.length > LONGEST_LIST ? out.slice(0, LONGEST_LIST) : out;
}

export function printNumber(value: bigint, { print }: OperandPlan): ByteString | undefined {
  switch (print) {
    case 'decimal':
      return value.toString();
    case 'padded':
      return value.toString().padStart(9, '0');
    case 'none':
      return undefined;
  }
}
