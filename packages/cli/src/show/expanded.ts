import {
  decodeText,
  type Expr,
  type LoadedList,
  type LoadedMacro,
  type LoadedRule,
  printExpr,
  type Ruleset,
} from '@falco-rules/language';
import { type Outline, outlineOf } from '@falco-rules/simulator';
import type { Locator } from '../project/locate.js';

/** A line of a condition with everything put in. */
export interface ExpandedRow {
  readonly text: string;
  readonly place: string;
  readonly children: readonly ExpandedRow[];
}

/** The condition as Falco evaluates it: macros unfolded, lists put in, exceptions behind it. */
export function expandedCondition(rule: LoadedRule, ruleset: Ruleset, locate: Locator): ExpandedRow {
  const outline = outlineOf(rule, ruleset);
  return rowOf(rule.expr, outline, (expr) => {
    const origin = outline.get(expr);
    return origin?.span ? locate(origin.span, origin.part, decodeText(rule.name)) : '';
  });
}

function rowOf(expr: Expr, outline: Outline, place: (expr: Expr) => string): ExpandedRow {
  switch (expr.kind) {
    case 'And':
    case 'Or': {
      const children = expr.children.flatMap((child) => {
        const row = rowOf(child, outline, place);
        return child.kind === expr.kind ? row.children : [row];
      });
      return { text: expr.kind === 'And' ? 'all of' : 'one of', place: '', children };
    }
    case 'Not': {
      const inner = rowOf(expr.child, outline, place);
      const part = outline.get(expr)?.part;
      if (part?.kind === 'exception')
        return { text: `not exception ${decodeText(part.name)}`, place: place(expr), children: [inner] };
      if (expr.child.kind === 'And' || expr.child.kind === 'Or')
        return { text: 'not', place: '', children: [inner] };
      return { ...inner, text: `not ${inner.text}` };
    }
    case 'Identifier':
      return {
        text: `macro ${decodeText(expr.name)}`,
        place: place(expr),
        children: expr.expansion ? [rowOf(expr.expansion, outline, place)] : [],
      };
    case 'UnaryCheck':
    case 'BinaryCheck': {
      const lists = outline.get(expr)?.lists ?? [];
      const from = lists.length === 0 ? '' : `  (list${lists.length === 1 ? '' : 's'} ${lists.join(', ')})`;
      return { text: decodeText(printExpr(expr)) + from, place: place(expr), children: [] };
    }
  }
}

/** The macros and lists that a rule uses, straight or by others, in the order of the files. */
export function usedItems(
  rule: LoadedRule,
  ruleset: Ruleset,
): { readonly macros: readonly LoadedMacro[]; readonly lists: readonly LoadedList[] } {
  const names = new Set<string>();
  const lists = new Set<string>();
  for (const [expr, origin] of outlineOf(rule, ruleset)) {
    if (expr.kind === 'Identifier') names.add(decodeText(expr.name));
    for (const list of origin.lists) lists.add(list);
  }
  return {
    macros: ruleset.macros.filter(({ name }) => names.has(decodeText(name))),
    lists: ruleset.lists.filter(({ name }) => lists.has(decodeText(name))),
  };
}
