import {
  type Expr,
  type LoadedMacro,
  type LoadedRule,
  type MappedText,
  type Ruleset,
  type Span,
  spanOf,
  subexpressions,
} from '@falco-rules/language';
import type { Mutant } from '@falco-rules/simulator';
import type { ModuleSpans } from './module-spans.js';

export function ownerOf({ target }: Mutant, { rules, macros }: Ruleset): LoadedRule | LoadedMacro {
  const all: readonly (LoadedRule | LoadedMacro)[] = target.kind === 'rule' ? rules : macros;
  return all.find(({ name }) => name === target.name)!;
}

/** The nodes of a condition, numbered as mutants do, each with the one above it. */
export function nodesOf(root: Expr): { readonly expr: Expr; readonly parent: Expr | undefined }[] {
  const found: { expr: Expr; parent: Expr | undefined }[] = [];
  const visit = (expr: Expr, parent: Expr | undefined): void => {
    found.push({ expr, parent });
    for (const child of subexpressions(expr)) visit(child, expr);
  };
  visit(root, undefined);
  return found;
}

export function nodeSpan(expr: Expr, text: MappedText, spans: ModuleSpans): Span | undefined {
  const yaml = spanOf(text, expr.start, expr.end);
  const kind = expr.kind === 'And' || expr.kind === 'Or' || expr.kind === 'Not' ? expr.kind : 'leaf';
  return yaml && spans.get(kind, yaml);
}
