import { decodeText, encodeText, loadRules } from '@falco-rules/language';
import { describe, expect, it } from 'vitest';
import { eventRanges, readVectors } from '../test-support/vectors.js';
import { compileEngine } from './engine.js';

interface OutputVector {
  readonly yaml: string;
  readonly output: string;
  readonly status: number;
  readonly events?: readonly string[];
  readonly json?: readonly unknown[];
  readonly text?: readonly string[];
}

const vectors = readVectors<OutputVector>('outputs').filter(({ json }) => json !== undefined);

/** The lines of both formats. */
function linesOf({ yaml, events = [] }: OutputVector): { json: string[]; text: string[] } {
  const { ruleset } = loadRules([{ name: 'rules.yaml', content: Buffer.from(yaml) }]);
  if (!ruleset) throw new Error('does not load');
  const engine = compileEngine(ruleset, { hostname: encodeText('host') });
  const { bytes, starts, ends } = eventRanges(events);
  const lines = { json: [] as string[], text: [] as string[] };
  let accepted = 0;
  for (const [i, start] of starts.entries()) {
    if (engine.process(bytes, start, ends[i]!, accepted + 1) !== undefined) continue;
    accepted++;
    for (const rule of engine.matches) {
      lines.json.push(decodeText(engine.print(rule, 'json')));
      lines.text.push(...decodeText(engine.print(rule, 'text')).split('\n'));
    }
  }
  return lines;
}

/** As the vectors have it: without hostname, long integers as texts. */
function comparable(line: string): unknown {
  const { hostname: _, ...alert } = JSON.parse(line.replace(/("evt\.[^"]*":)(-?\d{16,})/g, '$1"$2"'));
  return alert;
}

describe('alerts as Falco printed them', () => {
  it.each(vectors.map((vector) => [vector.output, vector] as const))('%j', (_, vector) => {
    const lines = linesOf(vector);
    expect(lines.text).toEqual(vector.text);
    expect(lines.json.map(comparable)).toEqual(vector.json);
  });

  it('has keys in their order, and every alert on one line', () => {
    const { json } = linesOf(vectors[0]!);
    for (const line of json) {
      const keys = Object.keys(JSON.parse(line) as object);
      expect(keys).toEqual([...keys].sort());
      expect(line).not.toContain('\n');
    }
  });
});
