import { type Expr, parseCondition } from '../condition/index.js';
import type { FieldLookup } from '../fields/operand-type.js';
import type { OutputTemplate } from '../output/index.js';
import type { ByteString } from '../text/bytes.js';
import { EMPTY_TEXT, type MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/source.js';
import { type ConditionSummary, conditionChecker } from './check/condition.js';
import { matchesTooManyEvents } from './check/event-types.js';
import { fieldsOf, K8S_AUDIT, type OtherSources, SYSCALL } from './check/sources.js';
import type { CollectedList, CollectedMacro, CollectedRule, Collection } from './collect.js';
import {
  inputsOf,
  isSameMacro,
  isSameRule,
  type MacroEntry,
  NO_NAMES,
  NO_USES,
  newMacroEntry,
  newUsedNames,
  type RuleEntry,
  type RuleOutcome,
  type UsedNames,
  type Uses,
} from './compile-entries.js';
import {
  crashOf,
  exceptionError,
  macroError,
  parseError,
  unusedList,
  unusedMacro,
} from './compile-faults.js';
import { checkCondition, checkOutput } from './compile-rule.js';
import type { Context } from './context.js';
import { Dependents } from './dependents.js';
import { withExceptions } from './exceptions.js';
import type { FatalFault } from './fault.js';
import { type ListChanges, ListTable } from './list-table.js';
import { tokensOf } from './lists.js';
import { resolveMacros, type Seeker } from './macros.js';
import { warning } from './read/scope.js';
import { Report, type Sink } from './report.js';

export interface CompiledList {
  readonly list: CollectedList;
  /** Lists among the items put in, one level deep. */
  readonly items: readonly MappedText[];
  readonly used: boolean;
}

export interface CompiledMacro {
  readonly macro: CollectedMacro;
  readonly expandedText: MappedText;
  readonly expr: Expr;
  readonly used: boolean;
}

export interface CompiledRule {
  readonly rule: CollectedRule;
  readonly template: OutputTemplate;
  readonly expandedText: MappedText;
  readonly expr: Expr;
}

export interface Compiled {
  readonly lists: readonly CompiledList[];
  readonly macros: readonly CompiledMacro[];
  /** Without those that were skipped or are at fault. */
  readonly rules: readonly CompiledRule[];
}

/** Rules see all macros, and come after all of them. */
const RULE_SEEKER: Seeker = { index: Number.POSITIVE_INFINITY, visibility: Number.POSITIVE_INFINITY };

/**
 * Compiles everything that has been collected (rule_loader_compiler.cpp, compile). Falco does so after every file,
 * from scratch; here each time goes over what changed since the last one, and tells of the rest again.
 */
export class Compiler {
  readonly #collection: Collection;
  readonly #unreadable: ReadonlySet<ByteString>;
  /** Macros at fault: what refers to them is not. */
  readonly #broken: Set<ByteString>;
  readonly #lists: ListTable;
  readonly #macros = new Map<ByteString, MacroEntry>();
  readonly #rules = new Map<ByteString, RuleEntry>();
  readonly #usedByMacros = newUsedNames();
  readonly #usedByRules: Readonly<Record<OtherSources, UsedNames>> = {
    keep: newUsedNames(),
    check: newUsedNames(),
  };
  readonly #checkers = new Map<FieldLookup, (expr: Expr, text: MappedText) => ConditionSummary>();
  /** Who has to do with lists and macros by name; needed from the second time on. */
  #dependents: { readonly ofLists: ItemDependents; readonly ofMacros: ItemDependents } | undefined;
  #endless: CollectedList | undefined;
  #isFirst = true;

  /** `unreadable`: names of items that are at fault already. */
  constructor(collection: Collection, unreadable: ReadonlySet<ByteString> = NO_NAMES) {
    this.#collection = collection;
    this.#unreadable = unreadable;
    this.#broken = new Set(unreadable);
    this.#lists = new ListTable(collection.lists);
  }

  /** Compiles the collection as it is now. False where the sink stopped it. */
  compile(others: OtherSources, sink: Sink): boolean {
    this.#findChanges();
    if (this.#endless) {
      sink.fatal(endless(this.#endless.nameSpan));
      return false;
    }
    for (const entry of this.#macros.values()) {
      if (entry.stage === 'changed') this.#parseMacro(entry);
      if (!entry.parsing.tell(sink)) return this.#stopAt(entry);
    }
    for (const entry of this.#macros.values()) {
      if (entry.stage === 'parsed') this.#resolveMacro(entry);
      if (!entry.resolving.tell(sink)) return this.#stopAt(entry);
    }
    for (const name of this.#collection.rules.keys()) {
      const entry = this.#rules.get(name)!;
      const outcome = entry.outcomes[others] ?? this.#compileEntry(entry, others);
      if (!outcome.report.tell(sink)) return this.#stopAt(entry);
    }
    this.#warnOfUnused(others, sink);
    return true;
  }

  /** What is at fault is looked at anew the next time: there may be better help then. */
  #stopAt(entry: MacroEntry | RuleEntry): false {
    if (entry.kind === 'macro') entry.stage = 'changed';
    else this.#forget(entry);
    return false;
  }

  /** Everything that came through, rules of other sources as they are kept. */
  result(): Compiled {
    const isUsed = this.#usedNames('keep');
    const lists = [...this.#collection.lists.values()].map((list) => {
      return { list, items: this.#lists.itemsOf(list.name), used: isUsed.list(list.name) };
    });
    const macros: CompiledMacro[] = [];
    for (const { macro, text, resolved } of this.#macros.values()) {
      if (!resolved) continue;
      macros.push({ macro, expandedText: text, expr: resolved, used: isUsed.macro(macro.name) });
    }
    const rules: CompiledRule[] = [];
    for (const name of this.#collection.rules.keys()) {
      const compiled = this.#rules.get(name)?.outcomes.keep?.compiled;
      if (compiled) rules.push(compiled);
    }
    return { lists, macros, rules };
  }

  #findChanges(): void {
    const { macros, rules } = this.#collection;
    if (!this.#isFirst) this.#dependents ??= this.#findDependents();
    const { changes, endless } = this.#lists.refresh();
    this.#endless = endless;
    const changed: ByteString[] = [];
    for (const macro of macros.values()) {
      const entry = this.#macros.get(macro.name);
      if (!entry) this.#macros.set(macro.name, newMacroEntry(macro));
      else if (isSameMacro(entry, macro)) continue;
      else Object.assign(entry, { macro, condition: macro.condition, visibility: macro.place.visibility });
      changed.push(macro.name);
    }
    for (const rule of rules.values()) {
      const entry = this.#rules.get(rule.name);
      if (!entry) this.#rules.set(rule.name, { kind: 'rule', rule, inputs: inputsOf(rule), outcomes: {} });
      else if (entry.rule !== rule || !isSameRule(entry.inputs, rule)) {
        this.#forget(entry);
        Object.assign(entry, { rule, inputs: inputsOf(rule) });
      }
    }
    if (!this.#isFirst) this.#passOn(changed, changes);
    this.#isFirst = false;
  }

  /** Marks everything that has to do with what changed. */
  #passOn(changedMacros: readonly ByteString[], lists: ListChanges): void {
    const { ofLists, ofMacros } = this.#dependents!;
    const waiting = new Set(changedMacros);
    const mark = (item: MacroEntry | RuleEntry): void => {
      if (item.kind === 'macro') waiting.add(item.name);
      else this.#forget(item);
    };
    for (const name of lists.names) for (const item of ofLists.of(name)) mark(item);
    if (lists.anywhere) for (const item of [...this.#macros.values(), ...this.#rules.values()]) mark(item);
    // The set grows while it is walked.
    for (const name of waiting) {
      this.#macros.get(name)!.stage = 'changed';
      for (const item of ofMacros.of(name)) mark(item);
    }
  }

  #findDependents(): { ofLists: ItemDependents; ofMacros: ItemDependents } {
    const dependents = {
      ofLists: new Dependents<MacroEntry | RuleEntry>(),
      ofMacros: new Dependents<MacroEntry | RuleEntry>(),
    };
    this.#dependents = dependents;
    for (const entry of this.#macros.values()) this.#noteDependent(entry, entry.uses);
    for (const entry of this.#rules.values()) {
      for (const outcome of Object.values(entry.outcomes)) this.#noteDependent(entry, outcome.uses);
    }
    return dependents;
  }

  #noteDependent(item: MacroEntry | RuleEntry, { written, met }: Uses): void {
    this.#dependents?.ofLists.add(item, tokensOf(written.text));
    this.#dependents?.ofMacros.add(item, met);
  }

  /** The condition with lists put in; undefined where that does not end, which is reported. `span` is its item's name. */
  #withLists(
    condition: MappedText,
    span: Span,
    report: Report,
  ): { text: MappedText | undefined; lists: readonly ByteString[] } {
    const { text, used, endless: isEndless } = this.#lists.substitute(condition);
    if (isEndless) report.fatal(endless(span), true);
    return { text: isEndless ? undefined : text, lists: this.#lists.namesOf(used) };
  }

  #parseMacro(entry: MacroEntry): void {
    const { name, macro } = entry;
    const report = new Report();
    const { text, lists } = this.#withLists(macro.condition, macro.nameSpan, report);
    const tree = text && parse(text, macro.condCtx, report);
    if (!tree) this.#broken.add(name);
    else if (!this.#unreadable.has(name)) this.#broken.delete(name);
    this.#setUses(entry, { ...NO_USES, written: macro.condition, lists });
    Object.assign(entry, {
      stage: 'parsed',
      text: text ?? EMPTY_TEXT,
      tree,
      resolved: undefined,
      parsing: report,
      resolving: new Report(),
    });
  }

  #resolveMacro(entry: MacroEntry): void {
    entry.stage = 'resolved';
    const { tree, macro } = entry;
    if (!tree) return;
    const { met, used } = this.#resolve(
      tree,
      entry.text,
      entry,
      macro.condition.text,
      macro.ctx,
      entry.resolving,
    );
    this.#setUses(entry, { ...entry.uses, macros: used, met });
    entry.resolved = tree;
  }

  #setUses(entry: MacroEntry, uses: Uses): void {
    const { lists, macros } = this.#usedByMacros;
    lists.drop(entry.uses.lists);
    macros.drop(entry.uses.macros);
    entry.uses = uses;
    lists.add(uses.lists);
    macros.add(uses.macros);
    this.#noteDependent(entry, uses);
  }

  /** Puts macros into a tree. Only the first fault is Falco's. */
  #resolve(
    tree: Expr,
    text: MappedText,
    seeker: Seeker & { readonly name?: ByteString },
    condition: ByteString,
    ctx: Context,
    report: Report,
  ) {
    const { faults, used, met } = resolveMacros(tree, text, this.#macros, seeker);
    const loop = faults.find(({ kind }) => kind === 'loop');
    for (const fault of loop ? [loop] : faults) {
      if (this.#broken.has(fault.name)) continue;
      report.error(macroError(fault, condition, ctx, this.#collection));
    }
    if (faults.length > 0 && seeker.name !== undefined) this.#broken.add(seeker.name);
    return { isWhole: faults.length === 0, used, met };
  }

  #compileEntry(entry: RuleEntry, others: OtherSources): RuleOutcome {
    const { rule, outcomes } = entry;
    const known = rule.source === K8S_AUDIT ? (outcomes.keep ?? outcomes.check) : undefined;
    const outcome = known ?? this.#compileRule(rule, others);
    const { lists, macros } = this.#usedByRules[others];
    lists.add(outcome.uses.lists);
    macros.add(outcome.uses.macros);
    if (!known) this.#noteDependent(entry, outcome.uses);
    outcomes[others] = outcome;
    return outcome;
  }

  #forget({ outcomes }: RuleEntry): void {
    for (const others of ['keep', 'check'] as const) {
      const outcome = outcomes[others];
      if (!outcome) continue;
      this.#usedByRules[others].lists.drop(outcome.uses.lists);
      this.#usedByRules[others].macros.drop(outcome.uses.macros);
      delete outcomes[others];
    }
  }

  #compileRule(rule: CollectedRule, others: OtherSources): RuleOutcome {
    const report = new Report();
    if (rule.unknownSource) return { report, uses: NO_USES };
    const extended = withExceptions(rule.condition, rule.exceptions.all);
    if (!extended.ok) {
      if (extended.crash) report.fatal(crashOf(extended.message, extended.exception.span));
      else report.error(exceptionError(extended.message, extended.exception));
      return { report, uses: NO_USES };
    }
    const fields = fieldsOf(rule.source, others);
    const output = checkOutput(rule, fields);
    report.include(output.report);
    if (output.skip) return { report, uses: NO_USES };
    const written = extended.condition;
    const { text, lists } = this.#withLists(written, rule.nameSpan, report);
    const expr = text && parse(text, rule.condCtx, report);
    if (!expr) return { report, uses: { ...NO_USES, written, lists } };
    const resolved = this.#resolve(expr, text, RULE_SEEKER, written.text, rule.ctx, report);
    const uses: Uses = { written, lists, macros: resolved.used, met: resolved.met };
    const summary = this.#checkerOf(fields)(expr, text);
    const isSound = checkCondition(rule, summary, written.text, report);
    const { template } = output;
    if (!isSound || !resolved.isWhole || !template) return { report, uses };
    if (rule.source === SYSCALL && others === 'check' && rule.warnEvttypes && matchesTooManyEvents(expr)) {
      const message = 'Rule matches too many evt.type values. This has a significant performance penalty.';
      report.warn(warning('LOAD_NO_EVTTYPE', message, rule.ctx, rule.nameSpan));
    }
    return { report, uses, compiled: { rule, template, expandedText: text, expr } };
  }

  #checkerOf(fields: FieldLookup): (expr: Expr, text: MappedText) => ConditionSummary {
    const known = this.#checkers.get(fields);
    if (known) return known;
    const checker = conditionChecker(fields, (name) => this.#macros.get(name)?.text ?? EMPTY_TEXT);
    this.#checkers.set(fields, checker);
    return checker;
  }

  #usedNames(others: OtherSources) {
    const macros = this.#usedByMacros;
    const rules = this.#usedByRules[others];
    return {
      list: (name: ByteString) =>
        this.#lists.isUsedInside(name) || macros.lists.has(name) || rules.lists.has(name),
      macro: (name: ByteString) => macros.macros.has(name) || rules.macros.has(name),
    };
  }

  #warnOfUnused(others: OtherSources, sink: Sink): void {
    const isUsed = this.#usedNames(others);
    for (const macro of this.#collection.macros.values()) {
      if (!isUsed.macro(macro.name)) sink.warn(unusedMacro(macro));
    }
    for (const list of this.#collection.lists.values()) {
      if (!isUsed.list(list.name)) sink.warn(unusedList(list));
    }
  }
}

type ItemDependents = Dependents<MacroEntry | RuleEntry>;

/** The tree of a text that has its lists already; undefined where it does not parse, which is reported. */
function parse(text: MappedText, ctx: Context, report: Report): Expr | undefined {
  const parsed = parseCondition(text.text);
  if (parsed.ok) return parsed.expr;
  report.error(parseError(text, parsed, ctx));
  return undefined;
}

function endless(span: Span): FatalFault {
  return crashOf('lists in lists make this too long: Falco would not come to an end', span);
}
