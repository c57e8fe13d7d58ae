import { decodeText, type LintDiagnostic, markAt, type Severity, type Span } from '@falco-rules/language';
import type { ChalkInstance } from 'chalk';
import { renderDiagnostics } from './diagnostics.js';
import { counted } from './replay-summary.js';

/** What linting comes to. */
export interface LintReport {
  /** What is left, in the order of the files. */
  readonly diagnostics: readonly LintDiagnostic[];
  /** How many findings comments silence. */
  readonly silenced: number;
  /** What was put right, per file. */
  readonly fixed: readonly { readonly file: string; readonly fixes: readonly string[] }[];
  readonly files: number;
  /** Whether fixes can be written into a file. */
  readonly isFixable: (diagnostic: LintDiagnostic) => boolean;
}

export const LINT_FORMATS = ['text', 'json', 'github'] as const;
export type LintFormat = (typeof LINT_FORMATS)[number];

/** The report as it goes to stdout. */
export const LINT_REPORTERS: Readonly<
  Record<LintFormat, (report: LintReport, colours: ChalkInstance) => string>
> = {
  text: textReport,
  json: jsonReport,
  github: githubReport,
};

function textReport(report: LintReport, c: ChalkInstance): string {
  const { diagnostics, silenced, fixed, files, isFixable } = report;
  const parts: string[] = [];
  for (const { file, fixes } of fixed) {
    parts.push(`${c.green('fixed')} ${file}\n${fixes.map((fix) => `  ${fix}\n`).join('')}`);
  }
  if (diagnostics.length > 0) parts.push(`${renderDiagnostics(diagnostics, c)}\n`);
  const counts = SEVERITIES.flatMap(([severity, word]) => {
    const number = diagnostics.filter((each) => each.severity === severity).length;
    return number > 0 ? [counted(number, word)] : [];
  });
  const fixable = diagnostics.filter(isFixable).length;
  const summary = [
    `${counts.length > 0 ? counts.join(', ') : c.green('nothing to report')} in ${counted(files, 'file')}`,
    ...(fixable > 0 ? [`${fixable} can be fixed by --fix`] : []),
    ...(silenced > 0 ? [`${silenced} silenced by comments`] : []),
  ];
  return `${[...parts, summary.join('; ')].join('\n')}\n`;
}

const SEVERITIES: readonly (readonly [Severity, string])[] = [
  ['error', 'error'],
  ['warning', 'warning'],
  ['info', 'remark'],
];

function jsonReport({ diagnostics, silenced, fixed, isFixable }: LintReport): string {
  const findings = diagnostics.map((diagnostic) => {
    const { code, severity, message, span, subject, related = [], help, fix } = diagnostic;
    return {
      code,
      severity,
      message,
      ...(span && place(span)),
      ...(subject && { item: { kind: subject.kind, name: decodeText(subject.name) } }),
      ...(help !== undefined && { help }),
      ...(related.length > 0 && {
        related: related.map((each) => ({ message: each.message, ...place(each.span) })),
      }),
      ...(fix && isFixable(diagnostic) && { fix: fix.message }),
    };
  });
  return `${JSON.stringify({ findings, silenced, fixed }, null, 2)}\n`;
}

/** Lines and columns count from 1, columns in bytes; the end is exclusive. */
function place({ file, start, end }: Span) {
  const [from, to] = [markAt(file, start), markAt(file, end)];
  return {
    file: decodeText(file.name),
    line: from.line + 1,
    column: from.column + 1,
    end_line: to.line + 1,
    end_column: to.column + 1,
  };
}

const COMMANDS: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'notice' };

/** Workflow commands of GitHub Actions, which shows them beside the lines of a pull request. */
function githubReport({ diagnostics }: LintReport): string {
  const lines = diagnostics.map(({ code, severity, message, span, help }) => {
    const at = span && place(span);
    const properties = [
      ...(at
        ? [
            `file=${property(at.file)}`,
            `line=${at.line}`,
            `endLine=${at.end_line}`,
            // Columns are for a single line only.
            ...(at.line === at.end_line ? [`col=${at.column}`, `endColumn=${at.end_column}`] : []),
          ]
        : []),
      `title=${property(code)}`,
    ];
    const text = help === undefined ? message : `${message}\n${help}`;
    return `::${COMMANDS[severity]} ${properties.join(',')}::${data(text)}\n`;
  });
  return lines.join('');
}

function data(text: string): string {
  return text.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function property(text: string): string {
  return data(text).replaceAll(':', '%3A').replaceAll(',', '%2C');
}
