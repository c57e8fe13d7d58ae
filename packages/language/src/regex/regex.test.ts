import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../text/bytes.js';
import { compileRegex } from './index.js';

const compile = (pattern: string) => {
  const result = compileRegex(pattern);
  if (!result.ok) throw new Error(result.message);
  return result.regex;
};
const refusal = (pattern: string) => {
  const result = compileRegex(pattern);
  return result.ok ? 'it compiles' : result.message;
};

// Recorded from RE2 2022-06-01 with RE2::POSIX, which Falco is built with.
describe('compileRegex', () => {
  it.each([
    ['(', 'missing ): ('],
    ['a)b', 'unexpected ): a)b'],
    ['[a', 'missing ]: [a'],
    ['x[]', 'missing ]: []'],
    ['[z-a]', 'invalid character class range: z-a'],
    ['[a-c-e]', 'invalid character class range: -e'],
    ['[[:foo:]]', 'invalid character class range: [:foo:]'],
    ['\\d+', 'invalid escape sequence: \\d'],
    ['[\\w]', 'invalid escape sequence: \\w'],
    ['\\pL+', 'invalid escape sequence: \\p'],
    ['\\bx', 'invalid escape sequence: \\b'],
    ['\\1', 'invalid escape sequence: \\1'],
    ['\\x{110000}', 'invalid escape sequence: \\x{110000'],
    ['\\xg1', 'invalid escape sequence: \\xg1'],
    ['\\', 'trailing \\'],
    ['(?i)a', 'no argument for repetition operator: ?'],
    ['*a', 'no argument for repetition operator: *'],
    ['a|{2}', 'no argument for repetition operator: {2}'],
    ['a{1001}', 'invalid repetition size: {1001}'],
    ['a{2,1}', 'invalid repetition size: {2,1}'],
    ['((a{100}){10}){2}', 'invalid repetition size: {2}'],
    ['\xff', 'invalid UTF-8'],
    ['\\x{', 'invalid UTF-8'],
  ])('refuses %j in RE2s words', (pattern, message) => {
    expect(refusal(pattern)).toBe(message);
  });

  it.each([
    ['a.c', ['abc', 'a\xc3\xa9c', 'a\xff\xffc', 'a\nc', 'xabc'], '11000'],
    ['[^b]', ['a', '\n', 'b', '\xe2\x82\xac', '\xff', ''], '110100'],
    // The class of all that is not ASCII is laxer than UTF-8; other classes are not.
    ['[^b]', ['\xed\xa0\x80', '\xe0\x80\x80', '\xf4\x90\x80\x80', '\xc0\x80', '\xf5\x80\x80\x80'], '11100'],
    [encodeText('[^é]'), ['\xe0\x80\x80', '\xf4\x90\x80\x80', '\xc3\xa9', '\xc3\xa8', 'e'], '00011'],
    ['^a$', ['a', 'a\n', '\na'], '100'],
    ['(^a$|\n)*', ['a\na', 'a\n', '\n\na', 'aa'], '1110'],
    ['a$^b', ['ab', 'a\nb'], '00'],
    ['a{,2}', ['a{,2}', 'aa'], '10'],
    ['a{02}', ['a{02}', 'aa'], '10'],
    ['a{0}', ['', 'a'], '10'],
    ['a**', ['', 'aaa', 'b'], '110'],
    ['a|b|', ['a', 'b', '', 'ab'], '1110'],
    ['[]a]', [']', 'a', ''], '110'],
    ['[^]a]', [']', 'b'], '01'],
    ['[a-]', ['-', 'a', 'b'], '110'],
    ['[[:word:].-]+', ['a_1.-', 'a b'], '10'],
    ['[[:^space:]]', ['a', ' ', '\n'], '100'],
    ['\\x41\\101\\x{e9}\\_\\n', ['AA\xc3\xa9_\n'], '1'],
    ['(a|ab)(c|bcd)', ['abcd', 'abc', 'abd'], '110'],
  ])('matches %j as RE2 does', (pattern, values, expected) => {
    const regex = compile(pattern);
    expect(values.map((value) => (regex.matches(value) ? 1 : 0)).join('')).toBe(expected);
  });

  it('agrees with JavaScript where the two languages do', () => {
    const { pattern } = fc.letrec<{ pattern: string }>((tie) => ({
      pattern: fc
        .array(
          fc.tuple(
            fc.oneof(
              { maxDepth: 3 },
              fc.constantFrom('a', 'b', '.', '[ab]', '[^a]', '[a-c]', '\\.'),
              tie('pattern').map((inner) => `(${inner})`),
            ),
            fc.constantFrom('', '', '', '*', '+', '?', '{2}', '{1,2}', '|'),
          ),
          { maxLength: 4 },
        )
        .map((parts) => parts.flat().join('')),
    }));
    const value = fc
      .array(fc.constantFrom('a', 'b', 'c', '.'), { maxLength: 8 })
      .map((chars) => chars.join(''));
    fc.assert(
      fc.property(pattern, fc.array(value, { minLength: 5 }), (source, values) => {
        const regex = compile(source);
        const reference = new RegExp(`^(?:${source})$`);
        for (const text of values)
          expect(regex.matches(text), `${source} on ${text}`).toBe(reference.test(text));
      }),
      { numRuns: 1000 },
    );
  });

  it('is linear where backtracking explodes, and forgets states when there are too many', () => {
    const nested = compile('(a*)*(a|aa)*b');
    expect(nested.matches(`${'a'.repeat(50_000)}c`)).toBe(false);
    expect(nested.matches(`${'a'.repeat(50_000)}b`)).toBe(true);
    // 2^13 states would be needed.
    const many = compile('(a|b)*a(a|b){12}');
    let text = '';
    for (let i = 0; i < 60_000; i++) text += (i * 7919) % 13 < 6 || i % 3 === 0 ? 'a' : 'b';
    const expected = text[text.length - 13] === 'a';
    expect(many.matches(text)).toBe(expected);
    expect(many.matches(`${text}a`)).toBe(text[text.length - 12] === 'a');
  });

  it('takes patterns as large and as deep as RE2 does', () => {
    const levels = 300_000;
    expect(compile(`${'('.repeat(levels)}a${')'.repeat(levels)}`).matches('a')).toBe(true);
    expect(refusal(`${'('.repeat(350_000)}a${')'.repeat(350_000)}`)).toBe(
      'pattern too large - compile failed',
    );
    expect(refusal('.{1000}b'.repeat(58))).toBe('it compiles');
    expect(refusal('.{1000}b'.repeat(59))).toBe('pattern too large - compile failed');
    expect(refusal('(a*)*'.repeat(116_498))).toBe('it compiles');
    expect(refusal('(a*)*'.repeat(116_499))).toBe('pattern too large - compile failed');
  });
});
