import { loadRules, type Ruleset } from '@falco-rules/language';
import { type AlertFormat, createReplayer, EventReader, type ReplayOptions } from '@falco-rules/simulator';
import { condition } from '../generate/conditions.js';
import { eventLine, ODD, PLAIN, WILD } from '../generate/events.js';
import { output } from '../generate/outputs.js';
import { bytesOf, type Kind, textOf } from '../kind.js';
import { ruleText } from '../rules.js';

export const FAST: Kind = {
  purpose: 'alerts by all that is fast (WebAssembly, the tree of rules) and by nothing of it, byte for byte',
  generate(random) {
    const rules = random.times(3, 25, (n) => {
      const asked = condition(random, { wrong: 0, broken: 0 }, random.below(3));
      return ruleText(`r${n}`, random.chance(0.2) ? 'jevt.rawtime exists' : asked, output(random, 0));
    });
    const shape = random.pick([PLAIN, ODD, WILD]);
    const lines = random.times(1, 20, () => eventLine(random, shape));
    return { rules: bytesOf(rules.join('\0')), events: bytesOf(lines.join('\n')) };
  },
  check({ rules, events }) {
    const loading = textOf(rules)
      .split('\0')
      .filter((text) => rulesetOf(text) !== undefined);
    const ruleset = rulesetOf(loading.join(''));
    if (!ruleset) return undefined;
    for (const ruleMatching of ['first', 'all'] as const) {
      for (const format of ['text', 'json'] as const) {
        const options: ReplayOptions = { ruleMatching, hostname: 'host', utcOffset: 3600 };
        const plain = linesOf(ruleset, events!, format, { ...options, plain: true });
        const fast = linesOf(ruleset, events!, format, { ...options, scanner: 'fast' });
        const at = plain.findIndex((line, i) => fast[i] !== line);
        if (at >= 0 || fast.length !== plain.length)
          return `${ruleMatching}, ${format}: ${fast[at] ?? 'less'} instead of ${plain[at] ?? 'nothing'}`;
      }
    }
    return undefined;
  },
};

function rulesetOf(yaml: string): Ruleset | undefined {
  return loadRules([{ name: 'rules.yaml', content: bytesOf(yaml) }]).ruleset;
}

/** The alerts, and what is dropped. Events come twice: what is learned of them must not show. */
function linesOf(
  ruleset: Ruleset,
  events: Uint8Array,
  format: AlertFormat,
  options: ReplayOptions,
): string[] {
  const drops: string[] = [];
  const replayer = createReplayer(ruleset, {
    ...options,
    onDrop: (drop) => drops.push(JSON.stringify(drop)),
  });
  let out = '';
  for (let round = 0; round < 2; round++) {
    const reader = new EventReader({ input: 'webhook' });
    for (const batch of [reader.push(events), reader.finish()])
      if (batch) out += replayer.lines(batch, format);
    replayer.begin();
  }
  return [...out.split('\n'), ...drops];
}
