import {
  type BinaryOperator,
  compileRegex,
  decodeText,
  encodeText,
  OPERATOR_MODIFIERS,
  type OperatorModifier,
  operatorRow,
} from '@falco-rules/language';
import { makeCheck } from '../condition/make.js';
import type { Condition, RightSide } from '../condition/types.js';
import { captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { alternatives, mistake } from '../source/mistake.js';
import { type FieldData, fieldData } from './data.js';
import type { ValueType } from './types.js';
import { isList, show, textFault, valueText } from './values.js';

/** The method that stands for each operator. `==` is `=`; Falco takes the `b` operators on no field of these sources. */
const METHODS = {
  eq: '=',
  ne: '!=',
  lt: '<',
  le: '<=',
  gt: '>',
  ge: '>=',
  contains: 'contains',
  icontains: 'icontains',
  startswith: 'startswith',
  endswith: 'endswith',
  glob: 'glob',
  iglob: 'iglob',
  regex: 'regex',
  in: 'in',
  intersects: 'intersects',
  pmatch: 'pmatch',
} as const satisfies Record<string, Exclude<BinaryOperator, '==' | 'bcontains' | 'bstartswith'>>;

export type Method = keyof typeof METHODS | 'exists';

const ORDER = ['eq', 'ne', 'lt', 'le', 'gt', 'ge'] as const;
const SETS = ['in', 'intersects', 'exists'] as const;
const NUMBER: readonly Method[] = [...ORDER, ...SETS];

/** What Falco takes on each type (userspace/libsinsp/filter_compare.cpp, flt_is_comparable). */
export const METHODS_OF: Readonly<Record<ValueType | 'list', readonly Method[]>> = {
  string: [...(Object.keys(METHODS) as Method[]), 'exists'],
  uint64: NUMBER,
  abstime: NUMBER,
  reltime: NUMBER,
  bool: ['eq', 'ne', ...SETS],
  list: SETS,
};

/** The method that stands for an operator; undefined for those that no field of these sources takes. */
export function methodOf(operator: string): Method | undefined {
  if (operator === '==') return 'eq';
  return (Object.keys(METHODS) as (keyof typeof METHODS)[]).find((method) => METHODS[method] === operator);
}

/** Whether a word is an operator's method on some field. */
export function isMethod(word: string): word is Method {
  return word === 'exists' || Object.hasOwn(METHODS, word);
}

type Call = ((...args: unknown[]) => Condition) &
  Partial<Record<OperatorModifier, (values: unknown) => Condition>>;

/** The function behind `field.method`. */
export function operatorMethod(left: FieldData, method: Method): Call {
  if (method === 'exists') {
    const exists: Call = () =>
      makeCheck(
        { kind: 'check', left: left.operand, operator: 'exists' },
        left.sources,
        captureCallSite(exists),
      );
    return exists;
  }
  const operator = METHODS[method];
  const { group, modifiers } = operatorRow(operator);
  const call: Call = (...args) => {
    const site = captureCallSite(call);
    // More may come: `names.map(ka.verb.eq)` calls with an index as well.
    if (args.length === 0) throw mistake(`${left.text}.${method} takes one argument`, site);
    const [side, sources] = rightSide(left, operator, group, args[0], site);
    return makeCheck({ kind: 'check', left: left.operand, operator, right: side }, sources, site);
  };
  if (!modifiers) return call;
  for (const { name: modifier } of OPERATOR_MODIFIERS) {
    const modified = (values: unknown): Condition => {
      const site = captureCallSite(modified);
      const right = several(left, `${operator} ${modifier}`, values, site);
      return makeCheck({ kind: 'check', left: left.operand, operator, modifier, right }, left.sources, site);
    };
    call[modifier] = modified;
  }
  return call;
}

function rightSide(
  left: FieldData,
  operator: BinaryOperator,
  group: string,
  value: unknown,
  site: LazyCallSite,
): [RightSide, readonly string[]] {
  const other = fieldData(value);
  if (other) {
    checkFieldToField(left, operator, other, site);
    return [{ kind: 'field', operand: other.operand }, [...left.sources, ...other.sources]];
  }
  if (group === 'list') return [several(left, operator, value, site), left.sources];
  return [{ kind: 'value', value: single(left, operator, value, site) }, left.sources];
}

function checkFieldToField(left: FieldData, operator: string, right: FieldData, site: LazyCallSite): void {
  if (operator === 'pmatch')
    throw mistake(`${left.text} ${operator}: Falco takes values here, no field`, site);
  if (left.holds === right.holds) return;
  const says = (field: FieldData) => (field.holds === 'list' ? 'a list' : field.holds);
  throw mistake(
    `${left.text} ${operator} ${right.text}: Falco compares fields of the same type; ${left.text} is ${says(left)}, ${right.text} is ${says(right)}`,
    site,
  );
}

const UNSIGNED = /^[0-9]+$/;
/** RGX_NUMBER and RGX_HEXNUM of libsinsp's grammar: all that may stand after `<`. */
const NUMBER_TOKEN = /^(?:0[xX][0-9a-fA-F]+|[+-]?[0-9]+\.?[0-9]*(?:[eE][+-][0-9]+)?)$/;

function single(left: FieldData, operator: string, value: unknown, site: LazyCallSite): string {
  const text = valueText(value);
  const where = `${left.text} ${operator}`;
  if (text === undefined) {
    if (Array.isArray(value) || isList(value)) {
      throw mistake(
        `${where} takes one value, not ${show(value)}; '${operator} oneof', 'anyof', 'allof' or 'in' take several`,
        site,
      );
    }
    throw mistake(`${where} takes a value or a field, not ${show(value)}`, site);
  }
  const fault = valueFault(left.holds, operator, text);
  if (fault) throw mistake(`${where} ${show(text)}: ${fault}`, site);
  return text;
}

function valueFault(holds: FieldData['holds'], operator: string, text: string): string | undefined {
  if (holds === 'bool') return text === 'true' || text === 'false' ? undefined : 'it is true or false';
  if (holds !== 'string' && holds !== 'list') {
    return UNSIGNED.test(text) ? undefined : 'Falco takes a whole number here';
  }
  if (operator.startsWith('<') || operator.startsWith('>')) {
    return NUMBER_TOKEN.test(text) ? undefined : "Falco's grammar takes a number here";
  }
  return textFault(text) ?? (operator.startsWith('regex') ? regexFault(text) : undefined);
}

function regexFault(pattern: string): string | undefined {
  const compiled = compileRegex(encodeText(pattern));
  return compiled.ok ? undefined : `the pattern does not compile: ${decodeText(compiled.message)}`;
}

function several(left: FieldData, operator: string, values: unknown, site: LazyCallSite): RightSide {
  const where = `${left.text} ${operator}`;
  const parts: readonly unknown[] | undefined = isList(values)
    ? [values]
    : Array.isArray(values)
      ? values
      : undefined;
  if (!parts) {
    throw mistake(
      `${where} takes an array of values or a list, not ${show(values)}${operator === 'in' && typeof values === 'string' ? `: write in([${show(values)}])` : ''}`,
      site,
    );
  }
  return {
    kind: 'values',
    values: parts.map((part) => {
      if (isList(part)) return part;
      const text = valueText(part);
      if (text === undefined) throw mistake(`${where}: a value cannot be ${show(part)}`, site);
      const fault = valueFault(left.holds, operator, text);
      if (fault) throw mistake(`${where} ${show(text)}: ${fault}`, site);
      return text;
    }),
  };
}

/** For messages: `in, intersects and exists`. */
export function methodsText(holds: FieldData['holds']): string {
  return alternatives(METHODS_OF[holds], 'and');
}
