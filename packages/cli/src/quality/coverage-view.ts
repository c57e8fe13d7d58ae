import { decodeText, markAt, type SourceFile, type Span } from '@falco-rules/language';
import {
  type CheckReport,
  type CoverageReport,
  type ExceptionReport,
  type ItemReport,
  type ListReport,
  type MacroReport,
  type RuleReport,
  type Totals,
  type TupleReport,
  totalsOf,
} from '@falco-rules/simulator';
import type { ModuleSpans, SpanKind } from './module-spans.js';

/** Coverage by the files that the user wrote. */
export interface CoverageView {
  readonly files: readonly FileView[];
  readonly totals: Totals;
  readonly leftOut: CoverageReport['leftOut'];
}

export interface FileView {
  readonly name: string;
  readonly file: SourceFile;
  readonly totals: Totals;
  readonly rules: readonly RuleReport[];
  readonly macros: readonly MacroReport[];
  readonly lists: readonly ListReport[];
  /** What no event has shown, in the order of the file. */
  readonly holes: readonly Hole[];
}

/** Something that no event has shown. */
export interface Hole {
  /** From 1; 0 for what nobody wrote. */
  readonly line: number;
  readonly column: number;
  /** The rule, macro or list that it is in. */
  readonly within: string;
  readonly kind: keyof Totals;
  readonly text: string;
  readonly message: string;
}

/** The report as its user's files have it: what is built of modules is led back to them. */
export function viewCoverage(report: CoverageReport, spans: ModuleSpans): CoverageView {
  const moved = (kind: SpanKind, span: Span | undefined) => (span ? { span: spans.get(kind, span) } : {});
  const item = (each: ItemReport): ItemReport => ({ ...each, ...moved('value', each.span) });
  const check = (each: CheckReport): CheckReport => ({
    ...each,
    ...moved('leaf', each.span),
    items: each.items.map(item),
  });
  const tuple = (each: TupleReport): TupleReport => ({ ...each, ...moved('exception', each.span) });
  const exception = (each: ExceptionReport): ExceptionReport => ({
    ...each,
    ...moved('exception', each.span),
    tuples: each.tuples.map(tuple),
  });
  const rules = report.rules.map((rule) => ({
    ...rule,
    span: spans.get('name', rule.span),
    checks: rule.checks.map(check),
    exceptions: rule.exceptions.map(exception),
  }));
  const macros = report.macros.map((macro) => ({
    ...macro,
    span: spans.get('name', macro.span),
    checks: macro.checks.map(check),
  }));
  const lists = report.lists.map((list) => ({
    ...list,
    span: spans.get('name', list.span),
    items: list.items.map(item),
  }));
  const names = new Map<string, SourceFile>();
  for (const { span } of [...rules, ...macros, ...lists]) {
    if (!names.has(span.file.name)) names.set(span.file.name, span.file);
  }
  const files = [...names].map(([name, file]): FileView => {
    const here = <T extends { readonly span: Span }>(all: readonly T[]): T[] =>
      all.filter(({ span }) => span.file.name === name);
    const own = { rules: here(rules), macros: here(macros), lists: here(lists) };
    return { name: decodeText(name), file, totals: totalsOf(own), ...own, holes: holesOf(own) };
  });
  return {
    files: files.sort((a, b) => (a.name < b.name ? -1 : 1)),
    totals: totalsOf({ rules, macros, lists }),
    leftOut: report.leftOut,
  };
}

function holesOf({ rules, macros, lists }: Pick<FileView, 'rules' | 'macros' | 'lists'>): Hole[] {
  const found: Hole[] = [];
  const add = (
    kind: Hole['kind'],
    within: string,
    text: string,
    span: Span | undefined,
    message: string,
  ): void => {
    const mark = span && markAt(span.file, span.start);
    found.push({
      line: mark ? mark.line + 1 : 0,
      column: mark ? mark.column + 1 : 0,
      within,
      kind,
      text,
      message,
    });
  };
  const items = (within: string, all: readonly ItemReport[]): void => {
    for (const each of all) {
      if (!each.canDecide || each.decided.n > 0) continue;
      const message =
        each.met.n === 0 ? 'no event has it' : `${times(each.met.n)} met, but never what decides`;
      add('items', within, each.text, each.span, message);
    }
  };
  const checks = (within: string, all: readonly CheckReport[]): void => {
    for (const each of all) {
      const text = sourceOf(each);
      if (each.canDecideHeld && each.decidedHeld.n === 0) {
        add('checks', within, text, each.span, undecided('holding', 'holds', each.held.n));
      }
      if (each.canDecideFailed && each.decidedFailed.n === 0) {
        add('checks', within, text, each.span, undecided('not holding', 'fails', each.failed.n));
      }
      items(within, each.items);
    }
  };
  for (const rule of rules) {
    if (rule.fired.n === 0) add('rules', rule.name, rule.name, rule.span, 'no event fires it');
    if (rule.passed.n === 0) add('rules', rule.name, rule.name, rule.span, 'no event passes it by');
    checks(rule.name, rule.checks);
    for (const { name, tuples } of rule.exceptions) {
      for (const { decided, canDecide, span } of tuples) {
        if (canDecide && decided.n === 0)
          add('exceptions', rule.name, name, span, 'it keeps no event from firing the rule');
      }
    }
  }
  for (const macro of macros) {
    if (macro.canHold && macro.held.n === 0)
      add('macros', macro.name, macro.name, macro.span, 'it never holds');
    if (macro.canFail && macro.failed.n === 0)
      add('macros', macro.name, macro.name, macro.span, 'it always holds');
    checks(macro.name, macro.checks);
  }
  for (const list of lists) items(list.name, list.items);
  return found.sort((a, b) => a.line - b.line || a.column - b.column);
}

function undecided(way: string, verb: string, seen: number): string {
  if (seen === 0) return `it never ${verb}`;
  return `never decides by ${way} (it ${verb} on ${seen === 1 ? '1 event' : `${seen} events`}, where something else decides)`;
}

function times(n: number): string {
  return n === 1 ? 'once' : `${n} times`;
}

const LONGEST = 70;

/** What stands in the user's file, on one line. */
export function sourceOf({ span, text, exception }: CheckReport): string {
  const written = span && !exception ? decodeText(span.file.text.slice(span.start, span.end)) : text;
  const line = written.replace(/\s+/g, ' ').trim();
  return line.length > LONGEST ? `${line.slice(0, LONGEST - 3)}...` : line;
}
