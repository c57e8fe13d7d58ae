import type { ByteString } from '@falco-rules/language';
import type { Extractor, FieldValue } from '../extract/index.js';
import { cString, dropTrailingNuls, isList, rawBytes } from './bytes.js';
import { type Comparator, comparatorOf, type NumberTest, type TextTest } from './compare.js';
import { compileOperand, type Getter } from './operands.js';
import type { CheckPlan, FieldPlan, OperandPlan, RightPlan } from './plan.js';

/** Whether a check, or a whole condition, holds on the loaded event. */
export type Test = () => boolean;

/** Makes the test of a single check. A check on what is absent does not hold. */
export function compileCheck(check: CheckPlan, extractor: Extractor): Test {
  const { left, right } = check;
  if (check.operator === 'exists' || !right) {
    const get = compileOperand(left, extractor);
    return () => get() !== undefined;
  }
  const comparator = comparatorOf(check.operator, check.modifier);
  if (left.list) return compileListCheck(check, right, extractor);
  if (right.kind === 'operand' && forgetsRight(check)) return textTest(left, comparator, [], extractor);
  if (right.kind === 'operand') return compileOperandCheck(left, right.operand, comparator, extractor);
  if (right.kind === 'numbers') {
    if (!comparator.number) return () => false;
    return numberTest(compileOperand(left, extractor), comparator.number(right.values));
  }
  return textTest(left, comparator, right.values, extractor);
}

/**
 * What join, concat and getopt give is compared with no values at all where the right side is a field
 * (multivalue_transformer_filter_check::has_filtercheck_value): sets are empty, and other operators end Falco's
 * run. Those do here what they say.
 */
function forgetsRight({ left, operator }: CheckPlan): boolean {
  let inner = left;
  while (inner.kind === 'text-transformers' || inner.kind === 'length') inner = inner.of;
  const combined = inner.kind === 'join' || inner.kind === 'concat' || inner.kind === 'getopt';
  return combined && (operator === 'in' || operator === 'intersects');
}

function textTest(
  left: OperandPlan,
  comparator: Comparator,
  values: readonly ByteString[],
  extractor: Extractor,
): Test {
  const test = comparator.text(values);
  // What fields themselves hold has no NULs: nothing to read past.
  if (left.kind === 'field') return fieldTest(left, test, extractor);
  const get = compileOperand(left, extractor);
  const read = left.nuls ? reader(comparator) : undefined;
  return () => {
    const value = get();
    return typeof value === 'string' && test(read ? read(value) : value);
  };
}

function fieldTest({ slot }: FieldPlan, test: TextTest, extractor: Extractor): Test {
  return () => {
    const value = extractor.get(slot);
    return value !== undefined && test(value as ByteString);
  };
}

function reader({ reads }: Comparator): (value: ByteString) => ByteString {
  return reads === 'c-string' ? cString : dropTrailingNuls;
}

function numberTest(get: Getter, test: NumberTest): Test {
  return () => {
    const value = get();
    return value !== undefined && test(toNumber(value));
  };
}

function toNumber(value: FieldValue): bigint {
  if (typeof value === 'bigint') return value;
  return value === true ? 1n : 0n;
}

/** A comparison of two values of the event. */
function compileOperandCheck(
  left: OperandPlan,
  right: OperandPlan,
  comparator: Comparator,
  extractor: Extractor,
): Test {
  const getLeft = compileOperand(left, extractor);
  const getRight = compileOperand(right, extractor);
  if (left.type !== 'string') {
    const { number } = comparator;
    if (!number) return () => false;
    return () => {
      const value = getLeft();
      if (value === undefined) return false;
      const other = getRight();
      return other !== undefined && number([toNumber(other)])(toNumber(value));
    };
  }
  const read = reader(comparator);
  // Sets are filled with what the right side gives, terminators included.
  const readRight = comparator.reads === 'c-string' ? cString : (text: ByteString) => text;
  let last: ByteString | undefined;
  let test: TextTest = () => false;
  return () => {
    const value = getLeft();
    if (typeof value !== 'string') return false;
    const other = getRight();
    if (other === undefined || isList(other)) return false;
    const text = readRight(rawBytes(other));
    if (text !== last) {
      last = text;
      test = comparator.text([text]);
    }
    return test(read(value));
  };
}

/** `in`: every element is among the values (so it holds of no elements); `intersects`: one is. */
function compileListCheck(check: CheckPlan, right: RightPlan, extractor: Extractor): Test {
  const getLeft = compileOperand(check.left, extractor);
  const getMembers = members(forgetsRight(check) ? NOTHING : right, extractor);
  const wantsAll = check.operator === 'in';
  return () => {
    const values = getLeft();
    if (!isList(values)) return false;
    const among = getMembers();
    if (!among) return false;
    for (const value of values) if (among.has(value) !== wantsAll) return !wantsAll;
    return wantsAll;
  };
}

const NOTHING: RightPlan = { kind: 'texts', values: [] };

function members(right: RightPlan, extractor: Extractor): () => ReadonlySet<ByteString> | undefined {
  if (right.kind !== 'operand') {
    const fixed = new Set(right.kind === 'texts' ? right.values : []);
    return () => fixed;
  }
  const get = compileOperand(right.operand, extractor);
  return () => {
    const value = get();
    return isList(value) ? new Set(value) : undefined;
  };
}
