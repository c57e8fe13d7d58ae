import { decodeText, markAt, type Span } from '@falco-rules/language';
import { COVERAGE_KINDS, type Count, type ItemReport, percent, type Totals } from '@falco-rules/simulator';
import { type CoverageView, type FileView, sourceOf } from '../quality/coverage-view.js';
import { allOf } from '../quality/thresholds.js';

/** Coverage as JSON: everything that the other reports show. Lines and columns count from 1. */
export function coverageJson({ files, totals, leftOut }: CoverageView): string {
  const report = {
    totals: totalsJson(totals),
    files: files.map(fileJson),
    left_out: leftOut,
  };
  return `${JSON.stringify(report, undefined, 2)}\n`;
}

function totalsJson(totals: Totals): object {
  const each = COVERAGE_KINDS.map((kind) => [kind, { ...totals[kind], percent: percent(totals[kind]) }]);
  const all = allOf(totals);
  return { ...Object.fromEntries(each), all: { ...all, percent: percent(all) } };
}

function fileJson({ name, totals, rules, macros, lists, holes }: FileView): object {
  return {
    file: name,
    totals: totalsJson(totals),
    rules: rules.map((rule) => ({
      name: rule.name,
      ...placeJson(rule.span),
      fired: countJson(rule.fired),
      passed: countJson(rule.passed),
      checks: rule.checks.map(checkJson),
      exceptions: rule.exceptions.map((exception) => ({
        name: exception.name,
        ...placeJson(exception.span),
        tuples: exception.tuples.map(({ text, span, decided, canDecide }) => ({
          text,
          ...placeJson(span),
          can_decide: canDecide,
          decided: countJson(decided),
        })),
      })),
    })),
    macros: macros.map((macro) => ({
      name: macro.name,
      ...placeJson(macro.span),
      can_hold: macro.canHold,
      can_fail: macro.canFail,
      held: countJson(macro.held),
      failed: countJson(macro.failed),
      checks: macro.checks.map(checkJson),
    })),
    lists: lists.map((list) => ({
      name: list.name,
      ...placeJson(list.span),
      items: list.items.map(itemJson),
    })),
    holes,
  };
}

function checkJson(check: FileView['rules'][number]['checks'][number]): object {
  return {
    kind: check.kind,
    text: check.text,
    source: sourceOf(check),
    ...placeJson(check.span),
    ...(check.exception && { exception: check.exception.name, tuple: check.exception.tuple + 1 }),
    held: countJson(check.held),
    failed: countJson(check.failed),
    decided_by_holding: { possible: check.canDecideHeld, ...countJson(check.decidedHeld) },
    decided_by_failing: { possible: check.canDecideFailed, ...countJson(check.decidedFailed) },
    ...(check.items.length > 0 && { items: check.items.map(itemJson) }),
  };
}

function itemJson({ text, span, met, decided, canDecide }: ItemReport): object {
  return {
    value: text,
    ...placeJson(span),
    can_decide: canDecide,
    met: countJson(met),
    decided: countJson(decided),
  };
}

function countJson({ n, examples }: Count): { count: number; events: Count['examples'] } {
  return { count: n, events: examples };
}

function placeJson(span: Span | undefined): object {
  if (!span) return {};
  const { line, column } = markAt(span.file, span.start);
  return { file: decodeText(span.file.name), line: line + 1, column: column + 1 };
}
