import type { Ruleset } from '../rules/index.js';
import type { SourceFile } from '../text/source.js';
import { absentTurnsTrue } from './checks/absent-turns-true.js';
import { alwaysTrue } from './checks/always-true.js';
import { appendPrecedence } from './checks/append-precedence.js';
import { containersOnly } from './checks/containers-only.js';
import { crash } from './checks/crash.js';
import { deprecatedField } from './checks/deprecated-field.js';
import { duplicateListItem } from './checks/duplicate-list-item.js';
import { exceptionNeverApplies } from './checks/exception-never-applies.js';
import { execByGet } from './checks/exec-by-get.js';
import { fabricatedResponse } from './checks/fabricated-response.js';
import { fieldNeverThere } from './checks/field-never-there.js';
import { hiddenRule } from './checks/hidden-rule.js';
import { impossibleValue } from './checks/impossible-value.js';
import { jsonPointer } from './checks/json-pointer.js';
import { listInQuotes } from './checks/list-in-quotes.js';
import { literalWildcard } from './checks/literal-wildcard.js';
import { misleadingField } from './checks/misleading-field.js';
import { misspelledList } from './checks/misspelled-list.js';
import { mixedAndOr } from './checks/mixed-and-or.js';
import { naComparison } from './checks/na-comparison.js';
import { neverTrue } from './checks/never-true.js';
import { noStage } from './checks/no-stage.js';
import { orderOfText } from './checks/order-of-text.js';
import { outputFieldCut } from './checks/output-field-cut.js';
import { redefinedItem } from './checks/redefined-item.js';
import { simplerRegex } from './checks/simpler-regex.js';
import { subsetCheck } from './checks/subset-check.js';
import { uselessOptOut } from './checks/useless-opt-out.js';
import type { Lint } from './lint.js';
import { type LintOptions, type LintResult, runLints } from './run.js';

/** Every lint: a file in `checks`, and a line here. Docs list them in this order. */
export const LINTS: readonly Lint[] = [
  // Falco would crash.
  crash,
  // Rules that do not fire, or not on what they are for.
  hiddenRule,
  neverTrue,
  impossibleValue,
  misspelledList,
  fieldNeverThere,
  jsonPointer,
  naComparison,
  literalWildcard,
  listInQuotes,
  subsetCheck,
  containersOnly,
  execByGet,
  misleadingField,
  orderOfText,
  exceptionNeverApplies,
  redefinedItem,
  fabricatedResponse,
  // Rules that fire on more than they are for.
  alwaysTrue,
  absentTurnsTrue,
  appendPrecedence,
  mixedAndOr,
  noStage,
  // What could be said better.
  outputFieldCut,
  deprecatedField,
  simplerRegex,
  duplicateListItem,
  uselessOptOut,
];

/** The lint of a code; undefined for a word that is none. */
export function findLint(code: string): Lint | undefined {
  return LINTS.find((lint) => lint.code === code);
}

/** What Falco accepts in these rules and their author may regret. `files` are those that were loaded, in their order. */
export function lintRules(ruleset: Ruleset, files: readonly SourceFile[], options?: LintOptions): LintResult {
  return runLints(LINTS, ruleset, files, options);
}

export { type AppliedFixes, applyFixes } from './edits.js';
export {
  AUDIT_LEVELS,
  type AuditLevel,
  type Finding,
  type Fix,
  type Lint,
  type LintDocs,
  PROVIDERS,
  type Provider,
  type Subject,
  type TextEdit,
} from './lint.js';
export { cannotAllBe, type Outcome as ConditionOutcome, sameVerdict } from './logic/proof.js';
export type { LintDiagnostic, LintOptions, LintResult } from './run.js';
