import { compileRegex, globMatcher } from '@falco-rules/language';
import { PATTERNS } from '../generate/words.js';
import { bytesOf, type Kind, textOf } from '../kind.js';
import type { Random } from '../random.js';
import { byteStringOf } from '../rules.js';

const ATOMS = [
  'a',
  'b',
  '.',
  '[ab]',
  '[^a]',
  '(a|b)',
  '(ab?)',
  '[[:alpha:]]',
  '\\.',
  'é',
  '(a*)',
  '(a|aa)',
  '^',
  '$',
  '()',
  '[a-',
  '(?',
  '\\1',
  '{2}',
] as const;
const REPEATS = ['', '', '', '*', '+', '?', '{2}', '{0,3}', '{1,}', '{,2}', '**', '{1001}'] as const;

export const REGEX: Kind = {
  purpose: 'patterns of `regex` and `glob`, heavy ones on long values, too',
  generate(random) {
    const pattern = random.chance(0.2) ? random.pick(PATTERNS) : patternOf(random, 3);
    const piece = random.pick(['a', 'ab', 'b', 'aé', '\n', 'x', '\u{1f600}']);
    const value = piece.repeat(random.pick([0, 1, 3, 30, 1000, 100_000])) + random.pick(['', 'b', '!', 'é']);
    return { pattern: bytesOf(pattern), value: bytesOf(value) };
  },
  check({ pattern, value }) {
    const compiled = compileRegex(byteStringOf(pattern!));
    const text = byteStringOf(value!);
    globMatcher(byteStringOf(pattern!)).matches(text);
    if (!compiled.ok) return compiled.message === '' ? 'refused without a word' : undefined;
    const held = compiled.regex.matches(text);
    if (held !== compiled.regex.matches(text)) return 'matches differently each time';
    const native = nativeOf(textOf(pattern));
    // JavaScript's own engine agrees on the syntax that both share, where it can be asked without an explosion.
    if (native && value!.length <= 30 && native.test(textOf(value)) !== held)
      return `${held}, but JavaScript says otherwise`;
    return undefined;
  },
};

function patternOf(random: Random, depth: number): string {
  const parts = random.times(1, 4, () => {
    const atom = depth > 0 && random.chance(0.3) ? `(${patternOf(random, depth - 1)})` : random.pick(ATOMS);
    return atom + random.pick(REPEATS);
  });
  return parts.join(random.chance(0.2) ? '|' : '');
}

/** The pattern for JavaScript, anchored; undefined where the two languages part. */
function nativeOf(pattern: string): RegExp | undefined {
  if (/[\\{}]|\[\[|\[\^|[*+?]{2}|\(\?|\.|\^|\$|\(\)/.test(pattern)) return undefined;
  try {
    return new RegExp(`^(?:${pattern})$`, 'su');
  } catch {
    return undefined;
  }
}
