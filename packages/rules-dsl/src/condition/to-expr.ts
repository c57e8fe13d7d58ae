import { type Expr, type List as ListExpr, mapExpr, NOWHERE, type Value } from '@falco-rules/language';
import { isKind } from '../brand.js';
import type { AnyItem, List, Macro } from '../items/types.js';
import { holeName } from './cond.js';
import { isBare } from './literal.js';
import type { CheckNode, Condition, ConditionData, RightSide } from './types.js';

/** What a condition comes to. */
export interface Written {
  readonly expr: Expr;
  /** The lists and macros that it uses by value, in order of appearance. */
  readonly uses: readonly AnyItem[];
}

/**
 * The language's tree of a condition. `listNames` are the lists of the file that it will stand in: values that
 * are one of these words get quotes.
 */
export function toExpr(condition: Condition, listNames: ReadonlySet<string>): Written {
  const uses = new Set<AnyItem>();
  const expr = convert(condition, { listNames, uses });
  return { expr, uses: [...uses] };
}

interface Context {
  readonly listNames: ReadonlySet<string>;
  readonly uses: Set<AnyItem>;
}

function convert(condition: Condition, context: Context): Expr {
  if (isKind(condition, 'macro')) {
    const macro = condition as unknown as Macro;
    context.uses.add(macro);
    return { ...NOWHERE, kind: 'Identifier', name: macro.name };
  }
  const { node } = condition as ConditionData;
  switch (node.kind) {
    case 'and':
    case 'or':
      return join(
        node.kind === 'and' ? 'And' : 'Or',
        node.children.map((child) => convert(child, context)),
      );
    case 'not':
      return { ...NOWHERE, kind: 'Not', child: convert(node.child, context) };
    case 'check':
      return check(node, context);
    case 'text': {
      for (const use of node.uses) context.uses.add(use);
      return fill(node.expr, node.holes, context);
    }
  }
}

/** `a and (b and c)` is `a and b and c`; one child stands for itself. */
export function join(kind: 'And' | 'Or', parts: readonly Expr[]): Expr {
  const children = parts.flatMap((part) => (part.kind === kind ? part.children : [part]));
  const [only] = children;
  return children.length === 1 && only ? only : { ...NOWHERE, kind, children };
}

function check({ left, operator, modifier, right }: CheckNode, context: Context): Expr {
  if (operator === 'exists' || !right) return { ...NOWHERE, kind: 'UnaryCheck', left, operator: 'exists' };
  const isOrder = operator.startsWith('<') || operator.startsWith('>');
  return {
    ...NOWHERE,
    kind: 'BinaryCheck',
    left,
    operator,
    ...(modifier && { modifier }),
    right: rightExpr(right, isOrder, context),
  };
}

function rightExpr(right: RightSide, isOrder: boolean, context: Context) {
  switch (right.kind) {
    case 'field': {
      const { operand } = right;
      // A bare field name at the right would be read as a text: `val(...)` says that it is a field.
      if (operand.kind === 'FieldTransformer') return operand;
      return { ...NOWHERE, kind: 'FieldTransformer', transformer: 'val', values: [operand] } as const;
    }
    case 'value':
      return literal(right.value, isOrder, context);
    case 'values':
      return {
        ...NOWHERE,
        kind: 'List',
        values: right.values.map((part) =>
          typeof part === 'string' ? literal(part, false, context) : reference(part, context),
        ),
      } satisfies ListExpr;
  }
}

function literal(text: string, isNumber: boolean, context: Context): Value {
  // A colon at the end of a line would be a key to YAML.
  const bare = isNumber || (isBare(text, context.listNames) && !text.endsWith(':'));
  return { ...NOWHERE, kind: 'Value', value: text, quoted: !bare };
}

function reference(list: List, context: Context): Value {
  context.uses.add(list);
  return { ...NOWHERE, kind: 'Value', value: list.name, quoted: false };
}

/** Puts the conditions into the holes of a text. */
function fill(expr: Expr, holes: readonly Condition[], context: Context): Expr {
  if (holes.length === 0) return expr;
  return mapExpr(expr, (node) => {
    if (node.kind === 'And' || node.kind === 'Or') return join(node.kind, node.children);
    if (node.kind !== 'Identifier') return node;
    const hole = holes.find((_, index) => holeName(index) === node.name);
    return hole ? convert(hole, context) : node;
  });
}
