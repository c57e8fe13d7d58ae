import { decodeText, loadRules, type Ruleset } from '@falco-rules/language';
import { compileEngine, compileExplainer, createReplayer, EventReader } from '@falco-rules/simulator';
import { condition } from '../generate/conditions.js';
import { eventLine, ODD, PLAIN } from '../generate/events.js';
import { bytesOf, type Kind, textOf } from '../kind.js';
import { ruleText } from '../rules.js';

export const ENGINE: Kind = {
  purpose: 'conditions over events: the fast engine, a plain trace of each rule, `first` and `all`',
  generate(random) {
    const conditions = random.times(1, 25, () =>
      condition(random, { wrong: 0.1, broken: 0 }, random.below(3)).replace(/\n/g, ' '),
    );
    const shape = random.pick([PLAIN, ODD]);
    return {
      conditions: bytesOf(conditions.join('\n')),
      events: bytesOf(random.times(1, 12, () => eventLine(random, shape).replace(/\n/g, ' ')).join('\n')),
    };
  },
  check({ conditions, events }) {
    const loading = textOf(conditions)
      .split('\n')
      .filter((text) => rulesetOf([text]) !== undefined);
    const ruleset = rulesetOf(loading);
    if (!ruleset) return loading.length === 0 ? undefined : 'rules load one by one, but not together';
    const all = matchesOf(ruleset, events!, 'all');
    if (all.join() !== matchesOf(ruleset, events!, 'all').join()) return '`all` differs from run to run';
    const first = matchesOf(ruleset, events!, 'first');
    const firsts = all.filter((match, i) => eventOf(match) !== eventOf(all[i - 1]));
    if (first.join() !== firsts.join())
      return `first: ${first.join()}, but of all the first are ${firsts.join()}`;
    for (const [n, text] of loading.entries()) {
      // A few by themselves are enough: what they share with others is what may go wrong.
      if (n % 5 !== 0) continue;
      const own = matchesOf(rulesetOf([text])!, events!, 'all').map(eventOf);
      const among = all.filter((match) => match.endsWith(` r${n}`)).map(eventOf);
      if (own.join() !== among.join())
        return `alone it matches ${own.join()}, among others ${among.join()}: ${text}`;
    }
    return tracedFault(ruleset, events!);
  },
};

function rulesetOf(conditions: readonly string[]): Ruleset | undefined {
  const yaml = conditions.map((text, n) => ruleText(`r${n}`, text)).join('');
  return loadRules([{ name: 'rules.yaml', content: bytesOf(yaml) }]).ruleset;
}

const eventOf = (match: string | undefined): string | undefined => match?.split(' ')[0];

/** `event rule` of every alert. */
function matchesOf(ruleset: Ruleset, events: Uint8Array, ruleMatching: 'first' | 'all'): string[] {
  const replayer = createReplayer(ruleset, { ruleMatching, input: 'file' });
  const reader = new EventReader({ input: 'file' });
  const batches = [reader.push(events), reader.finish()].flatMap((batch) => batch ?? []);
  const alerts = [...batches.flatMap((batch) => replayer.alerts(batch)), ...replayer.finish.alerts()];
  return alerts.map(({ event, rule }) => `${event} ${rule}`);
}

/** A rule whose trace comes to another verdict than the engine. */
function tracedFault(ruleset: Ruleset, events: Uint8Array): string | undefined {
  const engine = compileEngine(ruleset, { ruleMatching: 'all' });
  const explainer = compileExplainer(ruleset);
  let accepted = 0;
  for (const line of textOf(events).split('\n')) {
    const bytes = bytesOf(line);
    // Where Falco's answer depends on what it has looked at before, a trace that looks at everything may differ.
    if (line.includes('\\')) continue;
    const dropped = engine.process(bytes, 0, bytes.length, accepted + 1);
    if (explainer.load(bytes, 0, bytes.length, accepted + 1) !== dropped)
      return `one takes it, one does not: ${line}`;
    if (dropped !== undefined) continue;
    accepted++;
    const matched = new Set(engine.matches);
    for (const [n, { name }] of engine.rules.entries()) {
      if (explainer.trace(n).verdict !== matched.has(n))
        return `the trace of ${decodeText(name)} disagrees on ${line}`;
    }
  }
  return undefined;
}
