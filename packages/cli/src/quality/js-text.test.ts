import { describe, expect, it } from 'vitest';
import { callAt, elementsOf, propertyOf, stringsIn } from './js-text.js';

const shown = (text: string, ranges: readonly { start: number; end: number }[]) =>
  ranges.map(({ start, end }) => text.slice(start, end));

describe('the text of a module', () => {
  it('has calls, from the name to the last bracket', () => {
    const call = (text: string, name: string) => {
      const found = callAt(text, text.lastIndexOf(name));
      return found && text.slice(found.start, found.end);
    };
    expect(call("and(a, not(ka.user.name.in(['a)', 'b'])))", 'in(')).toBe("ka.user.name.in(['a)', 'b'])");
    expect(call("x(jevt.value('/stage').in(['R']))", 'in(')).toBe("jevt.value('/stage').in(['R'])");
    expect(call('not(\n  ka.verb // the verb)\n    .eq("x"))', 'eq')).toBeDefined();
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the text of a module
    const template = 'cond`ka.verb = ${f("`")} and x`';
    expect(call(`a(${template})`, 'cond')).toBe(template);
    expect(call('list<string>("a", [])', 'list')).toBe('list<string>("a", [])');
    expect(call('const x = and', 'and')).toBeUndefined();
    expect(call('and(a, b', 'and')).toBeUndefined();
  });

  it('has elements between commas', () => {
    const text = `('a, b', /* c, */ [d, e], // f,
      g({ h: 1 }), )`;
    expect(shown(text, elementsOf(text, 0))).toEqual(["'a, b'", '[d, e]', 'g({ h: 1 })']);
    expect(elementsOf('()', 0)).toEqual([]);
    expect(elementsOf('(', 0)).toEqual([]);
  });

  it('has properties', () => {
    const text = `{ desc: 'condition: x', 'condition': and(a, b), priority }`;
    const value = (name: string) => shown(text, [propertyOf(text, 0, name) ?? { start: 0, end: 0 }])[0];
    expect(value('condition')).toBe('and(a, b)');
    expect(value('priority')).toBe('priority');
    expect(value('output')).toBe('');
  });

  it('has strings', () => {
    const text = `['a', "b\\"c", \`d\`, /* 'e' */ f]`;
    expect(stringsIn(text, { start: 0, end: text.length }).map(({ value }) => value)).toEqual([
      'a',
      'b"c',
      'd',
    ]);
  });
});
