export * from './ast.js';
export type {
  BinaryOperator,
  Operator,
  OperatorGroup,
  OperatorModifier,
  OperatorOf,
  Since,
  UnaryOperator,
} from './operators.js';
export { findOperator, OPERATOR_MODIFIERS, OPERATORS, operatorRow } from './operators.js';
export type { OperandResult, ParseOptions, ParseResult } from './parser.js';
export { MAX_DEPTH, parseCondition, parseOperand } from './parser.js';
export type { Transformer, TransformerArgKind } from './transformers.js';
export { findTransformer, TRANSFORMERS } from './transformers.js';
