import type { ChangeLevel, RulesetDiff } from '@falco-rules/simulator';
import { CHANGE_LEVELS, createDiffer, readEvents } from '@falco-rules/simulator';
import { defineCommand } from '../command.js';
import { usageFault } from '../fault.js';
import { eventFiles, openEvents, STDIN } from '../files.js';
import { loadProject, shownPath } from '../project/project.js';
import { readRulesAt, sourceNames } from '../project/rules-at.js';
import { loadOrFault, TARGET_OPTIONS, targetOf } from '../project/rulesets.js';
import { diffText } from '../reporters/diff-text.js';
import { Drops } from '../reporters/drops.js';

const FAIL_ON = ['major', 'minor', 'patch', 'lost', 'gained', 'changed'] as const;

export default defineCommand({
  name: 'diff',
  purpose:
    'Run the same events through two rulesets: which alerts are lost, gained or changed, and what that means.',
  usage: '[options] OLD NEW [EVENTS ...]  or  --base REVISION [-r RULES] [EVENTS ...]',
  options: {
    base: { type: 'string', value: 'REVISION', desc: 'compare with the rules of this git revision' },
    rules: {
      type: 'string',
      short: 'r',
      multiple: true,
      value: 'RULES',
      desc: "with --base, the rules to compare; default: the project's",
    },
    format: { type: 'string', choices: ['text', 'json', 'markdown'], desc: 'how to say it; default: text' },
    all: { type: 'boolean', desc: 'every change' },
    'fail-on': {
      type: 'string',
      choices: FAIL_ON,
      multiple: true,
      desc: 'exit with 1 where the verdict is this or more, or alerts are lost, gained, changed',
    },
    'rule-matching': {
      type: 'string',
      choices: ['first', 'all'],
      desc: "as Falco's rule_matching; default: first",
    },
    ...TARGET_OPTIONS,
  },
  examples: [
    {
      command: 'falco-rules diff k8s_audit_rules-0.15.0.yaml k8s_audit_rules.yaml audit.log',
      does: 'what would an upgrade of the rules change on my traffic?',
    },
    {
      command: 'falco-rules diff --base origin/main --format markdown --fail-on major fixtures',
      does: 'for a pull request: what do my changes do?',
    },
  ],
  async run({ options, operands, terminal, cwd }) {
    const project = await loadProject(cwd);
    const { base } = options;
    let old: string;
    let now: string;
    let events: readonly string[];
    if (base !== undefined) {
      const rules =
        options.rules.length > 0 ? options.rules : project.rules.map((path) => shownPath(cwd, path));
      old = rules.map((path) => `git:${base}:${path}`).join(',');
      now = rules.join(',');
      events = operands;
    } else {
      const [first, second, ...rest] = operands;
      if (first === undefined || second === undefined) {
        throw usageFault('two rulesets are needed', {
          help: 'falco-rules diff OLD NEW EVENTS, or falco-rules diff --base REVISION EVENTS; each may be git:REVISION:PATH',
        });
      }
      [old, now, events] = [first, second, rest];
    }
    const target = targetOf(options, project);
    const before = await readRulesAt(old, project, cwd);
    const after = await readRulesAt(now, project, cwd);
    const drops = new Drops();
    let file = '';
    const differ = createDiffer(
      loadOrFault(before.sources, target).ruleset,
      loadOrFault(after.sources, target).ruleset,
      {
        ruleMatching: options['rule-matching'] ?? project.ruleMatching,
        onDrop: (drop) => drops.add(drop, file),
      },
    );
    const files = await eventFiles(events);
    const inputs = files.map((path) => (path === STDIN ? 'stdin' : path));
    for (const [i, path] of files.entries()) {
      file = inputs[i] ?? '';
      differ.begin();
      for await (const batch of readEvents(openEvents(path), { input: 'webhook' })) differ.feed(batch);
    }
    for (const line of drops.lines()) terminal.err(terminal.errColours.yellow(line));
    const diff = differ.result();
    const names = {
      old: shortNames(sourceNames(before.sources), old),
      new: shortNames(sourceNames(after.sources), now),
    };
    const shown = { ...names, inputs, all: options.all ?? false };
    const { format = 'text' } = options;
    if (format === 'text') await terminal.out(diffText(diff, shown, terminal.outColours));
    else if (format === 'markdown') {
      const { diffMarkdown } = await import('../reporters/diff-markdown.js');
      await terminal.out(diffMarkdown(diff, shown));
    } else {
      const { diffJson } = await import('../reporters/diff-json.js');
      await terminal.out(`${JSON.stringify(diffJson(diff, shown), undefined, 2)}\n`);
    }
    const failed = options['fail-on'].filter((wish) => fails(diff, wish));
    for (const wish of failed) terminal.err(terminal.errColours.red(`--fail-on ${wish}`));
    return failed.length > 0 ? 1 : 0;
  },
});

/** Many files are better told by what the command line says. */
function shortNames(names: string, given: string): string {
  return names.length <= 100 ? names : given;
}

function fails({ verdict, traffic }: RulesetDiff, wish: (typeof FAIL_ON)[number]): boolean {
  if (wish === 'lost' || wish === 'gained' || wish === 'changed') {
    return traffic?.changes.some(({ kind }) => kind === wish) ?? false;
  }
  return verdict !== undefined && rank(verdict) >= rank(wish);
}

function rank(level: ChangeLevel): number {
  return CHANGE_LEVELS.indexOf(level);
}
