import { describe, expect, it } from 'vitest';
import { comparatorOf, parseUint64 } from './compare.js';

describe('parseUint64', () => {
  it.each([
    ['0', 0n],
    ['007', 7n],
    [' \t12', 12n],
    ['+3', 3n],
    ['-1', 18446744073709551615n],
    ['18446744073709551616', 18446744073709551615n],
    ['-18446744073709551617', 18446744073709551615n],
    ['', undefined],
    ['1 ', undefined],
    ['0x10', undefined],
    ['1.5', undefined],
    ['- 1', undefined],
  ])('%s is %s', (text, number) => {
    expect(parseUint64(text)).toBe(number);
  });
});

describe('comparatorOf', () => {
  it.each([
    ['icontains', undefined, ['a.b'], 'xA.Bx', true],
    ['icontains', undefined, ['a.b'], 'axb', false],
    ['icontains', undefined, ['\xc9'], '\xe9', false],
    ['icontains', undefined, [''], '', true],
    ['<', undefined, ['400'], '1000', true],
    ['>=', undefined, ['\x80'], '\xff', true],
    ['contains', undefined, [''], '', true],
    ['=', 'oneof', ['a', 'b'], 'a', true],
    ['=', 'oneof', ['a', 'a'], 'a', false],
    ['=', 'anyof', ['a', 'a'], 'a', true],
    ['!=', 'allof', ['a', 'b'], 'c', true],
    ['!=', 'allof', ['a', 'b'], 'b', false],
    ['!=', 'anyof', ['a', 'b'], 'b', true],
    ['contains', 'allof', ['a', 'b'], 'xaby', true],
    ['contains', 'allof', [], 'x', false],
    ['!=', 'allof', [], 'x', false],
    ['=', 'anyof', [], 'x', false],
    ['in', undefined, [], '', false],
  ] as const)('%s %s %j on %j: %j', (operator, modifier, right, value, holds) => {
    expect(comparatorOf(operator, modifier).text(right)(value)).toBe(holds);
  });

  it('compares numbers as numbers', () => {
    const { number } = comparatorOf('<', undefined);
    expect(number?.([400n])(1000n)).toBe(false);
    expect(comparatorOf('contains', undefined).number).toBeUndefined();
  });
});
