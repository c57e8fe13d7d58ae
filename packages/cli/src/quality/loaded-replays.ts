import type { Ruleset, Target } from '@falco-rules/language';
import { loadSources } from '../project/rulesets.js';
import type { RecordedSource } from './recording.js';

/** Loads the rules of replays, those of the same text once. */
export function createRulesCache(
  target: Target,
): (sources: readonly RecordedSource[]) => Ruleset | undefined {
  const known = new Map<string, Ruleset | undefined>();
  return (sources) => {
    const key = sources
      .map(({ name, content }) => `${name}\n${content.length}\n${Buffer.from(content).toString('latin1')}`)
      .join('\n');
    if (!known.has(key)) known.set(key, loadSources(sources, target).ruleset);
    return known.get(key);
  };
}
