import { type Expr, parseCondition } from '../condition/index.js';
import { type FieldLookup, K8S_AUDIT_FIELDS } from '../fields/operand-type.js';
import type { OutputTemplate } from '../output/index.js';
import type { ByteString } from '../text/bytes.js';
import { EMPTY_TEXT, type MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/source.js';
import { type ConditionSummary, conditionChecker } from './check/condition.js';
import { matchesTooManyEvents } from './check/event-types.js';
import { fieldsOf, K8S_AUDIT, type OtherSources, SYSCALL } from './check/sources.js';
import type { CollectedList, CollectedMacro, CollectedRule, Collection } from './collect.js';
import {
  type Entry,
  inputsOf,
  isSameMacro,
  isSameRule,
  type MacroEntry,
  NO_NAMES,
  NO_USES,
  newMacroEntry,
  newRuleEntry,
  newUsedNames,
  type ReleasedNames,
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
import { LogReader, UnusedNames } from './dependents.js';
import { EntryDependents } from './entry-dependents.js';
import { withExceptions } from './exceptions.js';
import { type FatalFault, untilFatal } from './fault.js';
import { addedToMacro, addedToRule, firstWord, usesOfSound } from './growth.js';
import { type ListChanges, ListTable, NO_LIST_CHANGES } from './list-table.js';
import { RULE_SEEKER, resolveMacros, type Seeker } from './macros.js';
import { warning } from './read/scope.js';
import { Report, type Sink } from './report.js';
import { Step } from './step.js';

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

/** How items are compiled that were appended to: see growth.ts. */
export type Growth = 'by-parts' | 'whole';

export interface CompilerOptions {
  /** Names of items that are at fault already. */
  readonly unreadable?: ReadonlySet<ByteString>;
  readonly growth?: Growth;
}

/**
 * Compiles everything that has been collected (rule_loader_compiler.cpp, compile). Falco does so after every file,
 * from scratch; here each time goes over what changed since the last one, and tells of the rest again.
 */
export class Compiler {
  readonly #collection: Collection;
  readonly #unreadable: ReadonlySet<ByteString>;
  readonly #growth: Growth;
  /** Macros at fault: what refers to them is not. */
  readonly #broken: Set<ByteString>;
  readonly #lists: ListTable;
  readonly #macros = new Map<ByteString, MacroEntry>();
  readonly #rules = new Map<ByteString, RuleEntry>();
  readonly #unused: Readonly<Record<OtherSources, Readonly<Record<'lists' | 'macros', UnusedNames>>>> = {
    keep: { lists: new UnusedNames(), macros: new UnusedNames() },
    check: { lists: new UnusedNames(), macros: new UnusedNames() },
  };
  readonly #released: ReleasedNames = {
    lists: (name) => this.#considerUnused('lists', name),
    macros: (name) => this.#considerUnused('macros', name),
  };
  readonly #usedByMacros = newUsedNames(this.#released);
  readonly #usedByRules: Readonly<Record<OtherSources, UsedNames>> = {
    keep: newUsedNames(this.#released),
    check: newUsedNames(this.#released),
  };
  readonly #changedLists: LogReader<ByteString>;
  readonly #changedMacros: LogReader<ByteString>;
  readonly #changedRules: LogReader<ByteString>;
  readonly #parsing = new Step<MacroEntry>(
    (entry) => this.#parseMacro(entry),
    ({ parsing }) => parsing,
  );
  readonly #resolving = new Step<MacroEntry>(
    (entry) => this.#resolveMacro(entry),
    ({ resolving }) => resolving,
  );
  readonly #compiling: Readonly<Record<OtherSources, Step<RuleEntry>>> = {
    keep: this.#compilingOf('keep'),
    check: this.#compilingOf('check'),
  };
  readonly #checkers = new Map<FieldLookup, (expr: Expr, text: MappedText) => ConditionSummary>();
  /** Who has to do with lists and macros by name; needed from the second time on. */
  #dependents: EntryDependents | undefined;
  #endless: CollectedList | undefined;
  #hasOtherSources = false;
  /** Items that were appended to and not compiled since: see growth.ts. */
  readonly #grown = new Set<Entry>();
  #isFirst = true;

  constructor(collection: Collection, { unreadable = NO_NAMES, growth = 'by-parts' }: CompilerOptions = {}) {
    this.#collection = collection;
    this.#unreadable = unreadable;
    this.#growth = growth;
    this.#broken = new Set(unreadable);
    this.#lists = new ListTable(collection, this.#released.lists);
    const { lists, macros, rules } = collection.changed;
    this.#changedLists = new LogReader(lists);
    this.#changedMacros = new LogReader(macros);
    this.#changedRules = new LogReader(rules);
  }

  #compilingOf(others: OtherSources): Step<RuleEntry> {
    return new Step(
      (entry) => this.#compileEntry(entry, others).report,
      ({ outcomes }) => outcomes[others]!.report,
    );
  }

  /** Compiles the collection as it is now. False where the sink stopped it. */
  compile(others: OtherSources, sink: Sink): boolean {
    this.#findChanges();
    if (this.#endless) {
      sink.fatal(endless(this.#endless.nameSpan));
      return false;
    }
    // What parts take from others is only counted for rules as they are kept.
    if (others === 'check') this.settle();
    return this.#compileChanged(others, sink);
  }

  #compileChanged(others: OtherSources, sink: Sink): boolean {
    const steps = [this.#parsing, this.#resolving, this.#compiling[others]];
    for (const step of steps as Step<Entry>[]) {
      const stoppedAt = step.run(sink);
      if (!stoppedAt) continue;
      // What is at fault is looked at anew the next time: there may be better help then.
      this.#putBack(stoppedAt);
      return false;
    }
    this.#warnOfUnused(others, sink);
    return true;
  }

  /** Has an item compiled anew. */
  #putBack(entry: Entry): void {
    if (entry.kind === 'macro') this.#parsing.wait(entry);
    else this.#forget(entry);
  }

  /** Compiles what has only been looked at by parts. False where it says more than its parts: that must not be. */
  settle(): boolean {
    const grown = [...this.#grown];
    if (grown.length === 0) return true;
    this.#passOn(grown, NO_LIST_CHANGES);
    // Ends where Falco would: what is at fault is looked at anew the next time, and told then.
    return (
      untilFatal(() => this.#compileChanged('keep', SILENT)) === undefined && grown.every(hasNothingToSay)
    );
  }

  /** Everything that came through, rules of other sources as they are kept. */
  result(): Compiled {
    this.settle();
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
    for (const name of this.#changedLists.next()) this.#considerUnused('lists', name);
    const changedRules = Array.from(this.#changedRules.next(), (name) => rules.get(name)!);
    for (const { source } of changedRules) this.#hasOtherSources ||= source !== K8S_AUDIT;
    const mayGrow = !this.#isFirst && this.#mayGrow;
    const changed: Entry[] = mayGrow ? [] : [...this.#grown];
    for (const name of this.#changedMacros.next()) {
      const macro = macros.get(name)!;
      const entry = this.#macros.get(name);
      if (entry && isSameMacro(entry, macro)) continue;
      const made = entry ?? newMacroEntry(macro);
      if (!entry) this.#macros.set(name, made);
      this.#considerUnused('macros', name);
      if (!(entry && mayGrow && this.#macroGrows(entry, macro))) changed.push(made);
      Object.assign(made, { macro, condition: macro.condition, visibility: macro.place.visibility });
    }
    for (const rule of changedRules) {
      const entry = this.#rules.get(rule.name);
      if (entry?.rule === rule && isSameRule(entry.inputs, rule)) continue;
      const made = entry ?? newRuleEntry(rule);
      if (!entry) this.#rules.set(rule.name, made);
      if (!(entry && mayGrow && this.#ruleGrows(entry, rule))) changed.push(made);
      Object.assign(made, { rule, inputs: inputsOf(rule) });
    }
    if (this.#isFirst) for (const entry of changed) this.#putBack(entry);
    else this.#passOn(changed, changes);
    this.#isFirst = false;
  }

  /** What Falco says of syscall rules depends on all that is in them; and lists may be called anything. */
  get #mayGrow(): boolean {
    return this.#growth === 'by-parts' && !this.#hasOtherSources && this.#lists.areWords;
  }

  /** Whether a rule only has more conditions and exceptions than before, which have nothing to say; notes that. */
  #ruleGrows(entry: RuleEntry, rule: CollectedRule): boolean {
    if (entry.rule !== rule || !hasNothingToSay(entry)) return false;
    const added = addedToRule(entry.inputs, rule);
    const uses = added && this.#compileAlone(added);
    if (!uses) return false;
    // A first exception puts the condition in parentheses. Lists are put in otherwise where they begin a text.
    const hasFirst = entry.inputs.exceptionChanges === 0 && rule.exceptions.changes > 0;
    if (hasFirst && this.#lists.has(firstWord(rule.condition))) return false;
    this.#grow(entry, uses);
    return true;
  }

  /** The same of a macro. Macros in what is added may lead back to it: they are not looked into. */
  #macroGrows(entry: MacroEntry, macro: CollectedMacro): boolean {
    if (!entry.resolved || !hasNothingToSay(entry)) return false;
    const added = addedToMacro(entry, macro);
    const uses = added && this.#compileAlone(added);
    if (!uses?.every(({ met }) => met.size === 0)) return false;
    this.#grow(entry, uses);
    return true;
  }

  /** What conditions take from others, each compiled by itself; undefined where there is anything to say of them. */
  #compileAlone(conditions: readonly MappedText[]): readonly Uses[] | undefined {
    const uses: Uses[] = [];
    for (const condition of conditions) {
      const own = usesOfSound(condition, this.#lists, this.#macros, this.#checkerOf(K8S_AUDIT_FIELDS));
      if (!own) return undefined;
      uses.push(own);
    }
    return uses;
  }

  #grow(entry: Entry, added: readonly Uses[]): void {
    const { lists, macros } = entry.kind === 'macro' ? this.#usedByMacros : this.#usedByRules.keep;
    for (const uses of added) {
      lists.add(uses.lists);
      macros.add(uses.macros);
      this.#dependents?.note(entry, uses);
      entry.grown.push(uses);
    }
    this.#grown.add(entry);
  }

  /** It is compiled anew, with all that was appended. */
  #dropGrown(entry: Entry): void {
    const { lists, macros } = entry.kind === 'macro' ? this.#usedByMacros : this.#usedByRules.keep;
    for (const uses of entry.grown) {
      lists.drop(uses.lists);
      macros.drop(uses.macros);
    }
    entry.grown.length = 0;
    this.#grown.delete(entry);
  }

  /** Marks everything that has to do with what changed. */
  #passOn(changed: readonly Entry[], lists: ListChanges): void {
    for (const entry of this.#dependents!.reach(changed, lists)) this.#putBack(entry);
  }

  #findDependents(): EntryDependents {
    const dependents = new EntryDependents(this.#macros, this.#rules);
    for (const entry of this.#macros.values()) dependents.note(entry, entry.uses);
    for (const entry of this.#rules.values()) {
      for (const outcome of Object.values(entry.outcomes)) dependents.note(entry, outcome.uses);
    }
    return dependents;
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

  #parseMacro(entry: MacroEntry): Report {
    const { name, macro } = entry;
    const report = new Report();
    const { text, lists } = this.#withLists(macro.condition, macro.nameSpan, report);
    const tree = text && parse(text, macro.condCtx, report);
    if (!tree) this.#broken.add(name);
    else if (!this.#unreadable.has(name)) this.#broken.delete(name);
    this.#dropGrown(entry);
    this.#setUses(entry, { ...NO_USES, written: macro.condition, lists });
    Object.assign(entry, {
      text: text ?? EMPTY_TEXT,
      tree,
      resolved: undefined,
      parsing: report,
      resolving: new Report(),
    });
    this.#resolving.wait(entry);
    return report;
  }

  #resolveMacro(entry: MacroEntry): Report {
    const { tree, macro } = entry;
    if (!tree) return entry.resolving;
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
    return entry.resolving;
  }

  #setUses(entry: MacroEntry, uses: Uses): void {
    const { lists, macros } = this.#usedByMacros;
    lists.drop(entry.uses.lists);
    macros.drop(entry.uses.macros);
    entry.uses = uses;
    lists.add(uses.lists);
    macros.add(uses.macros);
    this.#dependents?.note(entry, uses);
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
    if (!known) this.#dependents?.note(entry, outcome.uses);
    outcomes[others] = outcome;
    return outcome;
  }

  #forget(entry: RuleEntry): void {
    this.#dropGrown(entry);
    const { outcomes } = entry;
    for (const others of ['keep', 'check'] as const) {
      this.#compiling[others].wait(entry);
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

  #considerUnused(kind: 'lists' | 'macros', name: ByteString): void {
    this.#unused.keep[kind].consider(name);
    this.#unused.check[kind].consider(name);
  }

  #warnOfUnused(others: OtherSources, sink: Sink): void {
    const isUsed = this.#usedNames(others);
    const { lists, macros } = this.#unused[others];
    for (const macro of inOrder(macros.find(isUsed.macro), this.#collection.macros)) {
      sink.warn(unusedMacro(macro));
    }
    for (const list of inOrder(lists.find(isUsed.list), this.#collection.lists)) sink.warn(unusedList(list));
  }
}

function inOrder<T extends CollectedList | CollectedMacro>(
  names: readonly ByteString[],
  items: ReadonlyMap<ByteString, T>,
): readonly T[] {
  return names.map((name) => items.get(name)!).sort((a, b) => a.place.index - b.place.index);
}

const SILENT: Sink = {
  error: () => false,
  warn() {},
  fatal(fault) {
    throw fault;
  },
};

function hasNothingToSay(entry: Entry): boolean {
  if (entry.kind === 'macro') return entry.parsing.isEmpty && entry.resolving.isEmpty;
  const { keep } = entry.outcomes;
  return keep?.compiled !== undefined && keep.report.isEmpty;
}

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
