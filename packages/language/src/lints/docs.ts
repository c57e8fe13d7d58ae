import type { Lint } from './lint.js';

/** The page of a lint, in Markdown. */
export function lintPage({ code, severity, summary, docs, providers }: Lint): string {
  const { what, why, example, cure, cured } = docs;
  const only = providers
    ? `\nOnly for rules on ${providers.join(', ')}: set \`lint: {provider: ${providers[0]}}\`, or \`--provider\`.\n`
    : '';
  return `# ${code}

${summary} (${severity}).
${only}
## What

${what}

## Why

${why}

\`\`\`yaml
${example.trimEnd()}
\`\`\`

## Cure

${cure}

\`\`\`yaml
${cured.trimEnd()}
\`\`\`

## Opting out

\`\`\`yaml
# falco-rules-disable ${code}                 for a whole file
# falco-rules-disable-next-item ${code}       for the rule, macro or list below
# falco-rules-disable-line ${code}            behind a line, for what stands or begins on it
\`\`\`

Everywhere: \`falco-rules lint --disable ${code}\`, or \`lint: {disable: [${code}]}\` in the config.
`;
}

/** The list of all pages. */
export function lintIndex(lints: readonly Lint[]): string {
  const rows = lints.map(({ code, severity, summary, providers }) => {
    const only = providers ? ` (${providers.join(', ')} only)` : '';
    return `| [${code}](${code}.md) | ${severity} | ${summary.replaceAll('|', '\\|')}${only} |`;
  });
  return `# Lints

What Falco accepts in k8s_audit rules and their author regrets. \`falco-rules lint\` finds it, \`--fix\` puts right
what can be put right without asking, \`falco-rules explain-code CODE\` shows these pages in a terminal.
What they find in the rules that Falco itself has shipped stands in [shipped-rules.md](shipped-rules.md).

| code | severity | what |
|---|---|---|
${rows.join('\n')}

## Opting out

In a comment of a rules file, with the reason behind \`--\` if there is one:

\`\`\`yaml
# falco-rules-disable no-stage                          the whole file
# falco-rules-disable-next-item no-stage, hidden-rule -- wanted: one alert a stage
- rule: Port forward
  condition: ka.target.subresource = portforward        # falco-rules-disable-line no-stage
\`\`\`

In TypeScript the same stands behind \`//\`: \`// falco-rules-disable CODE\` for the module,
\`// falco-rules-disable-next-item CODE\` above the call of \`rule\`, \`macro\` or \`list\`.

For a project, in its config:

\`\`\`yaml
lint:
  disable: [no-stage]
  provider: gke              # gke, eks, aks, ovh: adds what is peculiar to its events
  audit_level: Metadata      # Metadata, Request, RequestResponse: what the audit policy records at the most
\`\`\`

\`falco-rules lint\` exits with 1 where it finds an error or a warning, and with 0 where there are only remarks (info).
`;
}
