import type { Field, FieldTransformer, Operand, TransformerArg } from '../condition/ast.js';
import type { ByteString } from '../text/bytes.js';
import { FIELDS } from './catalogue.js';
import { checkFieldRef } from './check.js';
import type { FieldType } from './row.js';

/** libsinsp's value types, by the names that its messages use (param_type_to_string). */
export type ParamType =
  | 'CHARBUF'
  | 'FSPATH'
  | 'FSRELPATH'
  | 'BYTEBUF'
  | 'BOOL'
  | 'UINT64'
  | 'UINT32'
  | 'INT64'
  | 'INT32'
  | 'INT16'
  | 'DOUBLE'
  | 'RELTIME'
  | 'ABSTIME'
  | 'PORT'
  | 'IPADDR'
  | 'IPNET'
  | 'DYNAMIC';

export const PARAM_TYPES: Readonly<Record<FieldType, ParamType>> = {
  string: 'CHARBUF',
  uint64: 'UINT64',
  bool: 'BOOL',
  reltime: 'RELTIME',
  abstime: 'ABSTIME',
};

/** What libsinsp calls a field's info: its name in messages, its type, whether it is a list. */
export interface FieldInfo {
  readonly name: ByteString;
  readonly type: ParamType;
  readonly list: boolean;
  readonly noTransformers?: boolean;
  readonly noRightSide?: boolean;
  /** At the left of a field, libsinsp looks neither at that field's type nor at its value. */
  readonly ignoresRightSide?: boolean;
}

/** The fields of an event source. */
export interface FieldLookup {
  /** What field names start with, up to the first dot: a quick way to see that a text is none. */
  readonly namespaces: ReadonlySet<ByteString>;
  /** What Falco says of a reference that it does not take; `arg` is the text between the brackets. */
  check(field: ByteString, arg?: ByteString): { readonly message: ByteString } | undefined;
  /** Undefined where nothing is known of a field that exists. */
  find(field: ByteString): FieldInfo | undefined;
}

/** An operand, before and after its transformers. */
export interface OperandInfo {
  readonly base: FieldInfo;
  readonly now: FieldInfo;
}

export type OperandResult =
  | { readonly ok: true; readonly info: OperandInfo | undefined }
  /** `fatal`: not an error of the rules file, Falco ends. `node` is what is at fault. */
  | {
      readonly ok: false;
      readonly message: ByteString;
      readonly node: TransformerArg;
      readonly fatal?: boolean;
    };

/** Info of texts and lists written in a condition. */
const LITERAL: FieldInfo = { name: 'NA', type: 'CHARBUF', list: false };
const LITERAL_LIST: FieldInfo = { ...LITERAL, list: true };
/** Info of what join, concat and getopt give. */
const GIVEN: FieldInfo = { ...LITERAL, ignoresRightSide: true };
const GIVEN_LIST: FieldInfo = { name: 'INTERNAL', type: 'CHARBUF', list: true };

/**
 * The type of an operand, or why it does not compile (userspace/libsinsp/filter.cpp, sinsp_extractor_compiler;
 * sinsp_filtercheck.cpp, add_transformer; sinsp_filtercheck_multivalue_transformer.cpp).
 */
export function evaluateOperand(operand: TransformerArg, fields: FieldLookup): OperandResult {
  // Chains of one-argument transformers can be thousands deep; they are unwound here, not by recursion.
  const chain: FieldTransformer[] = [];
  let inner = operand;
  while (inner.kind === 'FieldTransformer' && inner.values.length === 1) {
    chain.push(inner);
    inner = inner.values[0]!;
  }
  let result = evaluateInner(inner, fields);
  for (let i = chain.length - 1; i >= 0 && result.ok; i--) result = transform(chain[i]!, result.info);
  return result;
}

function evaluateInner(operand: TransformerArg, fields: FieldLookup): OperandResult {
  switch (operand.kind) {
    case 'Value':
      return { ok: true, info: { base: LITERAL, now: LITERAL } };
    case 'Field':
      return evaluateField(operand, fields);
    case 'TransformerList': {
      for (const child of operand.children) {
        const result = evaluateOperand(child, fields);
        if (!result.ok) return result;
      }
      return { ok: true, info: { base: LITERAL_LIST, now: LITERAL_LIST } };
    }
    case 'FieldTransformer': {
      const args: (OperandInfo | undefined)[] = [];
      for (const value of operand.values) {
        const result = evaluateOperand(value, fields);
        if (!result.ok) return result;
        args.push(result.info);
      }
      return combine(operand, args);
    }
  }
}

function evaluateField(node: Field, fields: FieldLookup): OperandResult {
  const fault = fields.check(node.field, node.arg);
  if (fault) return { ok: false, message: fault.message, node };
  const info = fields.find(node.field);
  return { ok: true, info: info && { base: info, now: info } };
}

const TEXT: readonly ParamType[] = ['CHARBUF', 'FSPATH', 'FSRELPATH'];

/** The types that a transformer of one argument takes. */
const TAKES: Readonly<Record<string, readonly ParamType[]>> = {
  tolower: TEXT,
  toupper: TEXT,
  basename: TEXT,
  b64: ['CHARBUF', 'BYTEBUF'],
  len: [...TEXT, 'BYTEBUF'],
};

function transform(node: FieldTransformer, info: OperandInfo | undefined): OperandResult {
  const { transformer, arg } = node;
  const refuse = (message: ByteString): OperandResult => ({ ok: false, message, node });
  if (arg !== undefined) {
    return refuse(`filter error: transformer '${transformer}' does not support field arguments`);
  }
  if (transformer === 'val') return { ok: true, info };
  const takes = TAKES[transformer];
  if (!takes) return refuse(`unknown field transfomer '${transformer}'`);
  if (!info) return { ok: true, info: undefined };
  const { base, now } = info;
  if (base.noTransformers) return refuse(`field '${base.name}' does not support transformers`);
  const countsElements = transformer === 'len' && now.list;
  if (!countsElements && !takes.includes(now.type)) {
    return refuse(
      `can't add field transformer: type '${now.type}' is not supported by '${transformer}' transformer applied on ` +
        `${now.list ? 'list ' : ''}field '${base.name}'`,
    );
  }
  const type = transformer === 'len' ? 'UINT64' : now.type;
  return { ok: true, info: { base, now: { ...now, type, list: countsElements ? false : now.list } } };
}

/** A transformer of several arguments. They count as what they were before their own transformers. */
function combine(node: FieldTransformer, args: readonly (OperandInfo | undefined)[]): OperandResult {
  const { transformer, arg } = node;
  const refuse = (message: ByteString): OperandResult => ({ ok: false, message, node });
  const isList = (i: number, unknown: boolean) => args[i]?.base.list ?? unknown;
  const isText = (i: number) => !args[i] || args[i].base.type === 'CHARBUF';
  switch (transformer) {
    case 'val':
      if (arg !== undefined)
        return refuse("filter error: transformer 'val' does not support field arguments");
      return { ok: true, info: args[0] };
    case 'join':
      if (args.length !== 2) return refuse('join() requires exactly 2 arguments: separator and list');
      if (isList(0, false)) {
        return refuse('join() first argument (separator) must be a single value, not a list');
      }
      if (!isList(1, true)) return refuse('join() second argument must be a list');
      break;
    case 'concat':
      if (args.some((_, i) => !isText(i) || isList(i, false)))
        return refuse('concat() arguments must be strings');
      break;
    case 'getopt':
      if (args.length !== 2) return refuse('getopt() requires exactly 2 arguments: args list and optstring');
      if (!isList(0, true)) return refuse('getopt() first argument must be a list');
      if (isList(1, false)) return refuse('getopt() second argument (optstring) must be a single value');
      if (!isText(0) || !isText(1)) return refuse('getopt() arguments must be strings');
      if (arg === undefined) return { ok: true, info: { base: GIVEN, now: GIVEN_LIST } };
      if (arg.length !== 1) return refuse('getopt() field argument must be a single option character');
      return { ok: true, info: { base: GIVEN, now: GIVEN } };
    default:
      return { ok: false, message: 'unknown multivalue transformer', node, fatal: true };
  }
  if (arg !== undefined) return refuse(`transformer '${transformer}' does not support field arguments`);
  return { ok: true, info: { base: GIVEN, now: GIVEN } };
}

/** A field name up to its first dot. */
export function namespaceOf(field: ByteString): ByteString {
  return field.slice(0, field.indexOf('.'));
}

const INFOS: ReadonlyMap<ByteString, FieldInfo> = new Map(
  FIELDS.map(({ name, type, list }) => [name, { name, type: PARAM_TYPES[type], list }]),
);

/** The fields of k8s_audit rules. */
export const K8S_AUDIT_FIELDS: FieldLookup = {
  namespaces: new Set(FIELDS.map(({ name }) => namespaceOf(name))),
  check: checkFieldRef,
  find: (field) => INFOS.get(field),
};

/** The type of an operand of a k8s_audit rule that has been loaded: after its transformers. */
export function operandType(operand: Operand): { readonly type: ParamType; readonly list: boolean } {
  const result = evaluateOperand(operand, K8S_AUDIT_FIELDS);
  const now = result.ok ? result.info?.now : undefined;
  return { type: now?.type ?? 'CHARBUF', list: now?.list ?? false };
}
