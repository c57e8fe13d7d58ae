export * from './ast.js';
export { exprEquals } from './equals.js';
export { escapeField } from './escapes.js';
export { explainParseFault } from './help.js';
export {
  type BinaryOperator,
  findOperator,
  OPERATOR_MODIFIERS,
  OPERATORS,
  type Operator,
  type OperatorGroup,
  type OperatorModifier,
  type OperatorOf,
  operatorRow,
  type Since,
  type UnaryOperator,
} from './operators.js';
export {
  MAX_DEPTH,
  type OperandParseResult,
  type ParseOptions,
  type ParseResult,
  parseCondition,
  parseOperand,
} from './parser.js';
export { type PrintFault, printExpr, printFaults, printOperand } from './printer.js';
export {
  findTransformer,
  TRANSFORMERS,
  type Transformer,
  type TransformerArgKind,
} from './transformers.js';
export {
  type AnyNode,
  childrenOf,
  type Expansion,
  expansionsIn,
  type Leaf,
  leavesOf,
  mapExpr,
  type NodeKind,
  type NodeOf,
  nodesOfKind,
  subexpressions,
  type Visitor,
  walk,
} from './visit.js';
