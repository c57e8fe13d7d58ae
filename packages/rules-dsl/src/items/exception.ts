import { findOperator, OPERATOR_MODIFIERS, type OperatorModifier } from '@falco-rules/language';
import { KIND, type NEEDS } from '../brand.js';
import { type FieldData, fieldData } from '../field/data.js';
import type { AnyField, ListField, ListOrArrayOf, SingleField, Text } from '../field/types.js';
import { isList, show, textFault, valueText } from '../field/values.js';
import { type CallSite, captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { alternatives, mistake } from '../source/mistake.js';
import { checkKeys, checkOptions } from './make.js';
import { checkText } from './name.js';
import type { Exception, ExceptionEntry, ExceptionValue } from './types.js';

type TextOperator =
  | '='
  | '=='
  | '!='
  | 'contains'
  | 'icontains'
  | 'startswith'
  | 'endswith'
  | 'glob'
  | 'iglob'
  | 'regex';
/** Comparisons with one value. */
export type SingleComp = TextOperator | '<' | '<=' | '>' | '>=';
/** Comparisons with several values. */
export type SeveralComp = 'in' | 'intersects' | 'pmatch' | `${TextOperator} ${OperatorModifier}`;
/** How an exception compares a field with its value, in Falco's words. */
export type Comp = SingleComp | SeveralComp;

type ExceptionField = SingleField | ListField;
type OneOrSeveralFields = ExceptionField | readonly ExceptionField[];

/** Carries a sentence to the compiler's message. */
interface Wrong<out Sentence extends string> {
  readonly [WRONG]: Sentence;
}
declare const WRONG: unique symbol;

type ListComp = 'in' | 'intersects';
type CheckComp<F, C> = F extends ListField
  ? C extends ListComp
    ? C
    : Wrong<'a list field takes only in and intersects'>
  : C;

/** The comps where they are right; else the sentence that says what is wrong. */
type CheckComps<F, C> = F extends readonly unknown[]
  ? C extends { readonly length: F['length'] }
    ? { readonly [I in keyof C]: I extends keyof F ? CheckComp<F[I], C[I]> : C[I] }
    : C extends readonly unknown[]
      ? OneForEach<F['length'] & number>
      : Wrong<OneForEach<F['length'] & number>>
  : C extends SeveralComp
    ? CheckComp<F, C>
    : Wrong<'a field that stands alone takes in, intersects, pmatch, or a comparison with oneof, anyof, allof'>;
type OneForEach<N extends number> = `${N} fields take ${N} comps, one for each field`;

/** What stands beside a field in a tuple of values. */
type EntryOf<C> = C extends SeveralComp ? ListOrArrayOf<Text> : Text;
type ValuesOf<F, C> = F extends readonly unknown[]
  ? readonly { readonly [I in keyof F]: I extends keyof C ? EntryOf<C[I]> : Text }[]
  : ListOrArrayOf<Text>;

/** What an exception compares, how, and with what. */
export interface ExceptionOptions<F, C> {
  /** The field that is compared, or several. */
  readonly fields: F;
  /** How: one comparison for each field. Without it `=` for each of several fields, `in` for a field that stands alone. */
  readonly comps?: C & CheckComps<F, C>;
  /**
   * With several fields: tuples of one entry for each field, a value or (beside `in`, `intersects`, `pmatch`,
   * `... oneof`) several. With one field: the values.
   */
  readonly values?: ValuesOf<F, C>;
}

/** The sources that the fields of an exception need. */
export type SourcesOfFields<F> = F extends readonly (infer One)[]
  ? SourcesOfFields<One>
  : F extends AnyField<string, infer Source>
    ? Source
    : never;

/**
 * Combinations of values on which a rule stays silent.
 * @example
 * exception('controllers', {
 *   fields: [ka.user.name, ka.verb],
 *   comps: ['in', '='],
 *   values: [[controllers, 'update']],
 * })
 * // - name: controllers
 * //   fields: [ka.user.name, ka.verb]
 * //   comps: [in, =]
 * //   values:
 * //     - [controllers, update]
 * @example
 * exception('namespaces', { fields: ka.target.namespace, values: ['kube-system'] })
 * // ... and not (ka.target.namespace in (kube-system))
 */
export function exception<
  const F extends OneOrSeveralFields,
  const C extends Comp | readonly Comp[] = readonly [],
>(name: string, options: ExceptionOptions<F, C>): Exception<SourcesOfFields<F>> {
  const site = captureCallSite(exception);
  return makeException(name, options, site) as Exception<SourcesOfFields<F>>;
}

interface LooseOptions {
  readonly fields?: unknown;
  readonly comps?: unknown;
  readonly values?: unknown;
}

/** An exception whose parts agree. */
export function makeException(name: unknown, options: LooseOptions, site: LazyCallSite): Exception {
  checkText('an exception: its name', name, site);
  const where = `exception '${name}'`;
  checkOptions(where, options, site);
  checkKeys(where, options, ['fields', 'comps', 'values'], site);
  const several = Array.isArray(options.fields);
  const fields = (several ? (options.fields as readonly unknown[]) : [options.fields]).map((field) => {
    const data = fieldData(field);
    if (!data) throw mistake(`${where}: fields are fields, as ka.user.name, not ${show(field)}`, site);
    return data;
  });
  if (fields.length === 0) throw mistake(`${where}: it has no fields`, site);
  const comps = readComps(where, fields, several, options.comps, site);
  const entries = readValues(where, comps, several, options.values, site);
  return freezeException(name, site, {
    fields: several ? (options.fields as readonly AnyField[]) : (options.fields as AnyField),
    comps: several ? comps : comps[0]!,
    values: entries,
  });
}

type Parts = Pick<Exception, 'values'> & Partial<Pick<Exception, 'fields' | 'comps'>>;

export function freezeException(name: string, site: LazyCallSite, parts: Parts): Exception {
  const made: Omit<Exception, typeof NEEDS> = {
    [KIND]: 'exception',
    name,
    ...parts,
    get callSite(): CallSite | undefined {
      return site();
    },
  };
  return Object.freeze(made) as Exception;
}

function readComps(
  where: string,
  fields: readonly FieldData[],
  several: boolean,
  given: unknown,
  site: LazyCallSite,
): readonly string[] {
  const comps = given === undefined ? fields.map(() => (several ? '=' : 'in')) : several ? given : [given];
  if (!Array.isArray(comps)) throw mistake(`${where}: with several fields, comps is an array`, site);
  if (comps.length !== fields.length) {
    throw mistake(
      `${where}: ${fields.length} fields take ${fields.length} comps, one for each field; here are ${comps.length}`,
      site,
    );
  }
  for (const [index, comp] of comps.entries()) {
    const fault = compFault(comp, fields[index]!, several);
    if (fault) throw mistake(`${where}: comp ${show(comp)}: ${fault}`, site);
  }
  return comps as string[];
}

function compFault(comp: unknown, field: FieldData, several: boolean): string | undefined {
  if (typeof comp !== 'string') return 'comps are operators, as =, in, startswith';
  const [word = '', modifier, ...rest] = comp.split(' ');
  const row = findOperator(word);
  const known = row && row.group !== 'unary' && rest.length === 0;
  const modified = modifier !== undefined;
  if (!known || (modified && !(row.modifiers && OPERATOR_MODIFIERS.some(({ name }) => name === modifier)))) {
    return 'it is no comparison that Falco has';
  }
  if (!several && !takesSeveral(comp)) {
    return `with a single field it is ${alternatives(['in', 'pmatch', 'intersects', "one with a modifier, as 'startswith oneof'"])}`;
  }
  if (field.holds === 'list' && comp !== 'in' && comp !== 'intersects') {
    return `${field.text} is a list, which takes in and intersects`;
  }
  return undefined;
}

/** Whether several values stand beside a comparison. */
export function takesSeveral(comp: string): boolean {
  return comp.includes(' ') || findOperator(comp)?.group === 'list';
}

function readValues(
  where: string,
  comps: readonly string[],
  several: boolean,
  given: unknown,
  site: LazyCallSite,
): Exception['values'] {
  if (given === undefined) return [];
  if (!several) return flatValues(where, given, site);
  if (!Array.isArray(given))
    throw mistake(`${where}: values is an array of tuples, one value for each field`, site);
  return Object.freeze(given.map((tuple) => readTuple(where, comps, tuple, site)));
}

/** The values of an exception with one field. */
export function flatValues(where: string, given: unknown, site: LazyCallSite): readonly ExceptionValue[] {
  if (isList(given)) return [given];
  if (!Array.isArray(given)) throw mistake(`${where}: values is an array of values`, site);
  return Object.freeze(given.map((value) => readValue(where, value, site)));
}

function readTuple(
  where: string,
  comps: readonly string[],
  tuple: unknown,
  site: LazyCallSite,
): readonly ExceptionEntry[] {
  if (!Array.isArray(tuple))
    throw mistake(
      `${where}: with several fields, each of the values is an array of ${comps.length}, not ${show(tuple)}`,
      site,
    );
  if (tuple.length !== comps.length) {
    throw mistake(
      `${where}: ${comps.length} fields take ${comps.length} values in each tuple; here are ${tuple.length}`,
      site,
    );
  }
  return Object.freeze(tuple.map((entry, index) => readEntry(where, comps[index]!, entry, site)));
}

function readEntry(where: string, comp: string, entry: unknown, site: LazyCallSite): ExceptionEntry {
  if (!takesSeveral(comp)) {
    if (isList(entry) || Array.isArray(entry))
      throw mistake(`${where}: ${comp} takes one value, not ${show(entry)}`, site);
    return readValue(where, entry, site);
  }
  if (isList(entry)) return entry;
  if (!Array.isArray(entry))
    throw mistake(`${where}: ${comp} takes an array of values or a list, not ${show(entry)}`, site);
  return Object.freeze(entry.map((value) => readValue(where, value, site)));
}

/** A tuple for an exception whose comps are not known here. */
export function looseEntry(where: string, entry: unknown, site: LazyCallSite): ExceptionEntry {
  if (Array.isArray(entry)) return Object.freeze(entry.map((value) => readValue(where, value, site)));
  return readValue(where, entry, site);
}

function readValue(where: string, value: unknown, site: LazyCallSite): ExceptionValue {
  if (isList(value)) return value;
  const text = valueText(value);
  if (text === undefined) throw mistake(`${where}: a value cannot be ${show(value)}`, site);
  const fault = textFault(text);
  if (fault) throw mistake(`${where}: the value ${show(text)}: ${fault}`, site);
  return text;
}
