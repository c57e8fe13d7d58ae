import type { KIND, NEEDS } from '../brand.js';
import type { Condition, JoinedCondition } from '../condition/types.js';
import type { AnyField } from '../field/types.js';
import type { Output } from '../output/types.js';
import type { CallSite } from '../source/call-site.js';
import type { Priority } from './priority.js';

interface Item<Kind extends string> {
  readonly [KIND]: Kind;
  /** Where it was written. */
  readonly callSite: CallSite | undefined;
  /** Counts the items of a process as they are made: the order in which they stand in their modules. */
  readonly sequence: number;
}

/** A named list of values. */
export interface List extends Item<'list'> {
  readonly name: string;
  /** Values, and lists whose values it includes. */
  readonly items: readonly (string | List)[];
}

/** A named condition. It is used as a condition wherever one is wanted. */
export interface Macro<out Source extends string = string> extends Item<'macro'>, Condition<Source> {
  readonly [KIND]: 'macro';
  readonly name: string;
  readonly condition: Condition<Source>;
}

/** An exception of a rule: combinations of field values on which the rule stays silent. */
export interface Exception<out Source extends string = string> {
  readonly [KIND]: 'exception';
  readonly [NEEDS]: Source;
  readonly name: string;
  /** One field, or several. Absent where values are added to an exception that exists. */
  readonly fields?: AnyField | readonly AnyField[];
  readonly comps?: string | readonly string[];
  /** One value a field; a list or an array where the comparison takes several. With one field: the values. */
  readonly values: readonly ExceptionValue[] | readonly (readonly ExceptionEntry[])[];
  readonly callSite: CallSite | undefined;
}

export type ExceptionValue = string | List;
/** What stands beside a field: a value, or the values of a comparison that takes several. */
export type ExceptionEntry = ExceptionValue | readonly ExceptionValue[];

/** A Falco rule. */
export interface Rule<out Source extends string = string> extends Item<'rule'>, RuleFields<Source> {
  readonly name: string;
  readonly [NEEDS]: Source;
  readonly desc: string;
  readonly condition: Condition<Source>;
  readonly output: Output<Source>;
  readonly priority: Priority;
  readonly source: string;
}

/** What a rule may say beyond what it must say. */
export interface RuleFields<Source extends string = string> {
  readonly tags?: readonly string[];
  readonly exceptions?: readonly Exception<Source>[];
  readonly enabled?: boolean;
  readonly capture?: boolean;
  readonly captureDuration?: number;
  readonly warnEvttypes?: boolean;
  readonly skipIfUnknownFilter?: boolean;
}

/** More items for a list that stands elsewhere, or other ones. */
export interface ListChange extends Item<'list-change'> {
  readonly how: 'append' | 'replace';
  readonly name: string;
  readonly items: readonly (string | List)[];
}

/** More of a condition for a macro that stands elsewhere, or another condition. */
export interface MacroChange extends Item<'macro-change'> {
  readonly how: 'append' | 'replace';
  readonly name: string;
  readonly condition: Condition | JoinedCondition;
}

/** Additions to a rule that stands elsewhere, or other values for some of its keys. */
export interface RuleChange extends Item<'rule-change'> {
  readonly how: 'append' | 'replace';
  readonly name: string;
  readonly changes: RuleChanges;
}

/** The keys of a rule that a change sets. */
export interface RuleChanges extends RuleFields {
  readonly desc?: string;
  readonly condition?: Condition;
  readonly output?: Output;
  readonly priority?: Priority;
}

/** The oldest Falco engine that may load the file. */
export interface EngineRequirement extends Item<'required-engine-version'> {
  readonly version: string;
}

/** A plugin in a version, or newer. */
export interface PluginVersion {
  /** As the plugin calls itself: `k8saudit`, `json`. */
  readonly name: string;
  /** `major.minor.patch` */
  readonly version: string;
}

/** A plugin that has to be loaded, or one of the others that will do. */
export interface RequiredPlugin extends PluginVersion {
  readonly alternatives?: readonly PluginVersion[];
}

/** The plugins that must be loaded for the file. */
export interface PluginRequirement extends Item<'required-plugin-versions'> {
  readonly plugins: readonly RequiredPlugin[];
}

/** An item written as YAML. */
export interface YamlItem extends Item<'yaml'> {
  readonly family: 'list' | 'macro' | 'rule';
  readonly name: string;
  /** Whether it changes what stands before it, by `append` or `override`. */
  readonly isChange: boolean;
  /** As it is written to the file. */
  readonly text: string;
  /** The macros that its condition names. */
  readonly macroNames: readonly string[];
}

/** Items in an order of your own choice. */
export interface Ruleset extends Item<'ruleset'> {
  readonly items: readonly AnyItem[];
}

/** Whatever may stand in a rules file. */
export type AnyItem =
  | List
  | Macro
  | Rule
  | ListChange
  | MacroChange
  | RuleChange
  | EngineRequirement
  | PluginRequirement
  | YamlItem
  | Ruleset;
