import type { Expr, List, Operand, TransformerArg, Value } from './ast.js';

/** Every kind of node. */
export type AnyNode = Expr | Operand | TransformerArg | List | Value;
export type NodeKind = AnyNode['kind'];
export type NodeOf<K extends NodeKind> = Extract<AnyNode, { kind: K }>;

const NONE: readonly AnyNode[] = [];

const CHILDREN: { readonly [K in NodeKind]: (node: NodeOf<K>) => readonly AnyNode[] } = {
  And: (node) => node.children,
  Or: (node) => node.children,
  Not: (node) => [node.child],
  Identifier: () => NONE,
  UnaryCheck: (node) => [node.left],
  BinaryCheck: (node) => [node.left, node.right],
  Field: () => NONE,
  FieldTransformer: (node) => node.values,
  TransformerList: (node) => node.children,
  Value: () => NONE,
  List: (node) => node.values,
};

/** The nodes right below a node, from left to right. A macro's expansion is not among them. */
export function childrenOf(node: AnyNode): readonly AnyNode[] {
  return (CHILDREN[node.kind] as (node: AnyNode) => readonly AnyNode[])(node);
}

export interface Visitor {
  /** Before a node's children; `skip` leaves them out, `stop` ends the walk. */
  readonly enter?: (node: AnyNode) => 'skip' | 'stop' | undefined;
  /** After a node's children, also where they were skipped. */
  readonly leave?: (node: AnyNode) => void;
  /** Also walk what macros expand to. A macro that is used twice is walked twice. */
  readonly expansions?: boolean;
}

/** Visits every node, parents first, from left to right. Works on trees of any depth. */
export function walk(root: AnyNode, { enter, leave, expansions = false }: Visitor): void {
  const pending: { node: AnyNode; entered: boolean }[] = [{ node: root, entered: false }];
  for (let item = pending.pop(); item; item = pending.pop()) {
    const { node } = item;
    if (item.entered) {
      leave?.(node);
      continue;
    }
    const answer = enter?.(node);
    if (answer === 'stop') return;
    if (leave) pending.push({ node, entered: true });
    if (answer === 'skip') continue;
    const children = childrenOf(node);
    for (let i = children.length - 1; i >= 0; i--) pending.push({ node: children[i]!, entered: false });
    const expansion = expansions && node.kind === 'Identifier' ? node.expansion : undefined;
    if (expansion) pending.push({ node: expansion, entered: false });
  }
}

/** Every node of a kind, from left to right. */
export function nodesOfKind<K extends NodeKind>(root: AnyNode, kind: K): NodeOf<K>[] {
  const found: NodeOf<K>[] = [];
  walk(root, {
    enter: (node) => {
      if (node.kind === kind) found.push(node as NodeOf<K>);
    },
  });
  return found;
}

/**
 * Rebuilds the boolean part of a tree from its leaves up: `change` gets each And, Or, Not, Identifier and check
 * with its children already changed, and gives what stands in its place. Nodes whose children stay the same
 * are kept. Does not go into macros' expansions. Works on trees of any depth.
 */
export function mapExpr(root: Expr, change: (node: Expr) => Expr): Expr {
  const done: Expr[] = [];
  const pending: { node: Expr; entered: boolean }[] = [{ node: root, entered: false }];
  for (let item = pending.pop(); item; item = pending.pop()) {
    const { node, entered } = item;
    const children = subexpressions(node);
    if (!entered && children.length > 0) {
      pending.push({ node, entered: true });
      for (let i = children.length - 1; i >= 0; i--) pending.push({ node: children[i]!, entered: false });
      continue;
    }
    const changed = done.splice(done.length - children.length, children.length);
    done.push(change(withSubexpressions(node, children, changed)));
  }
  return done[0]!;
}

/** The expressions right below an expression: those of And, Or and Not. */
export function subexpressions(node: Expr): readonly Expr[] {
  if (node.kind === 'And' || node.kind === 'Or') return node.children;
  return node.kind === 'Not' ? [node.child] : [];
}

function withSubexpressions(node: Expr, before: readonly Expr[], after: readonly Expr[]): Expr {
  if (before.every((child, i) => child === after[i])) return node;
  if (node.kind === 'Not') return { ...node, child: after[0]! };
  return { ...node, children: after } as Expr;
}
