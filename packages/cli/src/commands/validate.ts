import { decodeText, loadResultsToJson } from '@falco-rules/language';
import { defineCommand } from '../command.js';
import { loadProject } from '../project/project.js';
import { chosenRules, readRules } from '../project/rules-files.js';
import { loadSources, TARGET_OPTIONS, targetOf } from '../project/rulesets.js';
import { renderDiagnostics } from '../reporters/diagnostics.js';
import { counted } from '../reporters/replay-summary.js';

export default defineCommand({
  name: 'validate',
  purpose: 'Check rules as Falco loads them, and show what is wrong in your own file.',
  usage: '[options] [RULES ...]',
  options: {
    format: {
      type: 'string',
      choices: ['text', 'json'],
      desc: 'text: with code frames; json: as falco -V prints it; default: text',
    },
    ...TARGET_OPTIONS,
  },
  examples: [
    { command: 'falco-rules validate /etc/falco/k8s_audit_rules.yaml', does: 'would Falco load this file?' },
    {
      command: 'falco-rules validate --format json --falco 0.43 rules',
      does: "for a program, as Falco 0.43's own check",
    },
  ],
  async run({ options, operands, terminal, cwd }) {
    const project = await loadProject(cwd);
    const paths = chosenRules(operands, project, cwd);
    const result = loadSources(await readRules(paths, cwd, project.root), targetOf(options, project));
    if (options.format === 'json') {
      const json = loadResultsToJson(result);
      if (json) await terminal.out(`${JSON.stringify(json)}\n`);
      else terminal.err(`Error: ${decodeText(result.fatal ?? '') || 'Falco crashes on these rules'}`);
      return json?.falco_load_results.every(({ successful }) => successful) ? 0 : 1;
    }
    const { diagnostics } = result;
    const { outColours: c } = terminal;
    if (diagnostics.length > 0) await terminal.out(`${renderDiagnostics(diagnostics, c)}\n\n`);
    const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
    const others = diagnostics.length - errors;
    const verdict = result.ok ? c.green('Falco loads') : c.red('Falco refuses');
    const found = [
      ...(errors > 0 ? [counted(errors, 'error')] : []),
      ...(others > 0 ? [counted(others, 'warning')] : []),
    ];
    await terminal.out(
      `${verdict} ${counted(paths.length, 'file')}${found.length > 0 ? `: ${found.join(', ')}` : ''}\n`,
    );
    if (result.ruleset) {
      const { rules, macros, lists, otherRules } = result.ruleset;
      const counts = [
        counted(rules.length, 'rule'),
        counted(macros.length, 'macro'),
        counted(lists.length, 'list'),
      ];
      if (otherRules.length > 0)
        counts.push(`${counted(otherRules.length, 'rule')} of other sources, not checked`);
      await terminal.out(`${counts.join(', ')}\n`);
    }
    const codes = [...new Set(diagnostics.map(({ code }) => code))];
    if (codes.length > 0) terminal.err(`falco-rules explain-code ${codes[0]} says more`);
    return result.ok ? 0 : 1;
  },
});
