import { type BinaryCheck, type ConditionOutcome, cannotAllBe } from '@falco-rules/language';
import { withValues } from './items.js';
import type { ConditionTree, TreeNode } from './tree.js';

/** Whether an event may meet this value and no other of the check's, where the check has the say. */
export function canItemDecide(tree: ConditionTree, node: TreeNode, item: number): boolean {
  const check = node.expr as BinaryCheck;
  if (check.right.kind !== 'List') return false;
  const { values } = check.right;
  const others = values.toSpliced(item, 1);
  if (others.some(({ value }) => value === values[item]!.value)) return false;
  const wanted: ConditionOutcome[] = [{ expr: check, holds: true }];
  if (others.length > 0 && check.modifier !== 'allof' && check.modifier !== 'oneof') {
    wanted.push({ expr: withValues(check, others), holds: false });
  }
  return check.modifier === 'allof' || check.modifier === 'oneof' || !cannotDecide(tree, node, wanted);
}

/** Whether it is proven that no event makes the node come out as wanted and leaves it the say. */
export function cannotDecide(
  { nodes }: ConditionTree,
  node: TreeNode,
  wanted: readonly ConditionOutcome[],
): boolean {
  const outcomes = [...wanted];
  let below = node;
  for (let above = nodes[below.parent]; above; above = nodes[above.parent]) {
    if (above.expr.kind === 'And' || above.expr.kind === 'Or') {
      const holds = above.expr.kind === 'And';
      for (const child of above.children)
        if (child !== below.index) outcomes.push({ expr: nodes[child]!.expr, holds });
    }
    below = above;
  }
  return cannotAllBe(outcomes);
}
