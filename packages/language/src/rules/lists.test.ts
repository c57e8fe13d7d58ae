import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EMPTY_TEXT, glue } from '../text/mapped-text.js';
import { listSubstituter, substituteOf } from './lists.js';

interface PlainList {
  readonly name: string;
  readonly items: readonly string[];
}

/** Falco's way: every list on every condition, over and over (rule_loader_compiler.cpp, resolve_list). */
function naive(condition: string, lists: readonly PlainList[]): { text: string; used: number[] } {
  const used: number[] = [];
  let text = condition;
  for (const [i, list] of lists.entries()) {
    const result = resolveList(text, list);
    if (result !== undefined) used.push(i);
    text = result ?? text;
  }
  return { text, used };
}

function resolveList(condition: string, { name, items }: PlainList): string | undefined {
  const isBlank = (c: string | undefined) => c !== undefined && ' \t\n\r'.includes(c);
  const isDelimiter = (c: string | undefined) => isBlank(c) || (c !== undefined && '(),='.includes(c));
  let text = condition;
  let used = false;
  let start = text.indexOf(name);
  while (start >= 0) {
    let end = start + name.length;
    if ((start === 0 || isDelimiter(text[start - 1])) && (end >= text.length || isDelimiter(text[end]))) {
      while (start > 0 && isBlank(text[start - 1])) start--;
      while (end < text.length && isBlank(text[end])) end++;
      let sub = '';
      for (const item of items) {
        if (sub !== '') sub += ', ';
        sub += item.includes(' ') && item[0] !== '"' && item[0] !== "'" ? `"${item}"` : item;
      }
      if (sub === '') {
        if (start > 0 && text[start - 1] === ',') start--;
        else if (end < text.length && text[end] === ',') end++;
      }
      text = `${start > 0 ? `${text.slice(0, start)} ` : ''}${sub} ${text.slice(end)}`;
      start += sub.length + 1;
      used = true;
    }
    start = text.indexOf(name, start + 1);
  }
  return used ? text : undefined;
}

function ours(condition: string, known: readonly PlainList[]): { text: string; used: readonly number[] } {
  const lists = listSubstituter();
  for (const { name, items } of known) lists.put({ name, substitute: substituteOf(items.map(glue)) });
  const { text, used } = lists.substitute(glue(condition));
  // What the text is made of must cover it, or places in it cannot be found.
  const covered = text.segments.map(({ start, length }) => text.text.slice(start, start + length)).join('');
  expect(covered).toBe(text.text);
  return { text: text.text, used };
}

const word = fc.constantFrom('a', 'b', 'ab', 'b.c', 'a-b', '"a"', "'b'", 'x=y', 'a b', 'in', 'ka.verb', '');
const separator = fc.constantFrom(
  ' ',
  '  ',
  ',',
  ', ',
  ' ,',
  '(',
  ')',
  '=',
  '\n',
  '\t',
  '\r\n',
  '',
  ' (',
  ') ',
  '((',
);
const condition = fc
  .array(fc.tuple(word, separator), { maxLength: 14 })
  .map((parts) => parts.map(([w, s]) => w + s).join(''));
const lists = fc.uniqueArray(
  fc.record({ name: word.filter((name) => name !== ''), items: fc.array(word, { maxLength: 4 }) }),
  { selector: ({ name }) => name, maxLength: 8 },
);

describe('list substitution', () => {
  it('gives what trying every list gives', () => {
    fc.assert(
      fc.property(condition, lists, (text, known) => {
        expect(ours(text, known)).toEqual(naive(text, known));
      }),
      { numRuns: 3000 },
    );
  });

  it('puts lists into lists that come before them', () => {
    const known = [
      { name: 'outer', items: ['inner', 'x'] },
      { name: 'inner', items: ['y', 'outer'] },
    ];
    expect(ours('f in (outer)', known).text).toBe(naive('f in (outer)', known).text);
    expect(ours('f in (outer)', known).used).toEqual([0, 1]);
  });

  it('takes a comma with an empty list', () => {
    expect(ours('f in (a, none, b)', [{ name: 'none', items: [] }]).text).toBe('f in (a  , b)');
    expect(substituteOf([])).toBe(EMPTY_TEXT);
  });
});
