import {
  AUDIT_LEVELS,
  decodeText,
  encodeText,
  findLint,
  LINTS,
  type LintDiagnostic,
  type LintOptions,
  PROVIDERS,
  suggestion,
} from '@falco-rules/language';
import type { AnyItem } from '@falco-rules/rules-dsl';
import { defineCommand } from '../command.js';
import { contentFault, usageFault } from '../fault.js';
import { STDIN, writeText } from '../files.js';
import { itemSites } from '../project/item-sites.js';
import { fixRules } from '../project/lint-fixes.js';
import { isSilenced } from '../project/module-opt-outs.js';
import { loadProject, shownPath } from '../project/project.js';
import { chosenRules, isModule, readRules, yamlName } from '../project/rules-files.js';
import { loadSources, TARGET_OPTIONS, targetOf } from '../project/rulesets.js';
import { LINT_FORMATS, LINT_REPORTERS } from '../reporters/lint.js';

export default defineCommand({
  name: 'lint',
  purpose: 'Find what Falco accepts in rules and their author may regret.',
  usage: '[options] [RULES ...]',
  options: {
    fix: { type: 'boolean', desc: 'write the fixes that are beyond doubt into the files' },
    format: {
      type: 'string',
      choices: LINT_FORMATS,
      desc: 'text: with code frames; github: as annotations of a pull request; default: text',
    },
    disable: { type: 'string', multiple: true, value: 'CODE', desc: 'a lint that is not wanted' },
    provider: {
      type: 'string',
      choices: PROVIDERS,
      desc: "the managed cluster that the events come from; default: the config's `lint.provider`",
    },
    'audit-level': {
      type: 'string',
      choices: AUDIT_LEVELS,
      desc: 'what the audit policy records at the most',
    },
    'rule-matching': {
      type: 'string',
      choices: ['first', 'all'],
      desc: "as Falco's rule_matching; default: first",
    },
    ...TARGET_OPTIONS,
  },
  examples: [
    { command: 'falco-rules lint rules', does: 'what is doubtful in these rules?' },
    { command: 'falco-rules lint --fix --disable no-stage', does: "put the project's rules right" },
  ],
  async run({ options, operands, terminal, cwd }) {
    const project = await loadProject(cwd);
    const disable = [...(project.lint.disable ?? []), ...options.disable];
    checkCodes(disable);
    const target = targetOf(options, project);
    const lintOptions: LintOptions = {
      disable,
      target,
      provider: options.provider ?? project.lint.provider,
      auditLevel: options['audit-level'] ?? project.lint.auditLevel,
      ruleMatching: options['rule-matching'] ?? project.ruleMatching,
    };
    const paths = chosenRules(operands, project, cwd);
    const items: AnyItem[] = [];
    const sources = await readRules(paths, cwd, project.root, items);
    const loaded = loadSources(sources, target);
    if (!loaded.ruleset) {
      const diagnostics = loaded.diagnostics.filter(({ severity }) => severity === 'error');
      const message =
        diagnostics.length === 0 ? decodeText(loaded.fatal ?? '') || 'Falco crashes on these rules' : '';
      throw contentFault(message, { diagnostics, help: 'lint looks at rules that load' });
    }
    const isYaml = (i: number) => !isModule(paths[i] ?? '') && paths[i] !== STDIN;
    const fixed = fixRules(sources, loaded, lintOptions, (i) => options.fix === true && isYaml(i));
    for (const [i, source] of fixed.sources.entries()) {
      if (fixed.applied[i]?.length) writeText(paths[i] ?? '', source.content);
    }
    const index = new Map(fixed.loaded.sources.map((file, i) => [file, i]));
    const isFixable = ({ fix }: LintDiagnostic): boolean =>
      fix?.edits.every(({ file }) => isYaml(index.get(file) ?? -1)) ?? false;
    const modules = new Map(
      fixed.loaded.sources.flatMap((file, i) => (isModule(paths[i] ?? '') ? [[file, paths[i] ?? '']] : [])),
    );
    const { silenced } = fixed.result;
    const found = fixed.result.diagnostics;
    const diagnostics = modules.size > 0 ? await inModules(found, modules, items) : found;
    const report = {
      diagnostics,
      silenced: silenced + found.length - diagnostics.length,
      fixed: fixed.applied.flatMap((fixes, i) =>
        fixes.length > 0
          ? [{ file: shownPath(cwd, paths[i] ?? ''), fixes: fixes.map(({ message }) => message) }]
          : [],
      ),
      files: paths.length,
      isFixable,
    };
    await terminal.out(LINT_REPORTERS[options.format ?? 'text'](report, terminal.outColours));
    const [first] = diagnostics;
    if (first && (options.format ?? 'text') === 'text')
      terminal.err(`falco-rules explain-code ${first.code} says more`);
    return diagnostics.every(({ severity }) => severity === 'info') ? 0 : 1;
  },
});

function checkCodes(codes: readonly string[]): void {
  for (const code of codes) {
    if (findLint(code)) continue;
    const meant = suggestion(
      code,
      LINTS.map((lint) => lint.code),
    );
    throw usageFault(`unknown lint ${code}${meant === undefined ? '' : `, ${meant}`}`, {
      help: 'falco-rules explain-code lists them all',
    });
  }
}

/** What is found in the YAML of a module is shown at the call that made the item, and in the YAML. */
async function inModules(
  diagnostics: readonly LintDiagnostic[],
  modules: ReadonlyMap<object, string>,
  items: readonly AnyItem[],
): Promise<readonly LintDiagnostic[]> {
  const { spanOfCall } = await import('../project/load-module.js');
  const sites = itemSites(items);
  return diagnostics.flatMap((diagnostic) => {
    const { span, subject, related = [], fix: _fix, ...rest } = diagnostic;
    const path = span && modules.get(span.file);
    if (!span || path === undefined) return [diagnostic];
    const built = { name: encodeText(`${yamlName(path)} (built)`), text: span.file.text };
    const asBuilt = (each: typeof span) =>
      modules.get(each.file) === path ? { ...each, file: built } : each;
    const site = subject && sites.get(`${subject.kind} ${decodeText(subject.name)}`);
    const call = site && spanOfCall(site);
    if (call && isSilenced(diagnostic.code, call)) return [];
    const others = related.map((each) => ({ ...each, span: asBuilt(each.span) }));
    const shown = {
      ...rest,
      ...(subject && { subject }),
      span: call ?? asBuilt(span),
      related: call
        ? [{ span: asBuilt(span), message: 'in the YAML that it is built to' }, ...others]
        : others,
    };
    return [shown];
  });
}
