/**
 * One row of the field catalogue. DSL types, load-time checks, docs and extraction all derive from rows;
 * nothing about a field is written anywhere else (an irregular extractor is named by `from.irregular`).
 */
export interface FieldRow {
  readonly name: string;
  /** libsinsp's types (ppm_param_type), as far as these sources use them. */
  readonly type: FieldType;
  readonly list: boolean;
  readonly arg: FieldArg;
  /** Which part of Falco offers it. */
  readonly provider: FieldProvider;
  /** One sentence, ours. */
  readonly desc: string;
  /** Where the value comes from in the event. */
  readonly from: FieldOrigin;
  readonly deprecated?: { readonly since: string; readonly instead?: string };
  /** First version of the provider that has it, where that is later than the oldest target we know. */
  readonly since?: string;
  /** A trap: the field does not hold what its name says. Shown by docs and lints. */
  readonly trap?: string;
  /** Numbers that text output pads with zeros to nine digits (libsinsp's PF_10_PADDED_DEC). */
  readonly padded?: true;
}

export type FieldType = 'string' | 'uint64' | 'bool' | 'reltime' | 'abstime';

export interface FieldArg {
  readonly presence: 'none' | 'optional' | 'required';
  /** `index`: digits only; `key`: any text; `index-or-key`: both. */
  readonly kind?: 'index' | 'key' | 'index-or-key';
}

export const NO_ARG = { presence: 'none' } as const satisfies FieldArg;
export const OPTIONAL_INDEX = { presence: 'optional', kind: 'index' } as const satisfies FieldArg;
export const REQUIRED_KEY = { presence: 'required', kind: 'key' } as const satisfies FieldArg;

/** `k8saudit` and `json` are plugins, `falco` the generic event fields of libsinsp. */
export type FieldProvider = 'k8saudit' | 'json' | 'falco';

export interface FieldOrigin {
  /** For people: the path in the audit event, e.g. `requestObject.spec.containers[].image`. */
  readonly path: string;
  /** The keys from the event's root: to the value itself, or to what the irregular extractor works on. */
  readonly keys?: readonly string[];
  /** The extractor that reads it, where following `keys` is not all there is to it. */
  readonly irregular?: IrregularOrigin;
}

/** Ways to read a value that are more than following keys (k8saudit's extract.go, the json plugin, libsinsp). */
export const IRREGULAR_ORIGINS = [
  // Values at `keys`, through every array on the way (or only the element that the index argument names):
  'values', // each as text, missing ones left out
  'values-or-none', // each as text; a missing one makes the whole field absent
  'repositories', // like values-or-none, each cut at the first `:` and `@`
  'joined-words', // arrays of strings, each joined by blanks
  'host-ports', // hostPort, else containerPort, of every port
  'ids-or-pod-id', // each, or the pod's, or `0`
  'rule-values', // the elements of the arrays found there
  'volume-types', // the keys of every volume but `name`
  'has-hostpath', // whether one equals the key argument, or starts with it where that ends with `*`
  'any-true', // whether one is `true`
  'first-value', // of the first element only
  'first-repository',
  // The rest of k8saudit:
  'user-subjects',
  'group-subjects',
  'serviceaccount-subjects',
  'namespaced-serviceaccount-subjects',
  'uri-param',
  'target-pod-name',
  'always-true',
  // The json plugin:
  'json-pointer',
  'json-indented',
  'json-rawtime',
  // libsinsp:
  'event-number',
  'event-time',
  'event-time-s',
  'event-time-iso8601',
  'event-datetime',
  'event-datetime-s',
  'event-rawtime',
  'event-rawtime-s',
  'event-rawtime-ns',
  'event-reltime',
  'event-reltime-s',
  'event-reltime-ns',
  'event-plugin-name',
  'event-plugin-info',
  'event-source',
  'event-asynchronous',
  'event-asynchronous-type',
  'event-hostname',
] as const;
export type IrregularOrigin = (typeof IRREGULAR_ORIGINS)[number];
