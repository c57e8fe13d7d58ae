import {
  type ByteString,
  type Expr,
  type LoadedMacro,
  type LoadedRule,
  printExpr,
  type Ruleset,
  subexpressions,
} from '@falco-rules/language';

/** A node of a rule's condition with its macros put in; nodes are numbered from the root on, parents first. */
export interface TreeNode {
  readonly index: number;
  readonly expr: Expr;
  readonly children: readonly number[];
  readonly parent: number;
  /** Whose text the node stands in: the rule's, or that of the macro which brought it in. */
  readonly owner: LoadedRule | LoadedMacro;
}

/** A rule's condition, all of it. */
export interface ConditionTree {
  readonly rule: LoadedRule;
  readonly nodes: readonly TreeNode[];
}

/** Nested deeper, or larger, than conditions that people write: not measured. */
const MOST_NODES = 50_000;
const MOST_DEEP = 1000;

/** The tree of a rule; undefined where it is too deep or too large to be measured. */
export function treeOf(
  rule: LoadedRule,
  macros: ReadonlyMap<ByteString, LoadedMacro>,
): ConditionTree | undefined {
  const nodes: {
    index: number;
    expr: Expr;
    children: number[];
    parent: number;
    owner: LoadedRule | LoadedMacro;
  }[] = [];
  const add = (expr: Expr, parent: number, owner: LoadedRule | LoadedMacro, depth: number): boolean => {
    if (nodes.length >= MOST_NODES || depth > MOST_DEEP) return false;
    const index = nodes.length;
    const children: number[] = [];
    nodes.push({ index, expr, children, parent, owner });
    const inside = expr.kind === 'Identifier' ? (macros.get(expr.name) ?? owner) : owner;
    for (const part of partsOf(expr)) {
      children.push(nodes.length);
      if (!add(part, index, inside, depth + 1)) return false;
    }
    return true;
  };
  return add(rule.expr, -1, rule, 0) ? { rule, nodes } : undefined;
}

function partsOf(expr: Expr): readonly Expr[] {
  return expr.kind === 'Identifier' ? (expr.expansion ? [expr.expansion] : []) : subexpressions(expr);
}

export function macrosByName({ macros }: Ruleset): ReadonlyMap<ByteString, LoadedMacro> {
  return new Map(macros.map((macro) => [macro.name, macro]));
}

/** The same for conditions that are the same, macros, lists and exceptions put in. */
export function shapeOf(rule: LoadedRule): string {
  const parts: string[] = [];
  const seen = new Set<Expr>();
  const pending: { name: string; expr: Expr }[] = [{ name: '', expr: rule.expr }];
  for (let item = pending.pop(); item; item = pending.pop()) {
    if (seen.has(item.expr)) continue;
    seen.add(item.expr);
    parts.push(`${item.name}: ${printExpr(item.expr)}`);
    const inner: Expr[] = [item.expr];
    for (let expr = inner.pop(); expr; expr = inner.pop()) {
      if (expr.kind === 'Identifier' && expr.expansion)
        pending.push({ name: expr.name, expr: expr.expansion });
      for (const part of subexpressions(expr)) inner.push(part);
    }
  }
  return parts.join('\n');
}
