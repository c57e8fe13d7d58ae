import {
  type BinaryCheck,
  type ByteString,
  type Expr,
  findField,
  type LoadedMacro,
  type LoadedRule,
  PRIORITIES,
  partOf,
  printExpr,
  type Ruleset,
  sameVerdict,
  subexpressions,
} from '@falco-rules/language';
import { applyMutant, definitionOf } from './apply.js';
import type { Change, Mutant, MutantTarget } from './mutant.js';
import { MODIFIER_NEIGHBOURS, NEIGHBOURS, OPPOSED } from './operators.js';

/** The mutants of a ruleset. */
export interface Mutants {
  readonly mutants: readonly Mutant[];
  /** Changes that no event would show, and such as come to the same as others. */
  readonly equivalent: number;
  readonly duplicate: number;
}

/** Nested deeper, or larger, than conditions that people write: no mutants. */
const MOST_DEEP = 500;
const MOST_NODES = 5000;

/** Every mutant of the enabled rules, and of the macros and lists that they use; each that says something of its own. */
export function mutantsOf(ruleset: Ruleset): Mutants {
  const rules = ruleset.rules.filter((rule) => rule.enabled && isMeasurable(rule.expr));
  const macros = usedMacros(ruleset, rules);
  const owners: readonly (LoadedRule | LoadedMacro)[] = [...rules, ...macros];
  const candidates = [
    ...rules.flatMap((rule) => [...conditionMutants('rule', rule), ...rulePartMutants(rule)]),
    ...macros.flatMap((macro) => [...conditionMutants('macro', macro), ...constants(macro)]),
    ...listMutants(ruleset, owners),
  ];
  const seen = new Set<string>();
  const mutants: Mutant[] = [];
  let equivalent = 0;
  let duplicate = 0;
  for (const mutant of candidates) {
    const mutated = applyMutant(ruleset, mutant);
    if (!mutated) {
      equivalent++;
      continue;
    }
    const key = mutated.changed.map((i) => `${i} ${fingerprint(mutated.ruleset.rules[i]!)}`).join('\n');
    if (seen.has(key)) {
      duplicate++;
      continue;
    }
    seen.add(key);
    const shows = mutated.changed.some((i) => differs(ruleset.rules[i]!, mutated.ruleset.rules[i]!));
    if (shows) mutants.push(mutant);
    else equivalent++;
  }
  return { mutants, equivalent, duplicate };
}

function differs(before: LoadedRule, after: LoadedRule): boolean {
  if (before.priority !== after.priority || before.enabled !== after.enabled) return true;
  return !sameVerdict(before.expr, after.expr);
}

function fingerprint({ enabled, priority, expr }: LoadedRule): string {
  return `${enabled} ${priority} ${print(expr)}`;
}

/** With macros put in, as what they say. */
function print(expr: Expr): string {
  switch (expr.kind) {
    case 'Identifier':
      return expr.expansion ? print(expr.expansion) : expr.name;
    case 'Not':
      return `not(${print(expr.child)})`;
    case 'And':
    case 'Or':
      return `(${expr.children.map(print).join(expr.kind === 'And' ? ' and ' : ' or ')})`;
    default:
      return printExpr(expr);
  }
}

function isMeasurable(root: Expr): boolean {
  const pending = [{ expr: root, depth: 1 }];
  let count = 0;
  for (let item = pending.pop(); item; item = pending.pop()) {
    const { expr, depth } = item;
    if (++count > MOST_NODES || depth > MOST_DEEP) return false;
    const inside = expr.kind === 'Identifier' && expr.expansion ? [expr.expansion] : subexpressions(expr);
    for (const child of inside) pending.push({ expr: child, depth: depth + 1 });
  }
  return true;
}

function usedMacros({ macros }: Ruleset, rules: readonly LoadedRule[]): readonly LoadedMacro[] {
  const used = new Set<ByteString>();
  const pending: Expr[] = rules.map(({ expr }) => expr);
  for (let expr = pending.pop(); expr; expr = pending.pop()) {
    if (expr.kind === 'Identifier' && expr.expansion && !used.has(expr.name)) {
      used.add(expr.name);
      pending.push(expr.expansion);
    }
    for (const part of subexpressions(expr)) pending.push(part);
  }
  return macros.filter(({ name }) => used.has(name));
}

function targetOf(kind: 'rule' | 'macro', item: LoadedRule | LoadedMacro): MutantTarget {
  return { kind, name: item.name, definition: definitionOf(item) };
}

/** Where a node stands in the condition of a rule or a macro. */
interface Position {
  readonly index: number;
  readonly expr: Expr;
  readonly parent: Expr | undefined;
  /** `shared`: a field of one of several combinations; its field and comparison are written once for all of them. */
  readonly within: 'condition' | 'exceptions' | 'exception' | 'tuple' | 'field' | 'shared';
}

function conditionMutants(kind: 'rule' | 'macro', item: LoadedRule | LoadedMacro): Mutant[] {
  const target = targetOf(kind, item);
  const changes = positionsOf(item).flatMap((position) => changesAt(position, item));
  return changes.map((change) => ({ target, change }));
}

function changesAt(
  { index: node, expr, parent, within }: Position,
  item: LoadedRule | LoadedMacro,
): Change[] {
  const changes: Change[] = [];
  const isPart = parent?.kind === 'And' || parent?.kind === 'Or';
  if (within === 'exceptions') return [];
  if (within === 'shared') return expr.kind === 'BinaryCheck' ? valueChanges(node, expr, item) : [];
  if (isPart) changes.push({ kind: 'drop', node, of: within });
  if (within === 'exception' || within === 'tuple') return changes;
  if (within === 'condition') {
    if (expr.kind === 'Not') changes.push({ kind: 'drop-not', node });
    else if (
      parent?.kind !== 'Not' &&
      isLeaf(expr) &&
      !(expr.kind === 'BinaryCheck' && OPPOSED.has(expr.operator))
    )
      changes.push({ kind: 'negate', node });
    if (expr.kind === 'And' || expr.kind === 'Or') changes.push({ kind: 'swap', node });
  }
  if (expr.kind === 'BinaryCheck') changes.push(...checkChanges(node, expr, item));
  return changes;
}

function isLeaf(expr: Expr): boolean {
  return expr.kind === 'Identifier' || expr.kind === 'UnaryCheck' || expr.kind === 'BinaryCheck';
}

function checkChanges(node: number, check: BinaryCheck, item: LoadedRule | LoadedMacro): Change[] {
  const changes: Change[] = [];
  const { operator, modifier, left } = check;
  if (modifier)
    changes.push({ kind: 'operator', node, to: operator, modifier: MODIFIER_NEIGHBOURS[modifier] });
  const field = left.kind === 'Field' && findField(left.field)?.list ? 'list' : 'single';
  for (const { operator: to, of } of NEIGHBOURS[operator]) {
    if (of !== 'all' && of !== field) continue;
    changes.push({ kind: 'operator', node, to, ...(modifier && { modifier }) });
  }
  return [...changes, ...valueChanges(node, check, item)];
}

function valueChanges(
  node: number,
  { right }: BinaryCheck,
  { expandedText }: LoadedRule | LoadedMacro,
): Change[] {
  if (right.kind !== 'List' || right.values.length < 2) return [];
  const changes: Change[] = [];
  for (const [value, { start, end }] of right.values.entries()) {
    if (partOf(expandedText, start, end)?.kind === 'list') continue;
    changes.push({ kind: 'drop-value', node, value });
  }
  return changes;
}

/** Every node of an item's own condition, numbered as applyMutant does. */
function positionsOf(item: LoadedRule | LoadedMacro): Position[] {
  const positions: Position[] = [];
  const exceptions = 'exceptions' in item ? item.exceptions.filter(({ values }) => values.length > 0) : [];
  const { expr: root } = item;
  const wrapped =
    exceptions.length > 0 && root.kind === 'And' && root.children.length === exceptions.length + 1;
  const visit = (expr: Expr, parent: Expr | undefined, within: Position['within']): void => {
    positions.push({ index: positions.length, expr, parent, within });
    if (wrapped && expr === root && expr.kind === 'And') {
      for (const [i, child] of expr.children.entries()) {
        if (i === 0) visit(child, undefined, 'condition');
        else visitException(child, expr, exceptions[i - 1]!);
      }
      return;
    }
    for (const child of subexpressions(expr)) visit(child, expr, within);
  };
  const visitException = (not: Expr, parent: Expr, exception: LoadedRule['exceptions'][number]): void => {
    positions.push({ index: positions.length, expr: not, parent, within: 'exception' });
    const body = subexpressions(not)[0];
    if (!body) return;
    const several = exception.fields.list && exception.values.length > 1 && body.kind === 'Or';
    if (!several) {
      visitTuple(body, not);
      return;
    }
    positions.push({ index: positions.length, expr: body, parent: not, within: 'exceptions' });
    for (const tuple of subexpressions(body)) visitTuple(tuple, body);
  };
  const visitTuple = (tuple: Expr, parent: Expr): void => {
    const several = parent.kind !== 'Not';
    const within = isLeaf(tuple) && !several ? 'field' : 'tuple';
    positions.push({ index: positions.length, expr: tuple, parent, within });
    for (const child of subexpressions(tuple)) visit(child, tuple, several ? 'shared' : 'field');
  };
  visit(root, undefined, wrapped ? 'exceptions' : 'condition');
  return positions;
}

function rulePartMutants(rule: LoadedRule): Mutant[] {
  const target = targetOf('rule', rule);
  const at = PRIORITIES.indexOf(rule.priority);
  // The next one down is the likeliest slip; the lowest has one above it.
  const to = PRIORITIES[at + 1] ?? PRIORITIES[at - 1]!;
  return [
    { target, change: { kind: 'priority', to } },
    { target, change: { kind: 'disable' } },
  ];
}

function constants(macro: LoadedMacro): Mutant[] {
  const target = targetOf('macro', macro);
  return [true, false].map((to) => ({ target, change: { kind: 'constant', to } }));
}

/** An item of each list that is met in a condition. */
function listMutants({ lists }: Ruleset, owners: readonly (LoadedRule | LoadedMacro)[]): Mutant[] {
  const met = new Map<ByteString, Set<ByteString>>();
  const visit = (expr: Expr, { expandedText }: LoadedRule | LoadedMacro): void => {
    if (expr.kind === 'BinaryCheck' && expr.right.kind === 'List') {
      for (const { value, start, end } of expr.right.values) {
        const part = partOf(expandedText, start, end);
        if (part?.kind !== 'list') continue;
        const items = met.get(part.name) ?? new Set();
        met.set(part.name, items.add(value));
      }
    }
    for (const child of subexpressions(expr)) visit(child, { expandedText } as LoadedMacro);
  };
  for (const owner of owners) visit(owner.expr, owner);
  return lists.flatMap((list) => {
    const target: MutantTarget = { kind: 'list', name: list.name, definition: definitionOf(list) };
    return [...(met.get(list.name) ?? [])].map((item) => ({
      target,
      change: { kind: 'drop-item', item } as const,
    }));
  });
}
