import {
  type BinaryCheck,
  type ByteString,
  cannotAllBe,
  decodeText,
  type Expr,
  type LoadedMacro,
  type LoadedRule,
  partOf,
  printExpr,
  type Ruleset,
  type Span,
  spanOf,
} from '@falco-rules/language';
import { type ExceptionNodes, exceptionsOf } from './exceptions.js';
import { canItemDecide, cannotDecide } from './possible.js';
import type {
  CheckReport,
  CoverageReport,
  ItemReport,
  MacroReport,
  RuleReport,
  TupleReport,
} from './report-types.js';
import {
  addCount,
  addItem,
  type Count,
  type ItemTally,
  type NodeTally,
  newCount,
  type RuleTally,
} from './tally.js';
import { type ConditionTree, macrosByName, shapeOf, type TreeNode, treeOf } from './tree.js';

/** Puts together what was seen of a ruleset. Tallies of other conditions than the ruleset's own are passed over. */
export function coverageOf(ruleset: Ruleset, tallies: readonly RuleTally[]): CoverageReport {
  const macros = macrosByName(ruleset);
  const known = new Map(tallies.map((tally) => [`${tally.rule}\n${tally.shape}`, tally]));
  const leftOut: { rule: string; reason: string }[] = [];
  const gathered = new Gathered();
  const trees: ConditionTree[] = [];
  for (const rule of ruleset.rules) {
    const name = decodeText(rule.name);
    const tree = rule.enabled ? treeOf(rule, macros) : undefined;
    if (!tree) {
      leftOut.push({
        rule: name,
        reason: rule.enabled ? 'its condition is too large to be measured' : 'it is not enabled',
      });
      continue;
    }
    trees.push(tree);
    gathered.add(tree, known.get(`${name}\n${shapeOf(rule)}`));
  }
  for (const { name, reason } of ruleset.otherRules) leftOut.push({ rule: decodeText(name), reason });
  return {
    rules: trees.map((tree) => gathered.rule(tree)),
    macros: ruleset.macros.filter((macro) => gathered.uses(macro)).map((macro) => gathered.macro(macro)),
    lists: ruleset.lists
      .map(({ name, span }) => ({ name: decodeText(name), span, items: gathered.listItems(name) }))
      .filter(({ items }) => items.length > 0),
    leftOut,
  };
}

type Owner = LoadedRule | LoadedMacro;

/** A node as it was written, once; a macro's is seen in every rule that uses it. */
interface Written {
  readonly owner: Owner;
  readonly expr: Expr;
  readonly uses: { readonly tree: ConditionTree; readonly node: TreeNode }[];
  readonly tallies: NodeTally[];
  readonly exception?: NonNullable<CheckReport['exception']> & { readonly span?: Span };
}

interface WrittenItem {
  readonly text: string;
  readonly span: Span | undefined;
  readonly tallies: ItemTally[];
  readonly uses: { readonly tree: ConditionTree; readonly node: TreeNode; readonly item: number }[];
}

const NEVER: Count = newCount();

class Gathered {
  readonly #byOwner = new Map<Owner, Map<Expr, Written>>();
  readonly #lists = new Map<ByteString, Map<string, WrittenItem>>();
  readonly #inline = new Map<Expr, Map<number, WrittenItem>>();
  readonly #tuples = new Map<LoadedRule, ExceptionNodes[]>();
  readonly #tallies = new Map<ConditionTree, RuleTally | undefined>();
  /** What was seen of whole conditions, in every rule. */
  readonly #bodies = new Map<Owner, NodeTally[]>();

  add(tree: ConditionTree, tally: RuleTally | undefined): void {
    this.#tallies.set(tree, tally);
    const exceptions = exceptionsOf(tree);
    this.#tuples.set(tree.rule, exceptions);
    for (const node of tree.nodes) {
      const { expr, owner } = node;
      const seen = tally?.nodes.get(node.index);
      // A macro's body stands right below each name of it.
      if (seen && expr === owner.expr) push(this.#bodies, owner, seen);
      const isMacro = expr.kind === 'Identifier';
      if (!isMacro && expr.kind !== 'BinaryCheck' && expr.kind !== 'UnaryCheck') continue;
      const own = this.#byOwner.get(owner) ?? new Map<Expr, Written>();
      this.#byOwner.set(owner, own);
      const exception = exceptionAt(node, exceptions);
      const written: Written = own.get(expr) ?? {
        owner,
        expr,
        uses: [],
        tallies: [],
        ...(exception && { exception }),
      };
      own.set(expr, written);
      written.uses.push({ tree, node });
      if (seen) written.tallies.push(seen);
      if (expr.kind === 'BinaryCheck') this.#addItems(tree, node, expr, seen);
    }
  }

  #addItems(tree: ConditionTree, node: TreeNode, check: BinaryCheck, seen: NodeTally | undefined): void {
    if (check.right.kind !== 'List') return;
    const text = node.owner.expandedText;
    for (const [item, value] of check.right.values.entries()) {
      const part = partOf(text, value.start, value.end);
      const inList = part?.kind === 'list' ? part.name : undefined;
      // A single value in brackets is the check itself.
      if (inList === undefined && check.right.values.length === 1) continue;
      const span = spanOf(text, value.start, value.end);
      const key = span ? `${span.file.name}:${span.start}` : value.value;
      const written =
        inList === undefined ? inner(this.#inline, check, item) : inner(this.#lists, inList, key);
      const entry =
        written.get() ?? written.set({ text: decodeText(value.value), span, tallies: [], uses: [] });
      entry.uses.push({ tree, node, item });
      const tally = seen?.items.get(item);
      if (tally) entry.tallies.push(tally);
    }
  }

  uses(owner: Owner): boolean {
    return this.#byOwner.has(owner);
  }

  rule(tree: ConditionTree): RuleReport {
    const { rule } = tree;
    const root = this.#tallies.get(tree)?.nodes.get(0);
    return {
      name: decodeText(rule.name),
      span: rule.nameSpan,
      fired: root?.held ?? NEVER,
      passed: root?.failed ?? NEVER,
      checks: this.#checks(rule),
      exceptions: this.#tuples.get(rule)!.map((exception) => ({
        name: exception.name,
        text: exception.name,
        span: exception.span,
        tuples: exception.tuples.map(({ index, span }) => this.#tuple(tree, index, span)),
      })),
    };
  }

  #tuple(tree: ConditionTree, index: number, span: Span | undefined): TupleReport {
    const node = tree.nodes[index]!;
    const { expr } = node;
    const decided = this.#tallies.get(tree)?.nodes.get(index)?.decidedHeld ?? NEVER;
    return {
      text: decodeText(printExpr(expr)),
      ...(span && { span }),
      decided,
      canDecide: decided.n > 0 || !cannotDecide(tree, node, [{ expr, holds: true }]),
    };
  }

  macro(macro: LoadedMacro): MacroReport {
    const { expr } = macro;
    const held = newCount();
    const failed = newCount();
    for (const seen of this.#bodies.get(macro) ?? []) {
      addCount(held, seen.held);
      addCount(failed, seen.failed);
    }
    return {
      name: decodeText(macro.name),
      span: macro.nameSpan,
      held,
      failed,
      canHold: held.n > 0 || !cannotAllBe([{ expr, holds: true }]),
      canFail: failed.n > 0 || !cannotAllBe([{ expr, holds: false }]),
      checks: this.#checks(macro),
    };
  }

  #checks(owner: Owner): CheckReport[] {
    return [...(this.#byOwner.get(owner)?.values() ?? [])].map((written) => this.#check(written));
  }

  #check({ owner, expr, uses, tallies, exception }: Written): CheckReport {
    const all = { held: newCount(), failed: newCount(), decidedHeld: newCount(), decidedFailed: newCount() };
    for (const tally of tallies) {
      for (const key of ['held', 'failed', 'decidedHeld', 'decidedFailed'] as const)
        addCount(all[key], tally[key]);
    }
    const can = (holds: boolean) =>
      uses.some(({ tree, node }) => !cannotDecide(tree, node, [{ expr, holds }]));
    const span = exception ? exception.span : spanOf(owner.expandedText, expr.start, expr.end);
    return {
      kind: expr.kind === 'Identifier' ? 'macro' : 'check',
      text: decodeText(printExpr(expr)),
      ...(span && { span }),
      ...all,
      canDecideHeld: all.decidedHeld.n > 0 || can(true),
      canDecideFailed: all.decidedFailed.n > 0 || can(false),
      items: [...(this.#inline.get(expr)?.values() ?? [])].map(itemReport),
      ...(exception && { exception: { name: exception.name, tuple: exception.tuple } }),
    };
  }

  listItems(name: ByteString): ItemReport[] {
    return [...(this.#lists.get(name)?.values() ?? [])].map(itemReport);
  }
}

function push<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known) known.push(value);
  else map.set(key, [value]);
}

function inner<K, L, V>(map: Map<K, Map<L, V>>, key: K, innerKey: L) {
  const known = map.get(key) ?? new Map<L, V>();
  map.set(key, known);
  return {
    get: () => known.get(innerKey),
    set: (value: V) => {
      known.set(innerKey, value);
      return value;
    },
  };
}

function itemReport({ text, span, tallies, uses }: WrittenItem): ItemReport {
  const all = { met: newCount(), decided: newCount() };
  for (const tally of tallies) addItem(all, tally);
  return {
    text,
    ...(span && { span }),
    ...all,
    canDecide: all.decided.n > 0 || uses.some((use) => canItemDecide(use.tree, use.node, use.item)),
  };
}

function exceptionAt({ index }: TreeNode, exceptions: readonly ExceptionNodes[]): Written['exception'] {
  for (const { name, fields } of exceptions) {
    const field = fields.find((each) => each.index === index);
    if (field) return { name, tuple: field.tuple, ...(field.span && { span: field.span }) };
  }
  return undefined;
}
