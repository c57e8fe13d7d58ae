import {
  decodeText,
  encodeText,
  exprEquals,
  loadRules,
  parseCondition,
  parseOutput,
} from '@falco-rules/language';
import { cond, list, out, rule, toYaml } from '@falco-rules/rules-dsl';
import { condition, RIGHT } from '../generate/conditions.js';
import { output } from '../generate/outputs.js';
import { ODD_TEXTS } from '../generate/words.js';
import { bytesOf, type Kind, textOf } from '../kind.js';

export const DSL: Kind = {
  purpose: 'rules written in TypeScript: built to YAML, loaded, and the same',
  generate: (random) => ({
    condition: bytesOf(condition(random, RIGHT, 2)),
    output: bytesOf(output(random, 0)),
    desc: bytesOf(random.times(1, 4, () => random.pick(ODD_TEXTS)).join(random.pick(['', ' ', '\n']))),
    name: bytesOf(random.times(1, 2, () => random.pick(ODD_TEXTS)).join(' ')),
  }),
  check(input) {
    const [text, desc, name] = [textOf(input['condition']), textOf(input['desc']), textOf(input['name'])];
    const shown = textOf(input['output']);
    const parsed = parseCondition(encodeText(text));
    if (!parsed.ok || !parseOutput(encodeText(shown)).ok) return undefined;
    let yaml: string;
    try {
      const made = rule(name, {
        desc,
        condition: cond(template(text)),
        output: out(template(shown)),
        priority: 'INFO',
      } as never);
      yaml = toYaml([made, list('an_item_more', ['x'])]);
    } catch (mistake) {
      // What cannot be built is refused with a sentence.
      if (mistake instanceof Error && mistake.message !== '' && /RulesMistake/.test(mistake.name))
        return undefined;
      throw mistake;
    }
    const { ruleset, diagnostics } = loadRules([{ name: 'built.yaml', content: bytesOf(yaml) }]);
    // Types are the loader's to judge where the condition comes as text.
    if (!ruleset)
      return diagnostics.some(({ code }) => code.startsWith('LOAD_ERR_YAML'))
        ? `built as\n${yaml}`
        : undefined;
    const [loaded] = ruleset.rules;
    if (decodeText(loaded!.name) !== name) return `the name ${name} came back as ${decodeText(loaded!.name)}`;
    if (!exprEquals(loaded!.expr, parsed.expr)) return `the condition came back as ${loaded!.condition.text}`;
    return undefined;
  },
};

/** Text as a tagged template without anything put in. */
function template(text: string): TemplateStringsArray {
  const raw = text.replace(/`|\$\{/g, '\\$&');
  return Object.assign([text], { raw: [raw] });
}
