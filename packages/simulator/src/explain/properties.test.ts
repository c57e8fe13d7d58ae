import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileEngine } from '../engine/index.js';
import { condition, event } from '../test-support/arbitrary.js';
import type { NaiveEvent } from '../test-support/naive.js';
import { auditEvent, load, rule } from '../test-support/rules.js';
import { editsBetween, type Json } from './counterfactual/json.js';
import { createCounterfactualFinder } from './counterfactual/search.js';
import { compileExplainer } from './explainer.js';
import { obstaclesOf } from './reason.js';

/** An audit event whose fields have the values of a generated one. */
function auditOf(naive: NaiveEvent): Uint8Array {
  const text = (name: string): string | undefined => naive[name] as string | undefined;
  const images = naive['ka.req.pod.containers.image'] as readonly string[] | undefined;
  const parameter = text('ka.uri.param[x]');
  const made = auditEvent({
    verb: text('ka.verb'),
    stage: text('ka.stage'),
    user: { username: text('ka.user.name'), groups: naive['ka.user.groups'] },
    objectRef: { resource: text('ka.target.resource') },
    requestURI: parameter === undefined ? '/api' : `/api?x=${encodeURIComponent(parameter)}`,
    ...(images && { requestObject: { spec: { containers: images.map((image) => ({ image })) } } }),
  });
  return new TextEncoder().encode(JSON.stringify(made));
}

const yaml = (text: string): string => rule('R', text);

describe('an explanation', () => {
  it('comes to the verdict of the engine, and counts what stands in the way', () => {
    fc.assert(
      fc.property(condition, fc.array(event, { minLength: 1, maxLength: 5 }), (text, events) => {
        const ruleset = load(yaml(text));
        const engine = compileEngine(ruleset);
        const explainer = compileExplainer(ruleset);
        events.forEach((naive, i) => {
          const bytes = auditOf(naive);
          engine.process(bytes, 0, bytes.length, i + 1);
          explainer.load(bytes, 0, bytes.length, i + 1);
          const trace = explainer.trace(0);
          expect(trace.verdict).toBe(engine.matches.length > 0);
          const obstacles = obstaclesOf(trace);
          expect(explainer.distance(0, 1000)).toBe(trace.verdict ? 0 : obstacles.length);
          expect(explainer.distance(0, 1) > 1).toBe(!trace.verdict && obstacles.length > 1);
        });
      }),
      { numRuns: 300 },
    );
  });
});

describe('a counterfactual', () => {
  it('flips the verdict, and tells all that has changed', () => {
    const samples = fc.sample(fc.tuple(condition, event), { seed: 7, numRuns: 400 });
    let found = 0;
    for (const [text, naive] of samples) {
      const ruleset = load(yaml(text));
      const bytes = auditOf(naive);
      const before = compileEngine(ruleset);
      before.process(bytes, 0, bytes.length, 1);
      const result = createCounterfactualFinder(ruleset, ruleset.rules[0]!).find(bytes);
      if ('reason' in result) continue;
      found++;
      const after = compileEngine(ruleset);
      const changed = new TextEncoder().encode(result.event);
      expect(after.process(changed, 0, changed.length, 1)).toBeUndefined();
      expect(after.matches.length > 0, text).toBe(result.fires);
      expect(before.matches.length > 0, text).toBe(!result.fires);
      expect(result.edits.length).toBeGreaterThan(0);
      const original = JSON.parse(new TextDecoder().decode(bytes)) as Json;
      expect(editsBetween(original, JSON.parse(result.event) as Json)).toEqual(result.edits);
    }
    // Of random conditions many cannot be turned at all.
    expect(found).toBeGreaterThan(290);
  });
});
