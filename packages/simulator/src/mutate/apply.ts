import {
  type BinaryCheck,
  type ByteString,
  type Expr,
  type LoadedList,
  type LoadedMacro,
  type LoadedRule,
  type MappedText,
  NOWHERE,
  partOf,
  printExpr,
  type Ruleset,
} from '@falco-rules/language';
import type { Change, Mutant, MutantTarget } from './mutant.js';

/** A ruleset with a mutant put in. */
export interface Mutated {
  readonly ruleset: Ruleset;
  /** Indices in `ruleset.rules` of the rules that are not what they were. */
  readonly changed: readonly number[];
}

/** What tells versions of an item apart. */
export function definitionOf(item: LoadedRule | LoadedMacro | LoadedList): string {
  return 'expr' in item ? printExpr(item.expr) : item.items.map(({ value }) => value).join('\n');
}

/**
 * The ruleset as it would be, had its author made this change. Undefined where it does not have the item, or
 * another version of it, or where no rule is concerned.
 */
export function applyMutant(ruleset: Ruleset, mutant: Mutant): Mutated | undefined {
  if (!hasTarget(ruleset, mutant.target)) return undefined;
  const { change } = mutant;
  if (change.kind === 'priority' || change.kind === 'disable') {
    const edit = change.kind === 'priority' ? { priority: change.to } : { enabled: false };
    return withRules(ruleset, (rule) => (rule.name === mutant.target.name ? { ...rule, ...edit } : rule));
  }
  const rebuild = new Rebuild(ruleset, mutant);
  return withRules(ruleset, (rule) => {
    const expr = rebuild.rule(rule);
    return expr === rule.expr ? rule : { ...rule, expr };
  });
}

function hasTarget({ rules, macros, lists }: Ruleset, { kind, name, definition }: MutantTarget): boolean {
  const items: readonly (LoadedRule | LoadedMacro | LoadedList)[] =
    kind === 'rule' ? rules : kind === 'macro' ? macros : lists;
  const item = items.find((each) => each.name === name);
  return item !== undefined && definitionOf(item) === definition;
}

function withRules(ruleset: Ruleset, change: (rule: LoadedRule) => LoadedRule): Mutated | undefined {
  const rules = ruleset.rules.map(change);
  const changed = rules.flatMap((rule, i) =>
    rule !== ruleset.rules[i] && ruleset.rules[i]!.enabled ? [i] : [],
  );
  return changed.length === 0 ? undefined : { ruleset: { ...ruleset, rules }, changed };
}

/** A part that has become constant is folded away. */
type Folded = Expr | boolean;

class Rebuild {
  readonly #mutant: Mutant;
  readonly #macros: ReadonlyMap<ByteString, LoadedMacro>;
  readonly #done = new Map<ByteString, Folded>();

  constructor({ macros }: Ruleset, mutant: Mutant) {
    this.#mutant = mutant;
    this.#macros = new Map(macros.map((macro) => [macro.name, macro]));
  }

  /** The rule's condition after the change; the same object where it stays as it was. */
  rule(rule: LoadedRule): Expr {
    const folded = this.#item('rule', rule);
    return typeof folded === 'boolean' ? constant(folded) : folded;
  }

  #macro(name: ByteString): Folded | undefined {
    const known = this.#done.get(name);
    if (known !== undefined) return known;
    const macro = this.#macros.get(name);
    if (!macro) return undefined;
    const folded = this.#item('macro', macro);
    this.#done.set(name, folded);
    return folded;
  }

  #item(kind: 'rule' | 'macro', { name, expr, expandedText }: LoadedRule | LoadedMacro): Folded {
    const { target, change } = this.#mutant;
    const isTarget = target.kind === kind && target.name === name;
    if (isTarget && change.kind === 'constant') return change.to;
    let next = 0;
    const visit = (node: Expr): Folded | undefined => {
      const index = next++;
      const here = isTarget && 'node' in change && change.node === index ? change : undefined;
      const rebuilt = here?.kind === 'drop' ? skip(node) : below(node, here);
      return here && rebuilt !== undefined ? changeNode(rebuilt, here) : rebuilt;
    };
    const skip = (node: Expr): undefined => {
      next += countNodes(node) - 1;
      return undefined;
    };
    const below = (node: Expr, here: Change | undefined): Folded | undefined => {
      switch (node.kind) {
        case 'And':
        case 'Or': {
          const swap = here?.kind === 'swap';
          const kind = (node.kind === 'And') !== swap ? 'And' : 'Or';
          return junction(node, kind, node.children.map(visit));
        }
        case 'Not': {
          const child = visit(node.child);
          if (child === undefined || typeof child === 'boolean')
            return child === undefined ? undefined : !child;
          return child === node.child ? node : { ...node, child };
        }
        case 'Identifier': {
          const macro = this.#macro(node.name);
          if (macro === undefined || macro === node.expansion) return node;
          if (typeof macro === 'boolean') return macro;
          return this.#macros.get(node.name)?.expr === macro ? node : { ...node, expansion: macro };
        }
        case 'UnaryCheck':
          return node;
        case 'BinaryCheck':
          return this.#withoutItem(node, expandedText);
      }
    };
    return visit(expr) ?? true;
  }

  #withoutItem(check: BinaryCheck, text: MappedText): Expr {
    const { target, change } = this.#mutant;
    if (change.kind !== 'drop-item' || check.right.kind !== 'List') return check;
    const { values } = check.right;
    const kept = values.filter(({ value, start, end }) => {
      if (value !== change.item) return true;
      const part = partOf(text, start, end);
      return part?.kind !== 'list' || part.name !== target.name;
    });
    return kept.length === values.length ? check : { ...check, right: { ...check.right, values: kept } };
  }
}

function junction(
  node: Expr,
  kind: 'And' | 'Or',
  parts: readonly (Folded | undefined)[],
): Folded | undefined {
  const decider = kind === 'Or';
  const children: Expr[] = [];
  for (const part of parts) {
    if (part === decider) return decider;
    if (part !== undefined && typeof part !== 'boolean') children.push(part);
  }
  const [only] = children;
  if (!only) return parts.every((part) => part === undefined) ? undefined : !decider;
  if (children.length === 1) return only;
  const before = node.kind === 'And' || node.kind === 'Or' ? node.children : [];
  const same =
    node.kind === kind &&
    children.length === before.length &&
    children.every((child, i) => child === before[i]);
  return same ? node : ({ ...node, kind, children } as Expr);
}

function changeNode(node: Folded, change: Change): Folded {
  if (typeof node === 'boolean') return change.kind === 'negate' || change.kind === 'drop-not' ? !node : node;
  switch (change.kind) {
    case 'negate':
      return { ...NOWHERE, kind: 'Not', child: node };
    case 'drop-not':
      return node.kind === 'Not' ? node.child : node;
    case 'operator': {
      if (node.kind !== 'BinaryCheck') return node;
      const { modifier: _, ...rest } = node;
      return { ...rest, operator: change.to, ...(change.modifier && { modifier: change.modifier }) };
    }
    case 'drop-value': {
      if (node.kind !== 'BinaryCheck' || node.right.kind !== 'List') return node;
      return { ...node, right: { ...node.right, values: node.right.values.toSpliced(change.value, 1) } };
    }
    default:
      return node;
  }
}

function countNodes(expr: Expr): number {
  if (expr.kind === 'Not') return 1 + countNodes(expr.child);
  if (expr.kind !== 'And' && expr.kind !== 'Or') return 1;
  return expr.children.reduce((sum, child) => sum + countNodes(child), 1);
}

/** A condition that holds on every event, or on none. */
function constant(holds: boolean): Expr {
  const always: Expr = {
    ...NOWHERE,
    kind: 'UnaryCheck',
    left: { ...NOWHERE, kind: 'Field', field: 'evt.num' },
    operator: 'exists',
  };
  return holds ? always : { ...NOWHERE, kind: 'Not', child: always };
}
