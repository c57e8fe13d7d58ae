import { isKind } from '../brand.js';
import type { Condition, ConditionData } from '../condition/types.js';
import type { Macro } from '../items/types.js';
import type { CallSite } from './call-site.js';

/** A condition as its author put it together, call by call. */
export interface ConditionPart {
  /** `text`: written as Falco's text, by cond. */
  readonly kind: 'and' | 'or' | 'not' | 'check' | 'macro' | 'text';
  /** The call that made it; of a macro, the one that defines it, not where it is used. */
  readonly callSite: CallSite | undefined;
  /** Of and, or and not. */
  readonly children: readonly ConditionPart[];
}

/** Takes a condition apart. Macros are not looked into. */
export function conditionParts(condition: Condition): ConditionPart {
  if (isKind(condition, 'macro')) {
    return { kind: 'macro', callSite: (condition as unknown as Macro).callSite, children: [] };
  }
  const { node, callSite } = condition as ConditionData;
  const inside =
    node.kind === 'and' || node.kind === 'or' ? node.children : node.kind === 'not' ? [node.child] : [];
  return { kind: node.kind, callSite: callSite(), children: inside.map(conditionParts) };
}
