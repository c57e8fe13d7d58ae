import { decodeText, type Ruleset, suggestion } from '@falco-rules/language';
import { defineCommand } from '../command.js';
import { usageFault } from '../fault.js';
import { createLocator } from '../project/locate.js';
import { loadProject } from '../project/project.js';
import { chosenRules, readRules } from '../project/rules-files.js';
import { loadOrFault, TARGET_OPTIONS, targetOf } from '../project/rulesets.js';
import { itemLines, listText, resolvedRuleText } from '../reporters/show-text.js';

export default defineCommand({
  name: 'show',
  purpose: 'List rules, macros and lists, or show one of them as it is after all appends and overrides.',
  usage: '[-r RULES ...] [--resolved NAME]',
  options: {
    rules: {
      type: 'string',
      short: 'r',
      multiple: true,
      value: 'RULES',
      desc: "YAML, a folder, or a module; default: the project's",
    },
    resolved: {
      type: 'string',
      value: 'NAME',
      desc: 'the rule (or macro, or list) of this name, with the file and line of every part',
    },
    format: { type: 'string', choices: ['text', 'json'], desc: 'default: text' },
    ...TARGET_OPTIONS,
  },
  examples: [
    { command: 'falco-rules show -r /etc/falco/rules.d', does: 'what is in these files?' },
    {
      command: "falco-rules show --resolved 'Attach/Exec Pod' -r k8s_audit_rules.yaml -r local.yaml",
      does: 'what did my overrides make of this rule?',
    },
  ],
  async run({ options, operands, terminal, cwd }) {
    const project = await loadProject(cwd);
    const items: Parameters<typeof createLocator>[0][number][] = [];
    const paths = chosenRules([...options.rules, ...operands], project, cwd);
    const { ruleset } = loadOrFault(
      await readRules(paths, cwd, project.root, items),
      targetOf(options, project),
    );
    const locate = await createLocator(items, ruleset, cwd);
    const { outColours: c } = terminal;
    const isJson = options.format === 'json';
    const json = isJson ? await import('../reporters/show-json.js') : undefined;
    const print = (value: object) => terminal.out(`${JSON.stringify(value, undefined, 2)}\n`);
    const { resolved: name } = options;
    if (name === undefined) {
      await (json ? print(json.listJson(ruleset, locate)) : terminal.out(listText(ruleset, locate, c)));
      return 0;
    }
    const named = (item: { readonly name: string }): boolean => decodeText(item.name) === name;
    const rule = ruleset.rules.find(named);
    const item = ruleset.macros.find(named) ?? ruleset.lists.find(named);
    if (rule) {
      await (json
        ? print(json.resolvedRuleJson(rule, ruleset, locate))
        : terminal.out(resolvedRuleText(rule, ruleset, locate, c)));
    } else if (item) {
      await (json
        ? print(json.itemJson(item, locate))
        : terminal.out(`${itemLines(item, locate, c).join('\n')}\n`));
    } else throw unknown(name, ruleset);
    return 0;
  },
});

function unknown(name: string, { rules, macros, lists, otherRules }: Ruleset): Error {
  const other = otherRules.find((rule) => decodeText(rule.name) === name);
  if (other) return usageFault(`the rule ${name} is not loaded here: ${other.reason}`);
  const names = [...rules, ...macros, ...lists].map((item) => decodeText(item.name));
  const help = suggestion(name, names);
  return usageFault(`there is no rule, macro or list ${name}`, { ...(help !== undefined && { help }) });
}
