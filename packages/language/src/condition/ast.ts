import type { ByteString } from '../text/bytes.js';
import type { Operator, OperatorModifier } from './operators.js';
import type { Transformer } from './transformers.js';

/**
 * The condition tree. Kinds mirror libsinsp's (userspace/libsinsp/filter/ast.h), so that what is said of
 * one holds for the other. Nodes are plain frozen data.
 */
export type Expr = And | Or | Not | Identifier | UnaryCheck | BinaryCheck;

/** Left side of a check, or what a transformer works on. */
export type Operand = Field | FieldTransformer;

/** A place in a condition text, as libsinsp's pos_info: `idx` from 0, `line` and `col` from 1. */
export interface Position {
  readonly idx: number;
  readonly line: number;
  readonly col: number;
}

export interface Node {
  /** Where libsinsp says it is: for some nodes before leading blanks, or where the list around it starts. */
  readonly pos: Position;
  /** Offset of the node's own first byte. */
  readonly start: number;
  /** Offset just past the node's last byte. */
  readonly end: number;
}

export interface And extends Node {
  readonly kind: 'And';
  /** Two or more. */
  readonly children: readonly Expr[];
}

export interface Or extends Node {
  readonly kind: 'Or';
  /** Two or more. */
  readonly children: readonly Expr[];
}

export interface Not extends Node {
  readonly kind: 'Not';
  readonly child: Expr;
}

/** A macro's name. After macros are resolved, `expansion` is that macro's own (resolved) tree. */
export interface Identifier extends Node {
  readonly kind: 'Identifier';
  readonly name: ByteString;
  readonly expansion?: Expr;
}

export interface UnaryCheck extends Node {
  readonly kind: 'UnaryCheck';
  readonly left: Operand;
  readonly operator: 'exists';
}

export interface BinaryCheck extends Node {
  readonly kind: 'BinaryCheck';
  readonly left: Operand;
  readonly operator: Exclude<Operator, 'exists'>;
  /** `oneof`, `anyof`, `allof` after a string operator; the right side is then a List (or an identifier's Value). */
  readonly modifier?: OperatorModifier;
  readonly right: Value | List | FieldTransformer;
}

export interface Field extends Node {
  readonly kind: 'Field';
  readonly field: ByteString;
  /** The text between the brackets, unquoted and unescaped. Empty is an argument too. */
  readonly arg?: ByteString;
}

export interface FieldTransformer extends Node {
  readonly kind: 'FieldTransformer';
  /** `val` only where a right side is a field: it leaves the value as it is. */
  readonly transformer: Transformer | 'val';
  readonly values: readonly TransformerArg[];
  readonly arg?: ByteString;
}

export type TransformerArg = Field | FieldTransformer | Value | TransformerList;

export interface TransformerList extends Node {
  readonly kind: 'TransformerList';
  readonly children: readonly (Field | FieldTransformer | Value)[];
}

export interface Value extends Node {
  readonly kind: 'Value';
  /** Unquoted and unescaped. */
  readonly value: ByteString;
  /** Whether the user quoted it. */
  readonly quoted: boolean;
}

export interface List extends Node {
  readonly kind: 'List';
  readonly values: readonly Value[];
}

/** The place of nodes that were not parsed: `{ kind: 'Not', child, ...NOWHERE }`. */
export const NOWHERE: Node = { pos: { idx: 0, line: 1, col: 1 }, start: 0, end: 0 };
