import { type Expr, nodesOfKind } from '@falco-rules/language';
import { isKind } from '../brand.js';
import { toExpr } from '../condition/to-expr.js';
import type { Condition } from '../condition/types.js';
import { isList } from '../field/values.js';
import type { AnyItem, Exception, List } from '../items/types.js';

const NO_LISTS: ReadonlySet<string> = new Set();

/** What an item uses: lists and macros by value, and macros that a condition's text names. */
export interface Uses {
  readonly items: readonly AnyItem[];
  readonly macroNames: readonly string[];
}

/** What an item uses, in order of appearance. */
export function usesOf(item: AnyItem): Uses {
  if (isKind(item, 'list', 'list-change')) return { items: item.items.filter(isList), macroNames: [] };
  if (isKind(item, 'yaml')) return { items: [], macroNames: item.macroNames };
  if (isKind(item, 'macro', 'macro-change')) return usesOfCondition(item.condition);
  if (!isKind(item, 'rule', 'rule-change')) return { items: [], macroNames: [] };
  const parts = isKind(item, 'rule') ? item : item.changes;
  const own = parts.condition ? usesOfCondition(parts.condition) : { items: [], macroNames: [] };
  return { items: [...own.items, ...(parts.exceptions ?? []).flatMap(listsOf)], macroNames: own.macroNames };
}

function usesOfCondition(condition: Condition): Uses {
  const { expr, uses } = toExpr(condition, NO_LISTS);
  return { items: uses, macroNames: macroNamesOf(expr) };
}

function macroNamesOf(expr: Expr): readonly string[] {
  return nodesOfKind(expr, 'Identifier').map(({ name }) => name);
}

function listsOf(exception: Exception): readonly List[] {
  return exception.values.flat(2).filter(isList);
}
