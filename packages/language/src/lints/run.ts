import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { DEFAULT_TARGET, type Ruleset, type Target } from '../rules/index.js';
import type { SourceFile, Span } from '../text/source.js';
import {
  type AuditLevel,
  type Finding,
  type Fix,
  type Lint,
  PROVIDERS,
  type Provider,
  type Subject,
} from './lint.js';
import { directivesIn, type OptOut } from './opt-out.js';
import { sceneOf } from './scene.js';

export interface LintOptions {
  /** Codes that are not wanted. */
  readonly disable?: readonly string[];
  /** The managed cluster that the events come from; lints about one are silent without it. */
  readonly provider?: Provider | undefined;
  /** What the audit policy records at the most. */
  readonly auditLevel?: AuditLevel | undefined;
  /** As Falco's `rule_matching`; default: first. */
  readonly ruleMatching?: 'first' | 'all';
  readonly target?: Target;
}

/** A lint's finding, ready to be shown. */
export interface LintDiagnostic extends Diagnostic<string> {
  readonly subject?: Subject;
  readonly fix?: Fix;
}

export interface LintResult {
  /** In the order of the files. */
  readonly diagnostics: readonly LintDiagnostic[];
  /** How many findings comments in the files have silenced. */
  readonly silenced: number;
}

/** Code of what is wrong with the comments that silence lints. */
export const OPT_OUT_CODE = 'useless-opt-out';

/**
 * Runs lints over loaded rules. `files` are those that were loaded, in their order: opt-outs are read from them.
 */
export function runLints(
  lints: readonly Lint[],
  ruleset: Ruleset,
  files: readonly SourceFile[],
  options: LintOptions = {},
): LintResult {
  const { disable = [], auditLevel, ruleMatching = 'first', target = DEFAULT_TARGET } = options;
  const provider = options.provider ?? providerOf(target);
  const scene = sceneOf(ruleset, files, { target, provider, auditLevel, ruleMatching });
  const codes = lints.map(({ code }) => code);
  const active = lints.filter(
    ({ code, providers }) =>
      !disable.includes(code) && (!providers || (provider !== undefined && providers.includes(provider))),
  );
  const found: LintDiagnostic[] = [];
  for (const lint of active) for (const finding of lint.check(scene)) found.push(diagnosticOf(lint, finding));

  const optOuts: OptOut[] = [];
  const faults: LintDiagnostic[] = [];
  const optOutLint = active.find(({ code }) => code === OPT_OUT_CODE);
  for (const file of files) {
    const directives = directivesIn(file, codes);
    optOuts.push(...directives.optOuts);
    if (optOutLint) for (const fault of directives.faults) faults.push(diagnosticOf(optOutLint, fault));
  }
  const used = new Set<OptOut>();
  const kept = unique(found).filter((diagnostic) => {
    const covering = optOuts.filter(
      (optOut) => optOut.code === diagnostic.code && places(diagnostic).some((span) => covers(optOut, span)),
    );
    for (const optOut of covering) used.add(optOut);
    return covering.length === 0;
  });
  const silenced = unique(found).length - kept.length;
  if (optOutLint) {
    for (const optOut of optOuts) {
      // A lint that does not run here cannot tell.
      if (used.has(optOut) || !active.some(({ code }) => code === optOut.code)) continue;
      faults.push(
        diagnosticOf(optOutLint, {
          message: `\`${optOut.code}\` finds nothing here`,
          span: optOut.span,
          help: 'remove it from the comment',
        }),
      );
    }
  }
  return { diagnostics: ordered([...kept, ...faults], files), silenced };
}

/** The provider whose plugin the target has. */
function providerOf({ plugins }: Target): Provider | undefined {
  return PROVIDERS.find((name) => Object.hasOwn(plugins, `k8saudit-${name}`));
}

function diagnosticOf(lint: Lint, finding: Finding): LintDiagnostic {
  const { message, span, subject, related, help, fix } = finding;
  return {
    code: lint.code,
    severity: lint.severity,
    message,
    span,
    ...(related && related.length > 0 && { related }),
    ...(help !== undefined && { help }),
    ...(subject && { subject }),
    ...(fix && { fix }),
  };
}

/** Where an opt-out may stand: at the place itself, or at the item that it is about. */
function places({ span, subject }: LintDiagnostic): readonly Span[] {
  return [...(span ? [span] : []), ...(subject ? [subject.span] : [])];
}

function covers({ covers: area }: OptOut, span: Span): boolean {
  return (
    span.file === area.file && span.start >= area.start && span.start < Math.max(area.end, area.start + 1)
  );
}

/** A check that many rules reach through a macro or a list is one finding. */
function unique(diagnostics: readonly LintDiagnostic[]): readonly LintDiagnostic[] {
  const seen = new Map<string, LintDiagnostic>();
  for (const diagnostic of diagnostics) {
    const { code, span } = diagnostic;
    const key = `${code} ${span?.file.name} ${span?.start} ${span?.end}`;
    if (!seen.has(key)) seen.set(key, diagnostic);
  }
  return [...seen.values()];
}

function ordered(
  diagnostics: readonly LintDiagnostic[],
  files: readonly SourceFile[],
): readonly LintDiagnostic[] {
  const rank = new Map(files.map((file, i) => [file, i]));
  const place = ({ span }: LintDiagnostic): number => (span ? (rank.get(span.file) ?? files.length) : -1);
  return [...diagnostics].sort(
    (a, b) =>
      place(a) - place(b) ||
      (a.span?.start ?? 0) - (b.span?.start ?? 0) ||
      (a.code < b.code ? -1 : a.code > b.code ? 1 : 0),
  );
}
