import { walk } from '@falco-rules/language';
import { isKind } from '../brand.js';
import { holeName } from '../condition/cond.js';
import type { Condition, ConditionData } from '../condition/types.js';
import type { CallSite } from './call-site.js';

/**
 * Where the checks and macros of a condition were written, in the order in which they stand in its text. A macro
 * is a value: where it is used, the call around it counts.
 */
export function conditionSites(condition: Condition): readonly (CallSite | undefined)[] {
  return sitesOf(
    isKind(condition, 'macro') ? (condition as never as { condition: Condition }).condition : condition,
    undefined,
  );
}

function sitesOf(condition: Condition, around: CallSite | undefined): (CallSite | undefined)[] {
  if (isKind(condition, 'macro')) return [around];
  const { node, callSite } = condition as ConditionData;
  const own = callSite() ?? around;
  switch (node.kind) {
    case 'and':
    case 'or':
      return node.children.flatMap((child) => sitesOf(child, own));
    case 'not':
      return sitesOf(node.child, own);
    case 'check':
      return [own];
    case 'text': {
      const sites: (CallSite | undefined)[] = [];
      const holes = new Map(node.holes.map((hole, i) => [holeName(i), hole]));
      walk(node.expr, {
        enter: (part) => {
          if (part.kind === 'Identifier') {
            const hole = holes.get(part.name);
            sites.push(...(hole ? sitesOf(hole, own) : [own]));
          } else if (part.kind === 'UnaryCheck' || part.kind === 'BinaryCheck') {
            sites.push(own);
            return 'skip';
          }
          return undefined;
        },
      });
      return sites;
    }
  }
}
