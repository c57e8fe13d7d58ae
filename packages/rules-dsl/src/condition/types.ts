import type { BinaryOperator, Expr, Operand, OperatorModifier } from '@falco-rules/language';
import type { KIND, NEEDS } from '../brand.js';
import type { AnyItem, List } from '../items/types.js';
import type { LazyCallSite } from '../source/call-site.js';

/**
 * What a rule or a macro asks of an event: a check, a macro, or several of them put together by `and`, `or`, `not`.
 * @typeParam Source the sources whose fields it uses
 */
export interface Condition<out Source extends string = string> {
  readonly [KIND]: 'condition' | 'macro';
  readonly [NEEDS]: Source;
}

/** What a compiler says where something else stands. */
export type JoinedNote = 'what is appended to a condition is and(...) or or(...)';

declare const NOTE: unique symbol;

/** A condition that `and` or `or` made: what an appended condition has to be, since it goes on from there. */
export interface JoinedCondition<out Source extends string = string, out Note extends string = JoinedNote>
  extends Condition<Source> {
  readonly [KIND]: 'condition';
  readonly joins: 'and' | 'or';
  readonly [NOTE]: Note;
}

/** The data behind a condition. */
export type ConditionNode =
  | { readonly kind: 'and' | 'or'; readonly children: readonly Condition[] }
  | { readonly kind: 'not'; readonly child: Condition }
  | CheckNode
  | TextNode;

export interface CheckNode {
  readonly kind: 'check';
  readonly left: Operand;
  readonly operator: BinaryOperator | 'exists';
  readonly modifier?: OperatorModifier;
  /** Absent for `exists`. */
  readonly right?: RightSide;
}

export type RightSide =
  | { readonly kind: 'value'; readonly value: string }
  | { readonly kind: 'values'; readonly values: readonly (string | List)[] }
  | { readonly kind: 'field'; readonly operand: Operand };

/** A condition written as Falco's text. */
export interface TextNode {
  readonly kind: 'text';
  /** Identifiers of `holeName` stand for the holes. */
  readonly expr: Expr;
  /** The conditions that were put in. */
  readonly holes: readonly Condition[];
  /** The lists that were put in by value. */
  readonly uses: readonly AnyItem[];
}

/** A condition as it is at run time. */
export interface ConditionData extends Condition {
  readonly [KIND]: 'condition';
  readonly node: ConditionNode;
  readonly callSite: LazyCallSite;
  /** The sources that its fields need. */
  readonly sources: readonly string[];
}
