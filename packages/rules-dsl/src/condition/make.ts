import { isKind, KIND, type NEEDS } from '../brand.js';
import type { LazyCallSite } from '../source/call-site.js';
import type { CheckNode, Condition, ConditionData, ConditionNode } from './types.js';

/** A condition of checked parts. */
export function makeCondition(
  node: ConditionNode,
  sources: readonly string[],
  callSite: LazyCallSite,
): ConditionData {
  const made: Omit<ConditionData, typeof NEEDS> = {
    [KIND]: 'condition',
    ...((node.kind === 'and' || node.kind === 'or') && { joins: node.kind }),
    node: Object.freeze(node),
    sources: sources.length < 2 ? sources : [...new Set(sources)].sort(),
    callSite,
  };
  return Object.freeze(made) as ConditionData;
}

export function makeCheck(
  node: CheckNode,
  sources: readonly string[],
  callSite: LazyCallSite,
): ConditionData {
  return makeCondition(node, sources, callSite);
}

export function isCondition(value: unknown): value is Condition {
  return isKind(value, 'condition', 'macro');
}
