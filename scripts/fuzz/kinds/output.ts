import { loadRules, parseOutput } from '@falco-rules/language';
import { compileEngine } from '@falco-rules/simulator';
import { auditEvent, ODD } from '../generate/events.js';
import { output } from '../generate/outputs.js';
import { bytesOf, type Kind, textOf } from '../kind.js';
import { byteStringOf, ruleText } from '../rules.js';

export const OUTPUT: Kind = {
  purpose: 'output templates: parsed, loaded, printed in both formats',
  generate: (random) => ({
    output: bytesOf(output(random, 0.1)),
    event: bytesOf(auditEvent(random, ODD).replace(/\n/g, ' ')),
  }),
  check({ output: bytes, event }) {
    const text = byteStringOf(bytes!);
    const parsed = parseOutput(text);
    if (parsed.ok) {
      let at = text.startsWith('*') ? 1 : 0;
      for (const { start, end } of parsed.tokens) {
        if (start !== at || end < start) return `a token at ${start}..${end}, after ${at}`;
        at = end;
      }
      if (at !== text.length && text !== '*') return `tokens end at ${at} of ${text.length}`;
    }
    const { ruleset } = loadRules([
      { name: 'r', content: bytesOf(ruleText('r', 'evt.num >= 0', textOf(bytes))) },
    ]);
    if (!ruleset) return undefined;
    const engine = compileEngine(ruleset);
    if (engine.process(event!, 0, event!.length, 1) !== undefined) return undefined;
    const [json, line] = [engine.print(0, 'json'), engine.print(0, 'text')];
    const alert = JSON.parse(Buffer.from(json, 'latin1').toString('utf8')) as { output: string };
    if (json.includes('\n')) return 'an alert over several lines';
    const shown = Buffer.from(line, 'latin1').toString('utf8');
    if (alert.output === shown) return undefined;
    // Text lines have control characters written out; JSON gives them back.
    const plain = (written: string) => written.replace(/[\x00-\x1f\x7f\\]|\\u[0-9a-f]{4}|\\[bfnrt\\]/g, '');
    return plain(alert.output) === plain(shown) ? undefined : `${alert.output} in JSON, ${shown} as text`;
  },
};
