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
}

export type FieldType = 'string' | 'uint64' | 'bool' | 'reltime' | 'abstime';

export interface FieldArg {
  readonly presence: 'none' | 'optional' | 'required';
  /** `index`: digits only; `key`: any text; `index-or-key`: both. */
  readonly kind?: 'index' | 'key' | 'index-or-key';
}

/** `k8saudit` and `json` are plugins, `falco` the generic event fields of libsinsp. */
export type FieldProvider = 'k8saudit' | 'json' | 'falco';

export interface FieldOrigin {
  /** For people: the path in the audit event, e.g. `requestObject.spec.containers[].image`. */
  readonly path: string;
  /** A value found by keys from the event's root. */
  readonly keys?: readonly string[];
  /** Name of the extractor that reads it otherwise. */
  readonly irregular?: string;
}
