import { isKind, KIND } from '../brand.js';
import type { LazyCallSite } from '../source/call-site.js';
import type { CheckNode, Condition, ConditionData, ConditionNode } from './types.js';

/** A condition of checked parts. */
export function makeCondition(
  node: ConditionNode,
  sources: readonly string[],
  callSite: LazyCallSite,
): ConditionData {
  return Object.freeze({
    [KIND]: 'condition' as const,
    ...((node.kind === 'and' || node.kind === 'or') && { joins: node.kind }),
    node: Object.freeze(node),
    sources: sources.length < 2 ? sources : [...new Set(sources)].sort(),
    callSite,
  });
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
