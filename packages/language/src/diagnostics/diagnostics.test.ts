import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../text/bytes.js';
import { CODES, codeFrame, didYouMean, findCode, suggestion } from './index.js';

/** The same by the book: every cell of every table, everything sorted. */
function nearest(word: string, candidates: readonly string[]): readonly string[] {
  const wanted = word.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const found = candidates
    .filter((candidate) => candidate !== word)
    .map((candidate) => ({ candidate, distance: editsBetween(wanted, candidate.toLowerCase()) }))
    .filter(({ distance }) => distance <= limit)
    .sort((a, b) => a.distance - b.distance || (a.candidate < b.candidate ? -1 : 1));
  return found
    .filter(({ distance }) => distance <= found[0]!.distance + 1)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
}

function editsBetween(a: string, b: string): number {
  const table = Array.from({ length: a.length + 1 }, (_, i) => [i]);
  for (let j = 0; j <= b.length; j++) table[0]![j] = j;
  for (let i = 1; i <= a.length; i++) {
    for (let j = 1; j <= b.length; j++) {
      const [above, left, corner] = [table[i - 1]![j]!, table[i]![j - 1]!, table[i - 1]![j - 1]!];
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwapped ? table[i - 2]![j - 2]! + 1 : Number.POSITIVE_INFINITY;
      table[i]![j] = Math.min(above + 1, left + 1, corner + (a[i - 1] === b[j - 1] ? 0 : 1), swapped);
    }
  }
  return table[a.length]![b.length]!;
}

describe('did you mean', () => {
  const fields = ['ka.verb', 'ka.uri', 'ka.user.name', 'ka.user.groups', 'ka.useragent'];

  it('finds what a slip of the fingers makes of a word', () => {
    expect(didYouMean('ka.vreb', fields)).toEqual(['ka.verb']);
    expect(didYouMean('ka.username', fields)).toEqual(['ka.user.name']);
    expect(didYouMean('KA.VERB', fields)).toEqual(['ka.verb']);
  });

  it('says nothing where nothing is near', () => {
    expect(didYouMean('proc.cmdline', fields)).toEqual([]);
    expect(suggestion('x', ['abc'])).toBeUndefined();
  });

  it('offers several that are as near', () => {
    expect(suggestion('cat', ['bat', 'cut', 'dog'])).toBe('did you mean `bat` or `cut`?');
  });

  it('counts edits as the whole table does', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'D'), maxLength: 12 });
    fc.assert(
      fc.property(word, fc.array(word, { maxLength: 8 }), (wanted, names) => {
        expect(didYouMean(wanted, names)).toEqual(nearest(wanted, names));
      }),
      { numRuns: 2000 },
    );
  });

  it('never offers the word itself', () => {
    fc.assert(fc.property(fc.string(), (word) => !didYouMean(word, [word, `${word}x`]).includes(word)));
  });
});

describe('code frame', () => {
  const file = {
    name: 'r.yaml',
    text: encodeText('- rule: Exec\n  condition: ka.vreb = crée\n  output: o\n'),
  };
  const spanOf = (text: string) => {
    const start = file.text.indexOf(encodeText(text));
    return { file, start, end: start + encodeText(text).length };
  };

  it('marks the span below its line', () => {
    expect(codeFrame(spanOf('ka.vreb'), { label: 'unknown field' })).toBe(
      [
        '1 | - rule: Exec',
        '2 |   condition: ka.vreb = crée',
        '  |              ^^^^^^^ unknown field',
        '3 |   output: o',
      ].join('\n'),
    );
  });

  it('counts characters, not bytes, for the eye', () => {
    expect(codeFrame(spanOf('crée'), { around: 0 })).toBe(
      ['2 |   condition: ka.vreb = crée', `  | ${' '.repeat(23)}^^^^`].join('\n'),
    );
  });

  it('shows a part of a very long line, and no control characters', () => {
    const long = { name: 'l', text: `${'x'.repeat(5000)}\u0007BAD${'y'.repeat(5000)}` };
    const frame = codeFrame({ file: long, start: 5001, end: 5004 });
    expect(frame.length).toBeLessThan(500);
    expect(frame).not.toContain('\u0007');
    const [line, marks] = frame.split('\n') as [string, string];
    expect(line.slice(marks.indexOf('^'), marks.lastIndexOf('^') + 1)).toBe('BAD');
  });

  it('frames any span of any text', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '\n', '\t', ' ', 'é', '\r\n') }).map(encodeText);
    fc.assert(
      fc.property(text, fc.nat(40), fc.nat(40), (t, a, b) => {
        const [start, end] = [Math.min(a, b, t.length), Math.min(Math.max(a, b), t.length)];
        expect(codeFrame({ file: { name: 'f', text: t }, start, end })).toContain('^');
      }),
    );
  });
});

describe('codes', () => {
  it('are explained, with a cure', () => {
    for (const [code, row] of Object.entries(CODES)) {
      if (code.includes('EXTENSION')) continue;
      expect(row.what, code).toMatch(/\.$/);
      expect(row.cure, code).not.toBe('');
    }
  });

  it('are found by name only', () => {
    expect(findCode('LOAD_ERR_VALIDATE')?.title).toContain('validating');
    expect(findCode('toString')).toBeUndefined();
  });
});
