import type { BinaryOperator, ByteString, FieldType, OperatorModifier } from '@falco-rules/language';
import type { TextTransformer } from './transform.js';

/**
 * Conditions and outputs prepared for compiling: fields resolved to slots, constants parsed, equal parts
 * shared. Plain data; closures are made from it once the extractor for all slots is known.
 */

/** What an operand's value looks like. */
export interface Shape {
  readonly type: FieldType;
  readonly list: boolean;
}

interface OperandNode extends Shape {
  /** The same for equal operands, different for others. */
  readonly key: string;
  /** Values may hold NULs (see bytes.ts). */
  readonly nuls: boolean;
  /**
   * What libsinsp takes it for where it forgets about transformers (get_field_info): `len` of a getopt list
   * measures a text, `concat` takes a `len` for a text.
   */
  readonly seenAs: Shape;
  /** How text output prints numbers: `none` prints them as absent, a quirk of `len` on non-plugin fields. */
  readonly print: 'decimal' | 'padded' | 'none';
}

export type OperandPlan =
  | FieldPlan
  | (OperandNode & { readonly kind: 'text'; readonly value: ByteString })
  | (OperandNode & {
      readonly kind: 'text-transformers';
      /** Innermost first. */
      readonly names: readonly TextTransformer[];
      readonly of: OperandPlan;
    })
  | (OperandNode & { readonly kind: 'length'; readonly of: OperandPlan })
  | (OperandNode & { readonly kind: 'join'; readonly separator: OperandPlan; readonly of: OperandPlan })
  | (OperandNode & { readonly kind: 'concat'; readonly parts: readonly OperandPlan[] })
  | GetoptPlan
  | (OperandNode & { readonly kind: 'elements'; readonly parts: readonly OperandPlan[] });

export interface FieldPlan extends OperandNode {
  readonly kind: 'field';
  readonly slot: number;
  /** A text of libsinsp itself, which cleans it before showing it; not so before comparing it. */
  readonly cleaned: boolean;
  /** The field's name where a plugin gives its texts: references with other arguments share the memory for them. */
  readonly memory?: string;
}

export interface GetoptPlan extends OperandNode {
  readonly kind: 'getopt';
  readonly args: OperandPlan;
  readonly optstring: OperandPlan;
  /** `getopt(...)[x]`. */
  readonly option?: ByteString;
}

/** The right side of a check. */
export type RightPlan =
  | { readonly kind: 'texts'; readonly values: readonly ByteString[] }
  | { readonly kind: 'numbers'; readonly values: readonly bigint[] }
  | { readonly kind: 'operand'; readonly operand: OperandPlan };

interface TestNode {
  /** Index in the ruleset's table of distinct tests. */
  readonly id: number;
}

export type TestPlan = CheckPlan | JunctionPlan | NotPlan;

export interface CheckPlan extends TestNode {
  readonly kind: 'check';
  readonly left: OperandPlan;
  readonly operator: BinaryOperator | 'exists';
  readonly modifier?: OperatorModifier;
  /** Absent for `exists`. */
  readonly right?: RightPlan;
}

export interface JunctionPlan extends TestNode {
  readonly kind: 'and' | 'or';
  readonly children: readonly TestPlan[];
}

export interface NotPlan extends TestNode {
  readonly kind: 'not';
  readonly child: TestPlan;
}
