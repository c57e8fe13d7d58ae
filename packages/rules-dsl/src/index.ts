/**
 * Falco rules in TypeScript: fields, conditions, rules, and what they compile to.
 * @module
 */
export { type CondPart, cond } from './condition/cond.js';
export { and, not, or } from './condition/logic.js';
export type { Condition, JoinedCondition } from './condition/types.js';
export type { FieldTree } from './field/generated/tree.js';
export { b64, basename, concat, getopt, join, len, tolower, toupper, val } from './field/transformers.js';
export { field } from './field/tree.js';
export type {
  AnyField,
  BoolField,
  IndexedListField,
  KeyedField,
  ListField,
  ListOrArrayOf,
  NumberField,
  NumberValue,
  SingleField,
  StringField,
  Text,
} from './field/types.js';
export { type GivenFile, type ImportedFile, type ImportResult, importRules } from './from-rules/index.js';
export {
  append,
  type ExceptionRow,
  override,
  type RuleAdditions,
  type RuleReplacements,
} from './items/change.js';
export {
  type Comp,
  type ExceptionOptions,
  exception,
  type SeveralComp,
  type SingleComp,
} from './items/exception.js';
export { list } from './items/list.js';
export { macro } from './items/macro.js';
export type { Priority } from './items/priority.js';
export { requiredEngineVersion, requiredPluginVersions } from './items/required.js';
export { type RuleOptions, rule } from './items/rule.js';
export type {
  AnyItem,
  EngineRequirement,
  Exception,
  List,
  ListChange,
  Macro,
  MacroChange,
  PluginRequirement,
  PluginVersion,
  RequiredPlugin,
  Rule,
  RuleChange,
  Ruleset,
  YamlItem,
} from './items/types.js';
export { yaml } from './items/yaml.js';
export { out } from './output/out.js';
export type { Output } from './output/types.js';
export { isItem, itemsOfModule, ruleset } from './ruleset/ruleset.js';
export type { CallSite } from './source/call-site.js';
export { type ConditionPart, conditionParts } from './source/condition-parts.js';
export { conditionSites } from './source/condition-sites.js';
export { isRulesMistake, type RulesMistake } from './source/mistake.js';
export { toYaml, type YamlOptions } from './yaml/to-yaml.js';
