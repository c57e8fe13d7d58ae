import { type Expr, parseCondition } from '../condition/index.js';
import type { ByteString } from '../text/bytes.js';
import { EMPTY_TEXT, type MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/source.js';
import { type ConditionSummary, conditionChecker, type Remark } from './check/condition.js';
import { DEPRECATED_FIELD_NAMES, DEPRECATED_FIELDS } from './check/deprecated.js';
import { matchesTooManyEvents } from './check/event-types.js';
import { outputFault } from './check/output.js';
import { fieldsOf, K8S_AUDIT, type OtherSources, SYSCALL } from './check/sources.js';
import type { CollectedList, CollectedMacro, CollectedRule, Collection } from './collect.js';
import {
  crashOf,
  exceptionError,
  macroError,
  outputError,
  parseError,
  remarkError,
  remarkWarning,
} from './compile-faults.js';
import { type Context, conditionContext } from './context.js';
import { withExceptions } from './exceptions.js';
import type { FatalFault, LoadError, LoadWarning } from './fault.js';
import { type ListText, listSubstituter, substituteOf } from './lists.js';
import { type MacroState, resolveMacros } from './macros.js';
import { warning } from './read/scope.js';

/** Where compiling reports to. */
export interface Sink {
  /** Whether to go on. */
  error(error: LoadError): boolean;
  warn(warning: LoadWarning): void;
  fatal(fault: FatalFault): void;
}

export interface CompiledList {
  readonly list: CollectedList;
  /** Lists among the items put in, one level deep. */
  readonly items: readonly MappedText[];
  used: boolean;
}

export interface CompiledMacro {
  readonly macro: CollectedMacro;
  readonly expandedText: MappedText;
  readonly expr: Expr;
  readonly used: boolean;
}

export interface CompiledRule {
  readonly rule: CollectedRule;
  readonly expandedText: MappedText;
  readonly expr: Expr;
}

export interface Compiled {
  readonly lists: readonly CompiledList[];
  readonly macros: readonly CompiledMacro[];
  /** Without those that were skipped or are at fault. */
  readonly rules: readonly CompiledRule[];
}

export interface CompileOptions {
  readonly others: OtherSources;
  /** Names of macros that are at fault already: what refers to them is not. */
  readonly broken: Set<ByteString>;
}

/** Ends compiling at the first error. */
class Stopped {}

const EVERYTHING = Number.POSITIVE_INFINITY;

/** More items than any list can have, even with the lists in it put in. */
const MOST_ITEMS = 5_000_000;

/**
 * Compiles everything that has been collected (rule_loader_compiler.cpp, compile). Undefined where the sink
 * stopped it.
 */
export function compileCollection(
  collection: Collection,
  options: CompileOptions,
  sink: Sink,
): Compiled | undefined {
  try {
    return new Compiler(collection, options, sink).compile();
  } catch (stopped) {
    if (stopped instanceof Stopped) return undefined;
    throw stopped;
  }
}

class Compiler {
  readonly #collection: Collection;
  readonly #options: CompileOptions;
  readonly #sink: Sink;
  readonly #lists: CompiledList[] = [];
  readonly #macros = new Map<ByteString, MacroState>();
  readonly #usedMacros = new Set<ByteString>();
  readonly #checkers = new Map<ByteString, (expr: Expr, text: MappedText) => ConditionSummary>();
  #substitute: ReturnType<typeof listSubstituter> = (text) => ({ text, used: [] });

  constructor(collection: Collection, options: CompileOptions, sink: Sink) {
    this.#collection = collection;
    this.#options = options;
    this.#sink = sink;
  }

  compile(): Compiled {
    this.#compileLists();
    this.#compileMacros();
    const rules = [...this.#collection.rules.values()].flatMap((rule) => this.#compileRule(rule) ?? []);
    this.#warnOfUnused();
    const macros = [...this.#collection.macros.values()].flatMap((macro) => {
      const state = this.#macros.get(macro.name);
      if (!state?.resolved) return [];
      const used = this.#usedMacros.has(macro.name);
      return [{ macro, expandedText: state.text, expr: state.resolved, used }];
    });
    return { lists: this.#lists, macros, rules };
  }

  #error(error: LoadError): void {
    if (!this.#sink.error(error)) throw new Stopped();
  }

  #compileLists(): void {
    const { lists } = this.#collection;
    const used = new Set<ByteString>();
    const texts: ListText[] = [];
    let count = 0;
    for (const list of lists.values()) {
      const items = list.items.flatMap((item) => {
        const inner = lists.get(item.text);
        if (!inner || inner.index >= list.visibility) return [item];
        used.add(inner.name);
        count += inner.items.length;
        if (count > MOST_ITEMS) this.#endless(list.nameSpan);
        return inner.items;
      });
      this.#lists.push({ list, items, used: false });
      texts.push({ name: list.name, substitute: substituteOf(items) });
    }
    for (const list of this.#lists) list.used = used.has(list.list.name);
    this.#substitute = listSubstituter(texts);
  }

  /** The condition with lists put in; `span` is its item's name. */
  #withLists(condition: MappedText, span: Span): MappedText {
    const { text, used, endless } = this.#substitute(condition);
    for (const index of used) this.#lists[index]!.used = true;
    if (endless) this.#endless(span);
    return text;
  }

  #endless(span: Span): never {
    this.#sink.fatal(crashOf('lists in lists make this too long: Falco would not come to an end', span));
    throw new Stopped();
  }

  /** The tree of a text that has its lists already; undefined where it does not parse, which is reported. */
  #parse(text: MappedText, ctx: Context): Expr | undefined {
    const parsed = parseCondition(text.text);
    if (parsed.ok) return parsed.expr;
    this.#error(parseError(text, parsed, ctx));
    return undefined;
  }

  #compileMacros(): void {
    const { macros } = this.#collection;
    const trees = new Map<ByteString, Expr>();
    for (const macro of macros.values()) {
      const text = this.#withLists(macro.condition, macro.nameSpan);
      const tree = this.#parse(text, macro.condCtx);
      if (tree) trees.set(macro.name, tree);
      else this.#options.broken.add(macro.name);
      const parse = () => {
        const parsed = parseCondition(text.text);
        return parsed.ok ? parsed.expr : undefined;
      };
      this.#macros.set(macro.name, { name: macro.name, index: macro.index, text, parse });
    }
    for (const macro of macros.values()) {
      const tree = trees.get(macro.name);
      if (!tree) continue;
      const state = this.#macros.get(macro.name)!;
      if (!this.#resolve(tree, state.text, macro.visibility, macro.condition.text, macro.ctx)) {
        this.#options.broken.add(macro.name);
      }
      state.resolved = tree;
    }
  }

  /** Puts macros into a tree. Only the first fault is Falco's. */
  #resolve(tree: Expr, text: MappedText, visibility: number, condition: ByteString, ctx: Context): boolean {
    const { faults, used } = resolveMacros(tree, text, this.#macros, visibility);
    for (const name of used) this.#usedMacros.add(name);
    if (faults.length === 0) return true;
    const loop = faults.find(({ kind }) => kind === 'loop');
    for (const fault of loop ? [loop] : faults) {
      if (this.#options.broken.has(fault.name)) continue;
      this.#error(macroError(fault, condition, ctx, this.#collection.macros));
    }
    return false;
  }

  #compileRule(rule: CollectedRule): CompiledRule | undefined {
    if (rule.unknownSource) return undefined;
    const extended = withExceptions(rule.condition, rule.exceptions);
    if (!extended.ok) {
      if (extended.crash) this.#sink.fatal(crashOf(extended.message, extended.exception.span));
      else this.#error(exceptionError(extended.message, extended.exception));
      return undefined;
    }
    const outputOk = this.#checkOutput(rule);
    if (outputOk === 'skip') return undefined;
    const { condition } = extended;
    const text = this.#withLists(condition, rule.nameSpan);
    const expr = this.#parse(text, rule.condCtx);
    if (!expr) return undefined;
    const resolved = this.#resolve(expr, text, EVERYTHING, condition.text, rule.ctx);
    if (!this.#checkCondition(rule, expr, text, condition.text)) return undefined;
    if (!resolved || !outputOk) return undefined;
    if (
      rule.source === SYSCALL &&
      this.#options.others === 'check' &&
      rule.warnEvttypes &&
      matchesTooManyEvents(expr)
    ) {
      const message = 'Rule matches too many evt.type values. This has a significant performance penalty.';
      this.#sink.warn(warning('LOAD_NO_EVTTYPE', message, rule.ctx, rule.nameSpan));
    }
    return { rule, expandedText: text, expr };
  }

  #checkOutput(rule: CollectedRule): boolean | 'skip' {
    const { sink, output } = { sink: this.#sink, output: rule.output.text };
    if (output.includes('%container.info')) {
      const message =
        '%container.info is deprecated and no more useful, and will be dropped by Falco 1.0.0. ' +
        'The container plugin will automatically add required fields to the output message.';
      sink.warn(warning('LOAD_DEPRECATED_ITEM', message, rule.ctx, rule.nameSpan));
    }
    const text = output.replaceAll('%container.info', '');
    const fault = outputFault(text, fieldsOf(rule.source, this.#options.others));
    if (fault) {
      const isUnknown = UNKNOWN_FILTER.some((words) => fault.message.includes(words));
      if (isUnknown && rule.skipIfUnknownFilter) {
        sink.warn(warning('LOAD_UNKNOWN_FILTER', fault.message, rule.outputCtx, rule.nameSpan));
        return 'skip';
      }
      this.#error(outputError(rule, fault));
      return false;
    }
    for (const field of DEPRECATED_FIELD_NAMES) {
      if (!text.includes(field)) continue;
      const message = `usage of deprecated field '${field}' has been detected in the rule output`;
      sink.warn({
        ...warning('LOAD_DEPRECATED_ITEM', message, rule.outputCtx, rule.nameSpan),
        deprecatedField: field,
      });
    }
    return true;
  }

  /** Whether the condition compiles and the rule is to be kept. */
  #checkCondition(rule: CollectedRule, expr: Expr, text: MappedText, condition: ByteString): boolean {
    const summary = this.#checkerOf(rule.source)(expr, text);
    const nowhere = conditionContext({ idx: 0, line: 0, col: 0 }, condition, rule.condCtx);
    const unsafe = summary.unsafe[0];
    if (unsafe) this.#sink.warn(remarkWarning('LOAD_UNSAFE_NA_CHECK', unsafe, nowhere));
    for (const field of DEPRECATED_FIELD_NAMES) {
      const remark = summary.deprecated.get(field);
      if (!remark) continue;
      const message = DEPRECATED_FIELDS[field];
      const issue = remarkWarning('LOAD_DEPRECATED_ITEM', { ...remark, message }, nowhere);
      this.#sink.warn({ ...issue, deprecatedField: field });
    }
    const contextOf = (remark: Remark) => conditionContext(remark.pos, condition, rule.condCtx);
    for (const fault of summary.faults) {
      if (fault.about?.kind === 'fatal') {
        this.#sink.fatal(crashOf(fault.message, undefined, fault));
        return false;
      }
      if (rule.skipIfUnknownFilter && UNKNOWN_FILTER.some((words) => fault.message.includes(words))) {
        this.#sink.warn(remarkWarning('LOAD_UNKNOWN_FILTER', fault, contextOf(fault)));
        return false;
      }
      this.#error(remarkError(fault, contextOf(fault), rule));
    }
    if (summary.faults.length > 0) return false;
    for (const remark of summary.warnings) {
      this.#sink.warn(remarkWarning('LOAD_COMPILE_CONDITION', remark, contextOf(remark)));
    }
    return true;
  }

  #checkerOf(source: ByteString): (expr: Expr, text: MappedText) => ConditionSummary {
    const known = this.#checkers.get(source);
    if (known) return known;
    const textOfMacro = (name: ByteString) => this.#macros.get(name)?.text ?? EMPTY_TEXT;
    const checker = conditionChecker(fieldsOf(source, this.#options.others), textOfMacro);
    this.#checkers.set(source, checker);
    return checker;
  }

  #warnOfUnused(): void {
    for (const macro of this.#collection.macros.values()) {
      if (this.#usedMacros.has(macro.name)) continue;
      const message = 'Macro not referred to by any other rule/macro';
      this.#sink.warn(
        warning('LOAD_UNUSED_MACRO', message, macro.ctx, macro.nameSpan, { message: 'macro is not used' }),
      );
    }
    for (const { list, used } of this.#lists) {
      if (used) continue;
      const message = 'List not referred to by any other rule/macro';
      this.#sink.warn(
        warning('LOAD_UNUSED_LIST', message, list.ctx, list.nameSpan, { message: 'list is not used' }),
      );
    }
  }
}

/** Faults that `skip-if-unknown-filter` forgives, by Falco's words. */
const UNKNOWN_FILTER: readonly string[] = [
  'nonexistent field',
  'invalid formatting token',
  'unknown event type',
  'unknown filter:',
];

export function isAuditRule({ source }: CollectedRule): boolean {
  return source === K8S_AUDIT;
}
