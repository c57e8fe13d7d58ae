import { basename } from 'node:path';
import { decodeText, encodeText, type Ruleset, suggestion } from '@falco-rules/language';
import type { AnyItem } from '@falco-rules/rules-dsl';
import {
  createOverviewer,
  createSurveyor,
  readEvents,
  type SurveyOptions,
  withCounterfactuals,
} from '@falco-rules/simulator';
import { defineCommand } from '../command.js';
import { usageFault } from '../fault.js';
import { eventFiles, openEvents, STDIN } from '../files.js';
import { createLocator, type Locator } from '../project/locate.js';
import { loadProject, shownPath } from '../project/project.js';
import { chosenRules, readRules } from '../project/rules-files.js';
import { loadOrFault, TARGET_OPTIONS, targetOf } from '../project/rulesets.js';
import { Drops } from '../reporters/drops.js';
import { type ExplainShown, explanationText, overviewText } from '../reporters/explain-text.js';

export default defineCommand({
  name: 'explain',
  purpose: 'Say why a rule fired or stayed silent on events, and what would have turned it around.',
  usage: '[-r RULES ...] [--rule NAME] [options] EVENTS [...]',
  options: {
    rules: {
      type: 'string',
      short: 'r',
      multiple: true,
      value: 'RULES',
      desc: "YAML, a folder, or a module; default: the project's",
    },
    rule: { type: 'string', value: 'NAME', desc: 'the rule to explain; default: how all rules came out' },
    event: {
      type: 'number',
      short: 'e',
      value: 'N',
      desc: 'only the N-th event (evt.num), with its whole condition',
    },
    line: { type: 'number', value: 'N', desc: 'only the event on line N of the file' },
    all: { type: 'boolean', desc: 'every reason, every macro unfolded' },
    format: { type: 'string', choices: ['text', 'json', 'markdown'], desc: 'how to say it; default: text' },
    'emit-test': {
      type: 'string',
      value: 'FILE',
      desc: 'also write event and changed event as a boundary test: a folder, *.test.ts or *.falco-test.yaml',
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
      command: "falco-rules explain -r rules --rule 'Attach/Exec Pod' audit.log",
      does: 'why did this rule stay silent?',
    },
    {
      command: "falco-rules explain --rule 'Attach/Exec Pod' -e 7 --emit-test tests audit.log",
      does: 'one event, with a test of where the rule draws the line',
    },
  ],
  async run({ options, operands, terminal, cwd }) {
    if (operands.length === 0)
      throw usageFault('no events are given', { help: 'a file, a folder, or - for standard input' });
    if (options['emit-test'] !== undefined && options.rule === undefined)
      throw usageFault('--emit-test needs --rule: a test is about one rule');
    const project = await loadProject(cwd);
    const rulesFiles = chosenRules(options.rules, project, cwd);
    const items: AnyItem[] = [];
    const sources = await readRules(rulesFiles, cwd, project.root, items);
    const { ruleset } = loadOrFault(sources, targetOf(options, project));
    const files = await eventFiles(operands);
    const inputs = files.map((file) => (file === STDIN ? 'stdin' : file));
    const drops = new Drops();
    let file = '';
    const ruleMatching = options['rule-matching'] ?? project.ruleMatching;
    const survey: SurveyOptions = {
      ruleMatching,
      event: options.event,
      line: options.line,
      onDrop: (drop) => drops.add(drop, file),
    };
    const { rule } = options;
    const watcher =
      rule === undefined
        ? createOverviewer(ruleset, survey)
        : createSurveyor(ruleset, encodeText(rule), survey);
    if (!watcher) throw unknownRule(rule ?? '', ruleset);
    for (const [i, path] of files.entries()) {
      file = inputs[i] ?? '';
      watcher.begin();
      for await (const batch of readEvents(openEvents(path), { input: 'webhook' })) watcher.feed(batch);
    }

    for (const line of drops.lines()) terminal.err(terminal.errColours.yellow(line));
    const result = watcher.result();
    if (result.events === 0 && (options.event !== undefined || options.line !== undefined))
      throw usageFault(`there is no such event among those that reach the rules`);
    const shown = shownBy(await createLocator(items, ruleset, cwd), rule, inputs, options.all ?? false);
    const { format = 'text' } = options;
    if ('rules' in result) {
      if (format === 'text') await terminal.out(overviewText(result, shown, terminal.outColours));
      else if (format === 'json') {
        const { overviewJson } = await import('../reporters/explain-json.js');
        await terminal.out(`${JSON.stringify(overviewJson(result, shown), undefined, 2)}\n`);
      } else {
        const { overviewMarkdown } = await import('../reporters/explain-markdown.js');
        await terminal.out(overviewMarkdown(result, shown));
      }
      return 0;
    }
    const explanation = withCounterfactuals(result, ruleset);
    if (options['emit-test'] !== undefined) {
      const { writeBoundaryTest } = await import('../explain/boundary-test.js');
      const request = { target: options['emit-test'], rules: options.rules, ruleset, ruleMatching };
      const { paths } = await writeBoundaryTest(explanation, request, project, cwd);
      for (const path of paths) terminal.err(`${shownPath(cwd, path)} written`);
    }
    if (format === 'text') await terminal.out(explanationText(explanation, shown, terminal.outColours));
    else if (format === 'json') {
      const { explanationJson } = await import('../reporters/explain-json.js');
      await terminal.out(`${JSON.stringify(explanationJson(explanation, shown), undefined, 2)}\n`);
    } else {
      const { explanationMarkdown } = await import('../reporters/explain-markdown.js');
      await terminal.out(explanationMarkdown(explanation, shown));
    }
    return 0;
  },
});

function unknownRule(name: string, { rules, otherRules }: Ruleset): Error {
  const other = otherRules.find((rule) => decodeText(rule.name) === name);
  if (other) return usageFault(`the rule ${name} is not simulated: ${other.reason}`);
  const help = suggestion(
    name,
    rules.map((rule) => decodeText(rule.name)),
  );
  return usageFault(`there is no rule ${name}`, { help: help ?? 'falco-rules show lists the rules' });
}

/** How the reporters say where things are. */
function shownBy(
  locate: Locator,
  rule: string | undefined,
  inputs: readonly string[],
  all: boolean,
): ExplainShown {
  return {
    inputs,
    all,
    // The rule's own place stands in the heading: here the name of the file and the line will do.
    place: ({ origin }) =>
      origin?.span ? basename(locate(origin.span, origin.part, rule).replace(/:\d+$/, '')) : '',
    rulePlace: ({ nameSpan, name }) => locate(nameSpan, { kind: 'rule', name }),
  };
}
