import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT } from '../root.js';
import { isEqual } from './check.js';
import { REASONS, readKnownDifferences } from './known-differences.js';
import { report, scoreLine, withScore } from './report.js';
import { measure } from './score.js';
import { readVectors } from './vectors.js';

const vectors = readVectors();
const score = measure(vectors);
const known = readKnownDifferences();

describe('what Falco was recorded to do', () => {
  it.each(score.aspects)('$area: $aspect', ({ area, aspect }) => {
    const unknown = score.differences
      .filter((check) => check.area === area && check.aspect === aspect)
      .filter(({ vector }) => !known.some((each) => each.vector === vector));
    for (const { vector, falco, ours } of unknown.slice(0, 10)) expect.soft(ours, vector).toEqual(falco);
    expect(unknown.map(({ vector }) => vector)).toEqual([]);
  });

  it('was all asked', () => {
    const counts = Object.fromEntries(score.aspects.map(({ area, aspect, of }) => [`${area} ${aspect}`, of]));
    expect(counts['fields values']).toBeGreaterThanOrEqual(160 * 244);
    expect(counts['conditions matches']).toBeGreaterThanOrEqual(2846);
    expect(counts['outputs text alerts']).toBeGreaterThanOrEqual(1625);
    expect(counts['loading verdicts']).toBeGreaterThanOrEqual(680);
    expect(counts['loading alerts']).toBeGreaterThanOrEqual(297);
    expect(counts['validation positions']).toBeGreaterThanOrEqual(680);
  });

  it('would show a difference', () => {
    const check = { area: 'fields', aspect: 'values', vector: 'v' } as const;
    expect(isEqual({ ...check, falco: '1.0', ours: '1' })).toBe(false);
    expect(isEqual({ ...check, falco: null, ours: undefined })).toBe(false);
    const name = 'rulefiles';
    const file = vectors.rulefiles.get(name)!;
    const files = file.files.slice(0, 1).map((each) => ({ ...each, status: 1 - each.status }));
    const none = { fields: new Map(), conditions: new Map(), outputs: new Map(), events: new Map() };
    const { differences } = measure({ ...none, rulefiles: new Map([[name, { ...file, files }]]) });
    expect(differences.map(({ vector }) => vector)).toEqual(['rulefiles 2 verdict']);
  });
});

describe('the known differences', () => {
  it('are there', () => {
    const gone = known.filter(({ vector }) => !score.differences.some((check) => check.vector === vector));
    expect(gone).toEqual([]);
  });

  it('have a reason that is admitted', () => {
    for (const { reason, why } of known) {
      expect(Object.keys(REASONS)).toContain(reason);
      expect(why.length).toBeGreaterThan(20);
    }
  });
});

describe('what is published', () => {
  it('CONFORMANCE.md is what `npm run conformance` writes', () => {
    expect(readFileSync(join(ROOT, 'CONFORMANCE.md'), 'utf8')).toBe(report(score, known));
  });

  it('the README has the score', () => {
    const path = join(ROOT, 'README.md');
    const readme = existsSync(path) ? readFileSync(path, 'utf8') : '';
    const written = withScore(readme, scoreLine(score, known));
    if (written !== undefined) expect(readme).toBe(written);
  });

  it('the score goes between the markers', () => {
    const readme = 'a\n<!-- conformance:start -->\nold\n<!-- conformance:end -->\nb\n';
    expect(withScore(readme, 'new')).toBe(readme.replace('old', 'new'));
    expect(withScore('no markers', 'new')).toBeUndefined();
  });
});
