import {
  codeFrame,
  type Diagnostic,
  type FramePart,
  markAt,
  type Paint,
  type Severity,
  type Span,
} from '@falco-rules/language';
import type { ChalkInstance } from 'chalk';

/** Diagnostics for a person: a heading, the place, a code frame, what else is concerned, what to do. */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic<string>[],
  colours: ChalkInstance,
): string {
  return diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, colours)).join('\n\n');
}

function renderDiagnostic(
  { code, severity, message, span, related = [], help }: Diagnostic<string>,
  c: ChalkInstance,
): string {
  const paintSeverity = PAINTS(c)[severity];
  const lines = [`${paintSeverity(severity)}${c.dim(`[${code}]`)}: ${c.bold(message)}`];
  if (span) lines.push(...framed(span, c, paintSeverity));
  for (const { span: other, message: about } of related)
    lines.push(`  ${c.dim('note')}: ${about}`, ...framed(other, c, c.cyan));
  if (help !== undefined) lines.push(`  ${c.cyan('help')}: ${help}`);
  return lines.join('\n');
}

function framed(span: Span, c: ChalkInstance, mark: (text: string) => string): string[] {
  const paints: Record<FramePart, (text: string) => string> = {
    gutter: c.dim,
    text: (text) => text,
    mark,
    label: mark,
  };
  const paint: Paint = (part, text) => paints[part](text);
  const frame = codeFrame(span, { paint });
  return [`  ${c.dim('-->')} ${place(span)}`, ...frame.split('\n').map((line) => `  ${line}`)];
}

function PAINTS(c: ChalkInstance): Record<Severity, (text: string) => string> {
  return { error: c.red, warning: c.yellow, info: c.blue };
}

/** `file:line:column`, counted from 1, as terminals and editors link it. */
export function place({ file, start }: Span): string {
  const { line, column } = markAt(file, start);
  return `${file.name}:${line + 1}:${column + 1}`;
}
