import {
  findTransformer,
  NOWHERE,
  type Operand,
  type Transformer,
  type TransformerArg,
  type Value,
} from '@falco-rules/language';
import { captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';
import { type FieldData, fieldData } from './data.js';
import { makeField } from './field.js';
import type { AnyField, ListField, NumberField, SingleField, StringField } from './types.js';
import { show, textFault, valueText } from './values.js';

type TextOrListField = StringField | ListField;
type Public = (...args: never[]) => unknown;

/** A text field stays one, a list field as well. */
export type Transformed<T extends string, F extends TextOrListField> =
  F extends StringField<infer Name, infer Source>
    ? StringField<`${T}(${Name})`, Source>
    : F extends ListField<infer Name, infer Source>
      ? ListField<`${T}(${Name})`, Source>
      : never;

type NameOf<F> = F extends AnyField<infer Name> ? Name : never;
type SourceOf<F> = F extends AnyField<string, infer Source> ? Source : never;

/**
 * ASCII letters in lower case, in every element of a list.
 * @example tolower(ka.useragent).contains('curl')   // tolower(ka.useragent) contains curl
 */
export function tolower<const F extends TextOrListField>(field: F): Transformed<'tolower', F> {
  return unary('tolower', field, tolower) as Transformed<'tolower', F>;
}

/**
 * ASCII letters in upper case, in every element of a list.
 * @example toupper(ka.verb).eq('CREATE')   // toupper(ka.verb) = CREATE
 */
export function toupper<const F extends TextOrListField>(field: F): Transformed<'toupper', F> {
  return unary('toupper', field, toupper) as Transformed<'toupper', F>;
}

/**
 * Decoded from base64. What does not decode counts as absent.
 * @example b64(jevt.value('/requestObject/data/key')).contains('BEGIN')   // b64(jevt.value[/requestObject/data/key]) contains BEGIN
 */
export function b64<const F extends TextOrListField>(field: F): Transformed<'b64', F> {
  return unary('b64', field, b64) as Transformed<'b64', F>;
}

/**
 * What stands after the last slash.
 * @example basename(ka.uri).eq('exec')   // basename(ka.uri) = exec
 */
export function basename<const F extends TextOrListField>(field: F): Transformed<'basename', F> {
  return unary('basename', field, basename) as Transformed<'basename', F>;
}

/**
 * The number of elements of a list, of bytes of a text. An empty list is absent: `len(x).eq(0)` never holds for it.
 * @example len(ka.user.groups).gt(5)   // len(ka.user.groups) > 5
 */
export function len<F extends TextOrListField>(
  field: F,
): NumberField<`len(${NameOf<F>})`, SourceOf<F>, 'uint64'> {
  return unary('len', field, len) as NumberField<`len(${NameOf<F>})`, SourceOf<F>, 'uint64'>;
}

/**
 * The elements of a list put together with a separator (Falco 0.44 and newer).
 * @example join(',', ka.user.groups).contains('admin,dev')   // join(",", ka.user.groups) contains "admin,dev"
 */
export function join<Separator extends string = never, Source extends string = never>(
  separator: string | StringField<string, Separator>,
  list: ListField<string, Source> | readonly (string | StringField<string, Source>)[],
): StringField<'join(...)', Separator | Source> {
  const site = captureCallSite(join);
  const [first, firstSources] = textArg('join', separator, site);
  const [second, secondSources] = listArg('join', list, site);
  return many('join', [first, second], 'string', [...firstSources, ...secondSources]) as never;
}

/**
 * Texts and fields put together: two or more. Absent where one of the fields is (Falco 0.44 and newer).
 * @example concat(ka.target.namespace, '/', ka.target.name).eq('prod/db')   // concat(ka.target.namespace, "/", ka.target.name) = prod/db
 */
export function concat<Source extends string = never>(
  ...parts: readonly [
    string | StringField<string, Source>,
    string | StringField<string, Source>,
    ...(string | StringField<string, Source>)[],
  ]
): StringField<'concat(...)', Source> {
  const site = captureCallSite(concat);
  const { min } = findTransformer('concat')!.arity;
  if (parts.length < min) throw mistake(`concat takes ${min} parts or more, not ${parts.length}`, site);
  const args = parts.map((part) => textArg('concat', part, site));
  return many(
    'concat',
    args.map(([arg]) => arg),
    'string',
    args.flatMap(([, sources]) => sources),
  ) as never;
}

/**
 * The short options of an argument list, as getopt(3) reads them; with a third argument the value of that option
 * (Falco 0.44 and newer).
 * @example getopt(ka.req.pod.containers.args, 'ab:').intersects(['a'])   // getopt(ka.req.pod.containers.args, "ab:") intersects (a)
 * @example getopt(ka.req.pod.containers.args, 'ab:', 'b').eq('x')        // getopt(ka.req.pod.containers.args, "ab:")[b] = x
 */
export function getopt<Source extends string>(
  args: ListField<string, Source>,
  options: string,
): ListField<'getopt(...)', Source>;
export function getopt<Source extends string>(
  args: ListField<string, Source>,
  options: string,
  option: string,
): StringField<'getopt(...)', Source>;
export function getopt(args: ListField, options: string, option?: string): AnyField {
  const site = captureCallSite(getopt);
  const [list, sources] = listArg('getopt', args, site);
  const [text] = textArg('getopt', options, site);
  if (option === undefined) return many('getopt', [list, text], 'list', sources) as never;
  if (typeof option !== 'string' || !/^[!-~]$/.test(option) || option === ']') {
    throw mistake(`getopt: an option is a single character, not ${show(option)}`, site);
  }
  return many('getopt', [list, text], 'string', sources, option) as never;
}

/**
 * A field at the right of a comparison. It may be left out: fields at the right become `val(...)` by themselves.
 * @example ka.user.name.ne(val(ka.impuser.name))   // ka.user.name != val(ka.impuser.name)
 */
export function val<F extends SingleField | ListField>(field: F): F {
  if (!fieldData(field)) throw mistake(`val takes a field, not ${show(field)}`, captureCallSite(val));
  return field;
}

function unary(name: Transformer, value: unknown, callee: Public): object {
  const data = fieldData(value);
  const site = captureCallSite(callee);
  if (!data) throw mistake(`${name} takes a field, not ${show(value)}`, site);
  if (data.holds !== 'string' && data.holds !== 'list') {
    throw mistake(`${name} takes a text or a list; ${data.text} is ${data.holds}`, site);
  }
  const holds = findTransformer(name)!.result === 'number' ? 'uint64' : data.holds;
  return many(name, [data.operand], holds, data.sources);
}

function many(
  transformer: Transformer,
  values: readonly TransformerArg[],
  holds: FieldData['holds'],
  sources: readonly string[],
  arg?: string,
): object {
  const operand: Operand = {
    ...NOWHERE,
    kind: 'FieldTransformer',
    transformer,
    values,
    ...(arg !== undefined && { arg }),
  };
  return makeField(operand, holds, [...new Set(sources)]);
}

function textArg(
  name: Transformer,
  value: unknown,
  site: LazyCallSite,
): [Operand | Value, readonly string[]] {
  const data = fieldData(value);
  if (data) {
    if (data.holds !== 'string')
      throw mistake(
        `${name} takes texts here; ${data.text} is ${data.holds === 'list' ? 'a list' : data.holds}`,
        site,
      );
    return [data.operand, data.sources];
  }
  const text = valueText(value);
  if (text === undefined) throw mistake(`${name} takes texts and fields, not ${show(value)}`, site);
  const fault = textFault(text);
  if (fault) throw mistake(`${name} ${show(text)}: ${fault}`, site);
  return [{ ...NOWHERE, kind: 'Value', value: text, quoted: true }, []];
}

function listArg(name: Transformer, value: unknown, site: LazyCallSite): [TransformerArg, readonly string[]] {
  const data = fieldData(value);
  if (data?.holds === 'list') return [data.operand, data.sources];
  if (!Array.isArray(value)) throw mistake(`${name} takes a list field here, not ${show(value)}`, site);
  const parts = value.map((part) => textArg(name, part, site));
  return [
    { ...NOWHERE, kind: 'TransformerList', children: parts.map(([arg]) => arg) },
    parts.flatMap(([, sources]) => sources),
  ];
}
