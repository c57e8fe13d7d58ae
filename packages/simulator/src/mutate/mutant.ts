import type { BinaryOperator, ByteString, OperatorModifier, Priority } from '@falco-rules/language';

/**
 * The item that a mutant changes. `definition` tells whether an item of that name is the very same: tests may replay
 * other versions of it.
 */
export interface MutantTarget {
  readonly kind: 'rule' | 'macro' | 'list';
  readonly name: ByteString;
  readonly definition: string;
}

/** What it does to the item. `node` counts the nodes of the item's own condition from its root on, parents first. */
export type Change =
  /** Leaves out a part of an `and` or `or`; of an exception: all of it, a combination of values, a field of one. */
  | {
      readonly kind: 'drop';
      readonly node: number;
      readonly of: 'condition' | 'exception' | 'tuple' | 'field';
    }
  /** Puts a `not` before it. */
  | { readonly kind: 'negate'; readonly node: number }
  /** Takes its `not` away. */
  | { readonly kind: 'drop-not'; readonly node: number }
  /** `and` becomes `or`, `or` becomes `and`. */
  | { readonly kind: 'swap'; readonly node: number }
  | {
      readonly kind: 'operator';
      readonly node: number;
      readonly to: BinaryOperator;
      readonly modifier?: OperatorModifier;
    }
  /** Leaves out a value that stands in the check itself. */
  | { readonly kind: 'drop-value'; readonly node: number; readonly value: number }
  /** The macro is always true, or never. */
  | { readonly kind: 'constant'; readonly to: boolean }
  /** Leaves out an item of the list. */
  | { readonly kind: 'drop-item'; readonly item: ByteString }
  | { readonly kind: 'priority'; readonly to: Priority }
  | { readonly kind: 'disable' };

/** A small change of a rule, such as a slip would make. Plain data: it may go to another process. */
export interface Mutant {
  readonly target: MutantTarget;
  readonly change: Change;
}
