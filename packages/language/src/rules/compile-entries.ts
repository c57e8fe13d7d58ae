import { type Expr, parseCondition } from '../condition/index.js';
import type { ByteString } from '../text/bytes.js';
import { EMPTY_TEXT, type MappedText } from '../text/mapped-text.js';
import type { OtherSources } from './check/sources.js';
import type { CollectedMacro, CollectedRule } from './collect.js';
import type { CompiledRule } from './compile.js';
import { Usage } from './dependents.js';
import type { MacroState } from './macros.js';
import { Report } from './report.js';

/** What an item takes from others. */
export interface Uses {
  /** The condition before lists were put in. */
  readonly written: MappedText;
  readonly lists: readonly ByteString[];
  readonly macros: ReadonlySet<ByteString>;
  /** Names that stand where macros do. */
  readonly met: ReadonlySet<ByteString>;
}

export interface MacroEntry extends MacroState {
  readonly kind: 'macro';
  readonly name: ByteString;
  readonly index: number;
  macro: CollectedMacro;
  /** What it was compiled from. */
  condition: MappedText;
  visibility: number;
  text: MappedText;
  tree: Expr | undefined;
  resolved?: Expr;
  uses: Uses;
  parsing: Report;
  resolving: Report;
  /** What was appended that its text and tree do not have yet. */
  readonly grown: Uses[];
}

export interface RuleEntry {
  readonly kind: 'rule';
  readonly index: number;
  rule: CollectedRule;
  /** What it was compiled from. */
  inputs: RuleInputs;
  /** One for both ways, where the rule is of a source that is simulated. */
  readonly outcomes: Partial<Record<OtherSources, RuleOutcome>>;
  /** What was appended that is not in the outcome yet. */
  readonly grown: Uses[];
}

export type RuleInputs = Pick<
  CollectedRule,
  'condition' | 'output' | 'exceptions' | 'warnEvttypes' | 'skipIfUnknownFilter'
> & { readonly exceptionChanges: number };

export type Entry = MacroEntry | RuleEntry;

export interface RuleOutcome {
  readonly report: Report;
  readonly uses: Uses;
  /** Where it compiles. */
  readonly compiled?: CompiledRule;
}

export const NO_NAMES: ReadonlySet<ByteString> = new Set();
export const NO_USES: Uses = { written: EMPTY_TEXT, lists: [], macros: NO_NAMES, met: NO_NAMES };
export interface UsedNames {
  readonly lists: Usage;
  readonly macros: Usage;
}

export function newUsedNames({ lists, macros }: ReleasedNames): UsedNames {
  return { lists: new Usage(lists), macros: new Usage(macros) };
}

/** Who is told of names that nothing uses any more. */
export interface ReleasedNames {
  lists(name: ByteString): void;
  macros(name: ByteString): void;
}

export function newMacroEntry(macro: CollectedMacro): MacroEntry {
  const entry: MacroEntry = {
    kind: 'macro',
    name: macro.name,
    index: macro.place.index,
    macro,
    condition: macro.condition,
    visibility: macro.place.visibility,
    text: EMPTY_TEXT,
    tree: undefined,
    uses: NO_USES,
    parsing: new Report(),
    resolving: new Report(),
    grown: [],
    parse() {
      const parsed = parseCondition(entry.text.text);
      return parsed.ok ? parsed.expr : undefined;
    },
  };
  return entry;
}

export function newRuleEntry(rule: CollectedRule): RuleEntry {
  return { kind: 'rule', index: rule.place.index, rule, inputs: inputsOf(rule), outcomes: {}, grown: [] };
}

export function isSameMacro(entry: MacroEntry, macro: CollectedMacro): boolean {
  return (
    entry.macro === macro &&
    entry.condition === macro.condition &&
    entry.visibility === macro.place.visibility
  );
}

export function inputsOf({
  condition,
  output,
  exceptions,
  warnEvttypes,
  skipIfUnknownFilter,
}: CollectedRule): RuleInputs {
  const exceptionChanges = exceptions.changes;
  return { condition, output, exceptions, exceptionChanges, warnEvttypes, skipIfUnknownFilter };
}

export function isSameRule(inputs: RuleInputs, rule: CollectedRule): boolean {
  return (
    inputs.condition === rule.condition &&
    inputs.output === rule.output &&
    inputs.exceptions === rule.exceptions &&
    inputs.exceptionChanges === rule.exceptions.changes &&
    inputs.warnEvttypes === rule.warnEvttypes &&
    inputs.skipIfUnknownFilter === rule.skipIfUnknownFilter
  );
}
