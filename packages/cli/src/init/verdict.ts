import { basename } from 'node:path';
import { DEFAULT_TARGET, decodeText } from '@falco-rules/language';
import { compileEngine } from '@falco-rules/simulator';
import { loadOrFault } from '../project/rulesets.js';
import type { StarterVerdict } from './from-rules.js';

/** Silent rules that a starter test names: more would only repeat what toFireNothingElse says. */
const MOST_SILENT = 3;

/** What rules say of events. Throws a fault where they do not load. */
export function starterVerdict(
  rules: Readonly<Record<string, Uint8Array>>,
  events: readonly object[],
): StarterVerdict {
  const sources = Object.entries(rules).map(([name, content]) => ({ name: basename(name), content }));
  const engine = compileEngine(loadOrFault(sources, DEFAULT_TARGET).ruleset);
  const names = engine.rules.map(({ name }) => decodeText(name));
  const fired = new Map<string, number>();
  events.forEach((event, i) => {
    const bytes = Buffer.from(JSON.stringify(event));
    engine.process(bytes, 0, bytes.length, i + 1);
    for (const rule of engine.matches.slice(0, engine.alertCount)) {
      const name = names[rule] as string;
      fired.set(name, (fired.get(name) ?? 0) + 1);
    }
  });
  return {
    rules: Object.keys(rules),
    fired: [...fired].map(([rule, times]) => ({ rule, times })),
    silent: names.filter((name) => !fired.has(name)).slice(0, MOST_SILENT),
  };
}
