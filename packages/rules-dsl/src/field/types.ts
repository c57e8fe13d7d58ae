import type { KIND, NEEDS } from '../brand.js';
import type { Condition } from '../condition/types.js';
import type { List } from '../items/types.js';

/** A value that a text field is compared with. Numbers and booleans stand for their text: `400`, `true`. */
export type Text = string | number | bigint | boolean;

/** A value that a number field is compared with. Above 2^53 use a bigint or a text of digits. */
export type NumberValue = number | bigint | `${number}`;

/** Several values: a list, or an array of values and lists. */
export type ListOrArrayOf<V> = List | readonly (V | List)[];

/** What a field's value is; fields compare with fields of the same type. */
export type ValueType = 'string' | 'uint64' | 'bool' | 'abstime' | 'reltime';

// For the compiler only; under symbols, so that editors offer nothing but what a rule can use.
declare const NAME: unique symbol;
declare const HOLDS: unique symbol;
declare const NOTE: unique symbol;

/**
 * A field of the event, or what a transformer makes of one.
 * @typeParam Name its Falco name
 * @typeParam Source the source that it needs; `never` for a field of every source
 */
export interface AnyField<out Name extends string = string, out Source extends string = string> {
  readonly [KIND]: 'field';
  readonly [NEEDS]: Source;
  readonly [NAME]: Name;
}

/** A field that holds one value of a type. */
export interface SingleField<
  out Name extends string = string,
  out Source extends string = string,
  out Type extends ValueType = ValueType,
> extends AnyField<Name, Source> {
  readonly [HOLDS]: Type;

  /**
   * The field has a value. An empty text is one.
   * @example ka.impuser.name.exists()   // ka.impuser.name exists
   */
  exists(): Condition<Source>;
}

/** A comparison with one value or with another field, or by `oneof`, `anyof`, `allof` with several values. */
export interface Comparison<Source extends string, Type extends ValueType, Value> {
  /** With a value, or with another field of the same type: `ka.user.name.ne(ka.impuser.name)` is `ka.user.name != val(ka.impuser.name)`. */
  <Other extends string = never>(value: Value | SingleField<string, Other, Type>): Condition<Source | Other>;
  /** The check holds for exactly one of the values (Falco 0.44 and newer). */
  oneof(values: ListOrArrayOf<Value>): Condition<Source>;
  /** The check holds for at least one of the values (Falco 0.44 and newer). */
  anyof(values: ListOrArrayOf<Value>): Condition<Source>;
  /** The check holds for every one of the values (Falco 0.44 and newer). */
  allof(values: ListOrArrayOf<Value>): Condition<Source>;
}

/** A field that holds text. A check on a field that the event does not have is false, whatever the operator. */
export interface StringField<out Name extends string = string, out Source extends string = string>
  extends SingleField<Name, Source, 'string'> {
  /**
   * Equal.
   * @example ka.verb.eq('create')   // ka.verb = create
   */
  readonly eq: Comparison<Source, 'string', Text>;
  /**
   * Has a value, and it is another one. False where the field is absent: `not(ka.verb.eq('get'))` is true there.
   * @example ka.target.namespace.ne('kube-system')   // ka.target.namespace != kube-system
   */
  readonly ne: Comparison<Source, 'string', Text>;
  /**
   * Less, byte by byte: as texts, `1000` is less than `400`.
   * @example ka.response.code.lt(400)   // ka.response.code < 400
   */
  lt<Other extends string = never>(
    value: NumberValue | SingleField<string, Other, 'string'>,
  ): Condition<Source | Other>;
  /**
   * Less or equal, byte by byte.
   * @example ka.response.code.le(399)   // ka.response.code <= 399
   */
  le<Other extends string = never>(
    value: NumberValue | SingleField<string, Other, 'string'>,
  ): Condition<Source | Other>;
  /**
   * Greater, byte by byte.
   * @example ka.response.code.gt(399)   // ka.response.code > 399
   */
  gt<Other extends string = never>(
    value: NumberValue | SingleField<string, Other, 'string'>,
  ): Condition<Source | Other>;
  /**
   * Greater or equal, byte by byte.
   * @example ka.response.code.ge(400)   // ka.response.code >= 400
   */
  ge<Other extends string = never>(
    value: NumberValue | SingleField<string, Other, 'string'>,
  ): Condition<Source | Other>;
  /**
   * Contains the text.
   * @example ka.uri.contains('/exec')   // ka.uri contains /exec
   */
  readonly contains: Comparison<Source, 'string', Text>;
  /**
   * `contains` without regard to case.
   * @example ka.useragent.icontains('curl')   // ka.useragent icontains curl
   */
  readonly icontains: Comparison<Source, 'string', Text>;
  /**
   * Starts with the text.
   * @example ka.user.name.startswith('system:')   // ka.user.name startswith "system:"
   */
  readonly startswith: Comparison<Source, 'string', Text>;
  /**
   * Ends with the text.
   * @example ka.user.name.endswith('-controller')   // ka.user.name endswith -controller
   */
  readonly endswith: Comparison<Source, 'string', Text>;
  /**
   * The whole value matches a shell pattern: `*`, `?`, `[a-z]`.
   * @example ka.target.name.glob('kube-*')   // ka.target.name glob kube-*
   */
  readonly glob: Comparison<Source, 'string', Text>;
  /**
   * `glob` without regard to case.
   * @example ka.target.name.iglob('kube-*')   // ka.target.name iglob kube-*
   */
  readonly iglob: Comparison<Source, 'string', Text>;
  /**
   * The whole value matches a POSIX extended regular expression: no `\d`, no `(?i)`, anchored at both ends.
   * @example ka.uri.regex('/api/v[0-9]+/.*')   // ka.uri regex "/api/v[0-9]+/.*"
   */
  readonly regex: Comparison<Source, 'string', Text>;
  /**
   * Is one of the values.
   * @example ka.verb.in(['create', 'update'])   // ka.verb in (create, update)
   * @example ka.user.name.in(allowedUsers)      // ka.user.name in (allowed_users)
   */
  in(values: ListOrArrayOf<Text>): Condition<Source>;
  /**
   * Of a field that holds one value: the same as `in`.
   * @example ka.verb.intersects(['create', 'update'])   // ka.verb intersects (create, update)
   */
  intersects(values: ListOrArrayOf<Text>): Condition<Source>;
  /**
   * Is one of the paths or lies below one; every part of a path may be a shell pattern.
   * @example ka.uri.pmatch(['/api/v1/namespaces'])   // ka.uri pmatch (/api/v1/namespaces)
   */
  pmatch(values: ListOrArrayOf<Text>): Condition<Source>;
}

/** A field that holds a number. */
export interface NumberField<
  out Name extends string = string,
  out Source extends string = string,
  Type extends 'uint64' | 'abstime' | 'reltime' = 'uint64' | 'abstime' | 'reltime',
> extends SingleField<Name, Source, Type> {
  /**
   * Equal.
   * @example len(ka.user.groups).eq(1)   // len(ka.user.groups) = 1
   */
  readonly eq: Comparison<Source, Type, NumberValue>;
  /**
   * Has a value, and it is another one.
   * @example len(ka.user.groups).ne(1)   // len(ka.user.groups) != 1
   */
  readonly ne: Comparison<Source, Type, NumberValue>;
  /**
   * Less.
   * @example len(ka.user.groups).lt(3)   // len(ka.user.groups) < 3
   */
  lt<Other extends string = never>(
    value: NumberValue | SingleField<string, Other, Type>,
  ): Condition<Source | Other>;
  /**
   * Less or equal.
   * @example len(ka.user.groups).le(3)   // len(ka.user.groups) <= 3
   */
  le<Other extends string = never>(
    value: NumberValue | SingleField<string, Other, Type>,
  ): Condition<Source | Other>;
  /**
   * Greater.
   * @example len(ka.user.groups).gt(3)   // len(ka.user.groups) > 3
   */
  gt<Other extends string = never>(
    value: NumberValue | SingleField<string, Other, Type>,
  ): Condition<Source | Other>;
  /**
   * Greater or equal.
   * @example len(ka.user.groups).ge(3)   // len(ka.user.groups) >= 3
   */
  ge<Other extends string = never>(
    value: NumberValue | SingleField<string, Other, Type>,
  ): Condition<Source | Other>;
  /**
   * Is one of the numbers.
   * @example evt.num.in([1, 2])   // evt.num in (1, 2)
   */
  in(values: ListOrArrayOf<NumberValue>): Condition<Source>;
  /**
   * Of a field that holds one value: the same as `in`.
   * @example evt.num.intersects([1, 2])   // evt.num intersects (1, 2)
   */
  intersects(values: ListOrArrayOf<NumberValue>): Condition<Source>;
}

/** A field that is true or false. */
export interface BoolField<out Name extends string = string, out Source extends string = string>
  extends SingleField<Name, Source, 'bool'> {
  /**
   * Equal.
   * @example evt.is_async.eq(true)   // evt.is_async = true
   */
  readonly eq: Comparison<Source, 'bool', boolean>;
  /**
   * Has a value, and it is the other one.
   * @example evt.is_async.ne(true)   // evt.is_async != true
   */
  readonly ne: Comparison<Source, 'bool', boolean>;
  /**
   * Is one of the values.
   * @example evt.is_async.in([true])   // evt.is_async in (true)
   */
  in(values: ListOrArrayOf<boolean>): Condition<Source>;
  /**
   * Of a field that holds one value: the same as `in`.
   * @example evt.is_async.intersects([true])   // evt.is_async intersects (true)
   */
  intersects(values: ListOrArrayOf<boolean>): Condition<Source>;
}

/** What a compiler says of a list field where an operator is missing. */
export type ListNote = 'a list field takes only in, intersects and exists';

/** A field that holds a list of texts. An empty list counts as absent. */
export interface ListField<
  out Name extends string = string,
  out Source extends string = string,
  out Note extends string = ListNote,
> extends AnyField<Name, Source> {
  readonly [HOLDS]: 'list';
  readonly [NOTE]: Note;

  /**
   * Every element is among the values, or is an element of the other list field.
   * @example ka.user.groups.in(knownGroups)   // ka.user.groups in (known_groups)
   */
  in<Other extends string = never>(
    values: ListOrArrayOf<Text> | ListField<string, Other>,
  ): Condition<Source | Other>;
  /**
   * At least one element is among the values, or is an element of the other list field.
   * @example ka.user.groups.intersects(['system:masters'])   // ka.user.groups intersects (system:masters)
   */
  intersects<Other extends string = never>(
    values: ListOrArrayOf<Text> | ListField<string, Other>,
  ): Condition<Source | Other>;
  /**
   * The list has an element.
   * @example ka.user.groups.exists()   // ka.user.groups exists
   */
  exists(): Condition<Source>;
}

/** A list field that also takes an index: `image(0)` is the list's part for the first container. */
export interface IndexedListField<
  out Name extends string = string,
  out Source extends string = string,
  out Note extends string = ListNote,
> extends ListField<Name, Source, Note> {
  /**
   * The part of the list at an index, from 0. It is still a list field.
   * @example ka.req.pod.containers.image(0).in(['nginx'])   // ka.req.pod.containers.image[0] in (nginx)
   */
  (index: number): ListField<`${Name}[]`, Source, Note>;
}

/** A field that must be given a key first. */
export interface KeyedField<
  out Name extends string,
  out Source extends string = string,
  out Note extends string = `give the key first: ${Name}('...')`,
> {
  readonly [NOTE]: Note;
  /**
   * The field for a key.
   * @example ka.uri.param('command').exists()        // ka.uri.param[command] exists
   * @example jevt.value('/stage').eq('Panic')        // jevt.value[/stage] = Panic
   */
  (key: string): StringField<`${Name}[]`, Source>;
}
