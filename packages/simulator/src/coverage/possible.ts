import {
  type BinaryCheck,
  type ByteString,
  type ConditionOutcome,
  cannotAllBe,
  operandType,
  type Value,
} from '@falco-rules/language';
import { withValues } from './items.js';
import type { ConditionTree, TreeNode } from './tree.js';

/** Of what more than this joins, nothing is proven: each check would be held against all others. */
const MOST_OUTCOMES = 100;

/** Whether an event may meet this value and no other of the check's, where the check has the say. */
export function canItemDecide(tree: ConditionTree, node: TreeNode, item: number): boolean {
  const check = node.expr as BinaryCheck;
  if (check.right.kind !== 'List') return false;
  const { values } = check.right;
  const own = values[item]!;
  if (repeatedOf(check, values).has(own.value)) return false;
  // A field with one value that is this one has none of the others.
  if (check.operator === 'in' && check.modifier === undefined && !operandType(check.left).list)
    return !cannotDecide(tree, node, [{ expr: withValues(check, [own]), holds: true }]);
  if (values.length > MOST_OUTCOMES) return true;
  const others = values.toSpliced(item, 1);
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
  return outcomes.length <= MOST_OUTCOMES && cannotAllBe(outcomes);
}

const repeated = new WeakMap<BinaryCheck, ReadonlySet<ByteString>>();

/** The values that a check lists more than once. */
function repeatedOf(check: BinaryCheck, values: readonly Value[]): ReadonlySet<ByteString> {
  const known = repeated.get(check);
  if (known) return known;
  const seen = new Set<ByteString>();
  const found = new Set<ByteString>();
  for (const { value } of values) (seen.has(value) ? found : seen).add(value);
  repeated.set(check, found);
  return found;
}
