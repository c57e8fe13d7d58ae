import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

/** Lines of a file of fixtures/conformance. */
export function readVectors<T>(name: string): T[] {
  const file = new URL(`../../../../fixtures/conformance/${name}.jsonl.gz`, import.meta.url);
  const text = gunzipSync(readFileSync(file)).toString('utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

/** Events as they stand in memory, one after the other. */
export function eventRanges(events: readonly string[]) {
  const pieces = events.map((event) => Buffer.from(`${event}\n`));
  const ends: number[] = [];
  let end = 0;
  for (const piece of pieces) {
    end += piece.length;
    ends.push(end - 1);
  }
  return { bytes: Buffer.concat(pieces), starts: [0, ...ends.map((each) => each + 1)].slice(0, -1), ends };
}
