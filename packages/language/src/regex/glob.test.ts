import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { globMatcher } from './index.js';

const matches = (pattern: string, values: readonly string[], ignoreCase = false) => {
  const glob = globMatcher(pattern, { ignoreCase });
  return values.map((value) => (glob.matches(value) ? 1 : 0)).join('');
};

// Recorded from glibc's fnmatch in the C locale.
describe('globMatcher', () => {
  it.each([
    ['kube-*', ['kube-system', 'kube-', 'xkube-a', 'kube/.a'], '1100'],
    ['*', ['', '.a/b', '\n\xff'], '111'],
    ['/api/*/pods/*', ['/api/v1/x/pods/a/b', '/api/pods/a'], '10'],
    ['a?c', ['abc', 'a\xc3\xa9c', 'ac', 'a/c'], '1001'],
    ['a\\*b', ['a*b', 'axb'], '10'],
    ['x\\', ['x', 'x\\'], '00'],
    ['[!a-c]x', ['dx', 'ax', 'x'], '100'],
    ['[^a-c]x', ['dx', 'ax', '^x'], '101'],
    ['[]-]x', [']x', '-x', 'x'], '110'],
    ['[a-]', ['a', '-', 'b'], '110'],
    ['[z-a]', ['z', 'a', 'm'], '000'],
    ['[ab', ['[ab', 'a', '[a'], '100'],
    ['[[:digit:]x]*', ['1a', 'xa', 'a'], '110'],
    ['[a[:nosuch:]]', ['a', 'b'], '10'],
    ['[[:nosuch:]a]', ['a', 'b'], '00'],
    ['[a-\\c]', ['b', '\\'], '10'],
    ['[\\]]', [']', '\\'], '10'],
    ['[[.a.]-c]', ['b', 'd', '-'], '100'],
    ['[[=a=]]', ['a', 'b'], '10'],
    ['[\xe0-\xff]', ['\xe9', '\xc3'], '10'],
    ['', ['', 'a'], '10'],
  ])('%j', (pattern, values, expected) => {
    expect(matches(pattern, values)).toBe(expected);
  });

  it.each([
    ['AbC*', ['abcd', 'ABC', 'ab'], '110'],
    ['[A-C]', ['b', 'B', 'd'], '110'],
    ['[[:upper:]]', ['a', 'A'], '01'],
    ['\\A\xc9', ['a\xc9', 'a\xe9'], '10'],
  ])('%j without regard to case', (pattern, values, expected) => {
    expect(matches(pattern, values, true)).toBe(expected);
  });

  it('agrees with a naive matcher on stars and question marks', () => {
    const naive = (pattern: string, text: string): boolean => {
      if (pattern === '') return text === '';
      if (pattern[0] === '*')
        return naive(pattern.slice(1), text) || (text !== '' && naive(pattern, text.slice(1)));
      return (
        text !== '' &&
        (pattern[0] === '?' || pattern[0] === text[0]) &&
        naive(pattern.slice(1), text.slice(1))
      );
    };
    const letters = (...from: string[]) =>
      fc.array(fc.constantFrom(...from), { maxLength: 7 }).map((chars) => chars.join(''));
    fc.assert(
      fc.property(letters('a', 'b', '*', '?'), letters('a', 'b'), (pattern, text) => {
        expect(globMatcher(pattern).matches(text), `${pattern} on ${text}`).toBe(naive(pattern, text));
      }),
      { numRuns: 1000 },
    );
  });

  it('is linear where fnmatch explodes', () => {
    expect(globMatcher(`${'*a'.repeat(30)}b`).matches('a'.repeat(100_000))).toBe(false);
  });
});
