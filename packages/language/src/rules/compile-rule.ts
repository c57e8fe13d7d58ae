import type { FieldLookup } from '../fields/operand-type.js';
import { type OutputTemplate, parseOutput } from '../output/index.js';
import type { ByteString } from '../text/bytes.js';
import type { ConditionSummary, Remark } from './check/condition.js';
import { ANY_DEPRECATED_FIELD, DEPRECATED_FIELD_NAMES, DEPRECATED_FIELDS } from './check/deprecated.js';
import type { CollectedRule } from './collect.js';
import { crashOf, outputError, remarkError, remarkWarning } from './compile-faults.js';
import { conditionContext } from './context.js';
import { CONTAINER_INFO } from './model.js';
import { warning } from './read/scope.js';
import { Report } from './report.js';

/** What comes of an output. Without a template it does not load; `skip`: the rule is to be left out. */
export interface CheckedOutput {
  readonly report: Report;
  readonly template: OutputTemplate | undefined;
  readonly skip: boolean;
}

export function checkOutput(rule: CollectedRule, fields: FieldLookup): CheckedOutput {
  const report = new Report();
  let { text } = rule.output;
  if (text.includes(CONTAINER_INFO)) {
    const message =
      '%container.info is deprecated and no more useful, and will be dropped by Falco 1.0.0. ' +
      'The container plugin will automatically add required fields to the output message.';
    report.warn(warning('LOAD_DEPRECATED_ITEM', message, rule.ctx, rule.nameSpan));
    text = text.replaceAll(CONTAINER_INFO, '');
  }
  const parsed = parseOutput(text, fields);
  if (!parsed.ok) {
    const skip = rule.skipIfUnknownFilter && UNKNOWN_FILTER.some((words) => parsed.message.includes(words));
    if (skip) report.warn(warning('LOAD_UNKNOWN_FILTER', parsed.message, rule.outputCtx, rule.nameSpan));
    else report.error(outputError(rule, parsed));
    return { report, template: undefined, skip };
  }
  for (const field of ANY_DEPRECATED_FIELD.test(text) ? DEPRECATED_FIELD_NAMES : []) {
    if (!text.includes(field)) continue;
    const message = `usage of deprecated field '${field}' has been detected in the rule output`;
    report.warn({
      ...warning('LOAD_DEPRECATED_ITEM', message, rule.outputCtx, rule.nameSpan),
      deprecatedField: field,
    });
  }
  return { report, template: parsed, skip: false };
}

/** Whether the condition compiles and the rule is to be kept. */
export function checkCondition(
  rule: CollectedRule,
  summary: ConditionSummary,
  condition: ByteString,
  report: Report,
): boolean {
  if (summary.isClean) return true;
  const nowhere = conditionContext({ idx: 0, line: 0, col: 0 }, condition, rule.condCtx);
  const { unsafe } = summary;
  if (unsafe) report.warn(remarkWarning('LOAD_UNSAFE_NA_CHECK', unsafe, nowhere));
  for (const field of DEPRECATED_FIELD_NAMES) {
    const remark = summary.deprecated.get(field);
    if (!remark) continue;
    const message = DEPRECATED_FIELDS[field];
    const issue = remarkWarning('LOAD_DEPRECATED_ITEM', { ...remark, message }, nowhere);
    report.warn({ ...issue, deprecatedField: field });
  }
  const contextOf = (remark: Remark) => conditionContext(remark.pos, condition, rule.condCtx);
  const faults = summary.faults();
  for (const fault of faults) {
    if (fault.about?.kind === 'fatal') {
      report.fatal(crashOf(fault.message, undefined, fault));
      return false;
    }
    if (rule.skipIfUnknownFilter && UNKNOWN_FILTER.some((words) => fault.message.includes(words))) {
      report.warn(remarkWarning('LOAD_UNKNOWN_FILTER', fault, contextOf(fault)));
      return false;
    }
    report.error(remarkError(fault, contextOf(fault), rule));
  }
  if (faults.length > 0) return false;
  for (const remark of summary.warnings()) {
    report.warn(remarkWarning('LOAD_COMPILE_CONDITION', remark, contextOf(remark)));
  }
  return true;
}

/** Faults that `skip-if-unknown-filter` forgives, by Falco's words. */
const UNKNOWN_FILTER: readonly string[] = [
  'nonexistent field',
  'invalid formatting token',
  'unknown event type',
  'unknown filter:',
];
