import type { Ruleset } from '../rules/index.js';
import type { SourceFile } from '../text/source.js';
import { alwaysTrue } from './checks/always-true.js';
import { hiddenRule } from './checks/hidden-rule.js';
import { neverTrue } from './checks/never-true.js';
import { orderOfText } from './checks/order-of-text.js';
import type { Lint } from './lint.js';
import { type LintOptions, type LintResult, runLints } from './run.js';

/** Every lint: a file in `checks`, and a line here. */
export const LINTS: readonly Lint[] = [hiddenRule, neverTrue, alwaysTrue, orderOfText];

/** The lint of a code; undefined for a word that is none. */
export function findLint(code: string): Lint | undefined {
  return LINTS.find((lint) => lint.code === code);
}

/** What Falco accepts in these rules and their author may regret. `files` are those that were loaded, in their order. */
export function lintRules(ruleset: Ruleset, files: readonly SourceFile[], options?: LintOptions): LintResult {
  return runLints(LINTS, ruleset, files, options);
}

export { applyFixes, type AppliedFixes } from './edits.js';
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
export type { LintDiagnostic, LintOptions, LintResult } from './run.js';
