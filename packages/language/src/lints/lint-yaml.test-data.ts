import { loadRules } from '../rules/index.js';
import { byteStringToBytes, decodeText, encodeText } from '../text/bytes.js';
import { markAt } from '../text/source.js';
import { type LintDiagnostic, type LintOptions, type LintResult, lintRules } from './index.js';

/** Lints rules files, which must load. */
export function lintFiles(files: Readonly<Record<string, string>>, options: LintOptions = {}): LintResult {
  const given = Object.entries(files).map(([name, yaml]) => ({
    name,
    content: byteStringToBytes(encodeText(yaml)),
  }));
  const { ruleset, sources, diagnostics } = loadRules(
    given,
    options.target ? { target: options.target } : {},
  );
  if (!ruleset) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return lintRules(ruleset, sources, options);
}

export function lintYaml(yaml: string, options?: LintOptions): readonly LintDiagnostic[] {
  return lintFiles({ 'rules.yaml': yaml }, options).diagnostics;
}

/** `code line:column text`, the text being what the span covers. */
export function shown({ code, span }: LintDiagnostic): string {
  if (!span) return code;
  const { line, column } = markAt(span.file, span.start);
  return `${code} ${line + 1}:${column + 1} ${decodeText(span.file.text.slice(span.start, span.end))}`;
}

/** What a condition gives. The rule's first line is 1, the condition begins at 3:14. */
export function lintCondition(
  condition: string,
  options?: LintOptions & { readonly output?: string; readonly before?: string },
): readonly string[] {
  const { output = 'x (user=%ka.user.name)', before = '', ...rest } = options ?? {};
  const yaml = `- rule: R\n  desc: d\n  condition: ${condition}\n  output: ${output}\n  priority: INFO\n  source: k8s_audit\n${before}`;
  return lintYaml(yaml, rest).map(shown);
}
