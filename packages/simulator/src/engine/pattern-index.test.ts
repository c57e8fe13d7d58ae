import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { COMPARATORS } from './compare.js';
import { type Pattern, PatternIndex } from './pattern-index.js';

const piece = fc.constantFrom('a', 'A', 'b', 'ab', '-', '/', '12', '\xc3', '\xe3', '[', '{');
const text = (maxLength: number) => fc.array(piece, { maxLength }).map((parts) => parts.join(''));
const pattern: fc.Arbitrary<Pattern> = fc.record({
  kind: fc.constantFrom('contains', 'icontains', 'startswith', 'endswith'),
  text: text(5),
});

describe('PatternIndex', () => {
  it('finds what the operators find', () => {
    fc.assert(
      fc.property(
        fc.array(pattern, { maxLength: 30 }),
        fc.array(text(10), { maxLength: 20 }),
        (patterns, values) => {
          const index = new PatternIndex(patterns);
          const tests = patterns.map(({ kind, text: right }) => COMPARATORS[kind].text([right]));
          for (const value of values) {
            const held = tests.flatMap((test, i) => (test(value) ? [i] : []));
            expect([...index.find(value)]).toEqual(held);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
