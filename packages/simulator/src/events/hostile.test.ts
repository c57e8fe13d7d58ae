import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeText, encodeText } from '@falco-rules/language';
import { describe, expect, it } from 'vitest';
import { type FieldValue, planExtraction } from '../extract/index.js';
import { createIntake, EventReader } from './index.js';

/**
 * Events made to be hard - escapes of all kinds, duplicate and escaped keys, values of the wrong type, damaged lines,
 * odd timestamps and URIs - and what Falco 0.44.1 with the plugins made of them, read from a file: which it took, and
 * the `output_fields` of a rule that shows all fields. The recorded values are those of Falco's second look at each
 * field: it formats the text first.
 */
type Row =
  | { readonly asked: readonly string[] }
  | { readonly line: string }
  | { readonly fields: Readonly<Record<string, unknown>> };

interface Recording {
  readonly asked: readonly string[];
  readonly lines: string[];
  readonly alerts: Readonly<Record<string, unknown>>[];
}

const recordings: Recording[] = [];
const file = new URL('../../../../fixtures/conformance/hostile-fields.jsonl.gz', import.meta.url);
for (const text of gunzipSync(readFileSync(file)).toString().split('\n').filter(Boolean)) {
  const row = JSON.parse(text) as Row;
  if ('asked' in row) recordings.push({ asked: row.asked, lines: [], alerts: [] });
  else if ('line' in row) recordings.at(-1)!.lines.push(row.line);
  else recordings.at(-1)!.alerts.push(row.fields);
}

const NOT_RECORDED = /^evt\.(rawtime|reltime|datetime|time\.s|time\.iso)|plugininfo|jevt\.obj/;

function shown(value: FieldValue): unknown {
  if (value === undefined || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'string' ? decodeText(value) : value.map(decodeText);
}

describe('hostile events', () => {
  it.each(recordings.map((recording, i) => [i, recording] as const))(
    'recording %i',
    (_, { asked, lines, alerts }) => {
      const extractor = planExtraction(
        asked.map((field) => {
          const [, name, arg] = /^([^[]+)(?:\[(.*)\])?$/.exec(field)!;
          return { name: name!, ...(arg !== undefined && { arg: encodeText(arg) }) };
        }),
      );
      const differences: string[] = [];
      let compared = 0;
      const intake = createIntake({
        input: 'file',
        take(bytes, start, end, num, item) {
          const refused = extractor.load(bytes, start, end, num, item);
          if (refused !== undefined) return refused;
          for (let slot = 0; slot < asked.length; slot++) extractor.get(slot);
          for (const [slot, field] of asked.entries()) {
            if (NOT_RECORDED.test(field) || field === 'evt.time') continue;
            const value = shown(extractor.get(slot));
            const wanted = alerts[num - 1]?.[field];
            compared++;
            if (JSON.stringify(value) !== JSON.stringify(wanted)) {
              differences.push(
                `${num} ${field}: ${JSON.stringify(value)} instead of ${JSON.stringify(wanted)}`,
              );
            }
          }
          return undefined;
        },
      });
      const reader = new EventReader({ input: 'file' });
      for (const batch of [reader.push(Buffer.from(`${lines.join('\n')}\n`)), reader.finish()]) {
        if (batch) intake.feed(batch);
      }
      intake.finish();
      expect(differences.slice(0, 20)).toEqual([]);
      expect(intake.accepted).toBe(alerts.length);
      expect(compared).toBeGreaterThan(10_000);
    },
  );
});
