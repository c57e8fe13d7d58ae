import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatcher } from './glob.js';
import { compileRegex } from './index.js';
import { globNeedle, regexNeedles } from './needles.js';

describe('regexNeedles', () => {
  it.each([
    ['abc', ['abc']],
    ['.*docker.*', ['docker']],
    ['a?bc(de|fghi)+x', ['bc']],
    ['[a-z]+-(prod|stage|dev)', ['prod', 'stage', 'dev']],
    ['(ab){2,3}c', ['ab']],
    ['(ab){0,3}', undefined],
    ['a*|b', undefined],
    ['', undefined],
    ['(', undefined],
  ])('%s', (pattern, needles) => {
    expect(regexNeedles(pattern)).toEqual(needles);
  });

  const piece = fc.constantFrom('a', 'b', 'ab', '.', '[ab]', '(a|bc)', '(ab)', 'a{2}', 'a{0,1}', '\\.');
  const pattern = fc
    .array(fc.tuple(piece, fc.constantFrom('', '', '*', '+', '?', '|')), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.flat().join(''));
  const value = fc
    .array(fc.constantFrom('a', 'b', 'c', '.'), { maxLength: 8 })
    .map((parts) => parts.join(''));

  it('names what every match contains', () => {
    let matched = 0;
    fc.assert(
      fc.property(pattern, fc.array(value, { minLength: 10, maxLength: 40 }), (text, values) => {
        const compiled = compileRegex(text);
        const needles = regexNeedles(text);
        if (!compiled.ok || !needles) return;
        for (const each of values) {
          if (!compiled.regex.matches(each)) continue;
          matched++;
          expect(needles.some((needle) => each.includes(needle))).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
    expect(matched).toBeGreaterThan(200);
  });
});

describe('globNeedle', () => {
  it('names what every match contains', () => {
    let matched = 0;
    const pattern = fc
      .array(fc.constantFrom('a', 'b', '*', '?', '[ab]', '[', '\\', '\\*', ']'), { maxLength: 7 })
      .map((parts) => parts.join(''));
    const value = fc
      .array(fc.constantFrom('a', 'b', '*', '[', ']', '\\'), { maxLength: 7 })
      .map((parts) => parts.join(''));
    fc.assert(
      fc.property(pattern, fc.array(value, { minLength: 10, maxLength: 40 }), (text, values) => {
        const glob = globMatcher(text);
        for (const each of values) {
          if (!glob.matches(each)) continue;
          matched++;
          expect(each).toContain(globNeedle(text));
        }
      }),
      { numRuns: 2000 },
    );
    expect(matched).toBeGreaterThan(1000);
    expect(globNeedle('web-*-prod?')).toBe('-prod');
  });
});
