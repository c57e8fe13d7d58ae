import { decodeText, encodeText, loadRules } from '@falco-rules/language';
import { describe, expect, it } from 'vitest';
import { eventRanges, readVectors } from '../test-support/vectors.js';
import { compileEngine } from './engine.js';

interface RulesFileVector {
  readonly events?: readonly string[];
  readonly yaml: string;
  readonly status: number;
  readonly alerts?: readonly unknown[];
}

const [first, ...files] = readVectors<RulesFileVector>('rulefiles');
const events = eventRanges(first?.events ?? []);

/** The alerts under `rule_matching: first`, as the vectors have them. */
function alertsOf(yaml: string): unknown[] {
  const { ruleset } = loadRules([{ name: 'rules.yaml', content: Buffer.from(yaml) }]);
  if (!ruleset) return ['does not load'];
  const engine = compileEngine(ruleset, { hostname: encodeText('host') });
  const alerts: unknown[] = [];
  let accepted = 0;
  for (const [i, start] of events.starts.entries()) {
    if (engine.process(events.bytes, start, events.ends[i]!, accepted + 1) !== undefined) continue;
    accepted++;
    for (const rule of engine.matches) alerts.push(comparable(decodeText(engine.print(rule, 'json'))));
  }
  return alerts;
}

function comparable(line: string): unknown {
  const { hostname: _, ...alert } = JSON.parse(line.replace(/("evt\.[^"]*":)(-?\d{16,})/g, '$1"$2"'));
  return alert;
}

describe('alerts of whole rules files', () => {
  const loaded = files.filter(({ alerts }) => alerts !== undefined);

  it.each(loaded.map((file, i) => [i, file] as const))('file %i', (_, { yaml, alerts }) => {
    expect(alertsOf(yaml), yaml).toEqual(alerts);
  });
});
