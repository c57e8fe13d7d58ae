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

/** What And, Or and Not put together. */
export type Leaf = NodeOf<'Identifier' | 'UnaryCheck' | 'BinaryCheck'>;

/** The checks and the names of macros in a condition, from left to right. Works on trees of any depth. */
export function leavesOf(root: Expr): Leaf[] {
  const leaves: Leaf[] = [];
  const pending: Expr[] = [root];
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (node.kind === 'Not') pending.push(node.child);
    else if (node.kind === 'And' || node.kind === 'Or') {
      for (let i = node.children.length - 1; i >= 0; i--) pending.push(node.children[i]!);
    } else leaves.push(node);
  }
  return leaves;
}

/**
 * One name for each tree that macros in a condition expand to, at any depth; trees inside of others first. Macros of
 * macros can make a condition exponentially long: who asks something of every tree once does not notice. Trees for
 * which `isDone` holds are left out, with all that is in them.
 */
export function expansionsIn(root: Expr, isDone: (expansion: Expr) => boolean = () => false): Expansion[] {
  const found: Expansion[] = [];
  const seen = new Set<Expr>();
  const open: { readonly name: Expansion | undefined; readonly leaves: readonly Leaf[]; next: number }[] = [
    { name: undefined, leaves: leavesOf(root), next: 0 },
  ];
  for (let tree = open.at(-1); tree; tree = open.at(-1)) {
    const leaf = tree.leaves[tree.next++];
    if (!leaf) {
      open.pop();
      if (tree.name) found.push(tree.name);
    } else if (isExpansion(leaf) && !seen.has(leaf.expansion) && !isDone(leaf.expansion)) {
      seen.add(leaf.expansion);
      open.push({ name: leaf, leaves: leavesOf(leaf.expansion), next: 0 });
    }
  }
  return found;
}

/** A macro's name that has been resolved. */
export type Expansion = NodeOf<'Identifier'> & { readonly expansion: Expr };

function isExpansion(leaf: Leaf): leaf is Expansion {
  return leaf.kind === 'Identifier' && leaf.expansion !== undefined;
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
