import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { decodeText, encodeText } from '@falco-rules/language';
import { expect, it } from 'vitest';
import { type FieldRequest, type FieldValue, planExtraction } from './index.js';

interface Vector {
  readonly event: string;
  readonly time: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

const lines = gunzipSync(
  readFileSync(new URL('../../../../fixtures/conformance/fields.jsonl.gz', import.meta.url)),
)
  .toString()
  .split('\n')
  .filter(Boolean);
const { asked } = JSON.parse(lines[0]!) as { asked: string[] };
const vectors = lines.slice(1).map((line) => JSON.parse(line) as Vector);

function requestOf(field: string): FieldRequest {
  const parts = /^([^[]+)(?:\[(.*)\])?$/.exec(field)!;
  // In an output, where these were recorded, quotes are part of the argument.
  const arg = parts[2];
  return { name: parts[1]!, ...(arg !== undefined && { arg: encodeText(arg) }) };
}

/** Fields that Falco's JSON shows as the event's time, whatever they hold. */
const SHOWN_AS_TIME = /^evt\.(time|datetime)/;

function shown(field: string, value: FieldValue, time: bigint): unknown {
  if (SHOWN_AS_TIME.test(field)) return String(time);
  if (typeof value === 'bigint') return value >= 10n ** 15n ? String(value) : Number(value);
  if (typeof value === 'string') return decodeText(value);
  return Array.isArray(value) ? value.map((text: string) => decodeText(text)) : value;
}

it('gives every recorded value of every field', () => {
  const extractor = planExtraction(asked.map(requestOf));
  const differences: string[] = [];
  for (const [n, { event, fields }] of vectors.entries()) {
    const bytes = Buffer.from(event);
    expect(extractor.load(bytes, 0, bytes.length, n + 1)).toBeUndefined();
    for (const [slot, field] of asked.entries()) {
      if (field === 'evt.hostname') continue;
      const value = shown(field, extractor.get(slot), extractor.time);
      const wanted = fields[field];
      if (JSON.stringify(value) !== JSON.stringify(wanted ?? undefined)) {
        differences.push(`${n} ${field}: ${JSON.stringify(value)} instead of ${JSON.stringify(wanted)}`);
      }
    }
  }
  expect(differences.slice(0, 20)).toEqual([]);
  expect(vectors.length).toBeGreaterThan(100);
});
