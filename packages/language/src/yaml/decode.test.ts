import { describe, expect, it } from 'vitest';
import {
  asText,
  badConversion,
  badSubscript,
  decodeBool,
  decodeInt,
  decodeUint,
  decodeUint64,
  invalidNode,
  lookup,
  readYaml,
  type YamlNode,
} from './index.js';

function node(text: string): YamlNode {
  const root = readYaml({ name: 'rules.yaml', text }).documents[0];
  const item = root?.kind === 'sequence' ? root.items[0] : undefined;
  if (!item) throw new Error(`no item in ${text}`);
  return item;
}

const quoted = (value: string): YamlNode => node(`- "${value}"`);

describe('decodeBool', () => {
  it.each(['y', 'Y', 'yes', 'Yes', 'YES', 'true', 'True', 'TRUE', 'on', 'On', 'ON'])('%s is true', (text) => {
    expect(decodeBool(quoted(text))).toBe(true);
  });
  it.each(['n', 'N', 'no', 'No', 'NO', 'false', 'False', 'FALSE', 'off', 'Off', 'OFF'])(
    '%s is false',
    (text) => {
      expect(decodeBool(quoted(text))).toBe(false);
    },
  );
  it.each(['', 'yEs', 'trUE', 'oN', '1', '0', 'true ', 'constructor', 't'])('%j is refused', (text) => {
    expect(decodeBool(quoted(text))).toBeUndefined();
  });
});

describe('integers', () => {
  it.each([
    ['0', 0n],
    ['17', 17n],
    ['+5', 5n],
    ['017', 15n],
    ['0x1F', 31n],
    ['0Xff', 255n],
    ['00', 0n],
    ['5  ', 5n],
    ['5\\t\\n', 5n],
    ['4294967295', 4294967295n],
  ])('%j is a number', (text, value) => {
    expect(decodeUint64(quoted(text))).toBe(value);
    expect(decodeUint(quoted(text))).toBe(Number(value));
  });
  it.each([
    '',
    ' 5',
    '-1',
    '-0',
    '08',
    '0x',
    '0xg',
    '1.0',
    '1e3',
    '5 x',
    '+',
    '+-5',
    '4 294',
    '0b1',
    '1_000',
  ])('%j is none without a sign', (text) => {
    expect(decodeUint64(quoted(text))).toBeUndefined();
    expect(decodeUint(quoted(text))).toBeUndefined();
  });
  it('have the ranges of their types', () => {
    expect(decodeUint(quoted('4294967296'))).toBeUndefined();
    expect(decodeUint64(quoted('18446744073709551615'))).toBe(18446744073709551615n);
    expect(decodeUint64(quoted('18446744073709551616'))).toBeUndefined();
    expect(decodeInt(quoted('-2147483648'))).toBe(-2147483648);
    expect(decodeInt(quoted('-0x10'))).toBe(-16);
    expect(decodeInt(quoted('2147483648'))).toBeUndefined();
    expect(decodeUint64(quoted(`0${'0'.repeat(40)}7`))).toBe(7n);
    expect(decodeUint64(quoted('9'.repeat(100_000)))).toBeUndefined();
  });
  it('are scalars', () => {
    expect(decodeUint(node('- ~'))).toBeUndefined();
    expect(decodeInt(node('- [1]'))).toBeUndefined();
    expect(decodeBool(node('- {a: true}'))).toBeUndefined();
  });
});

describe('nodes as Falco asks them', () => {
  it('lookup gives the first entry of a key, and none for keys that are no text', () => {
    const map = node('- {a: 1, b: 2, a: 3, ~: 4, null: 5, [c]: 6, "d": 7}');
    expect(lookup(map, 'a')).toMatchObject({ value: '1' });
    expect(lookup(map, 'd')).toMatchObject({ value: '7' });
    for (const key of ['~', 'null', '', 'c', 'x']) expect(lookup(map, key)).toBeUndefined();
    expect(lookup(node('- [a]'), '0')).toBeUndefined();
    expect(lookup(node('- ~'), 'a')).toBeUndefined();
  });

  it('asText takes a null for its word, and no collection', () => {
    expect(asText(node('- x'))).toBe('x');
    expect(asText(node('- ~'))).toBe('null');
    expect(asText(node('- []'))).toBeUndefined();
  });

  it('exceptions have their texts', () => {
    expect(badConversion(node('- [a]'))).toBe('yaml-cpp: error at line 1, column 3: bad conversion');
    const scalar = node('-   b');
    if (scalar.kind !== 'scalar') throw new Error('no scalar');
    expect(badSubscript(scalar, 'list')).toBe(
      'yaml-cpp: error at line 1, column 5: operator[] call on a scalar (key: "list")',
    );
    expect(invalidNode('zz')).toBe('invalid node; first invalid key: "zz"');
    expect(invalidNode()).toBe(
      'invalid node; this may result from using a map iterator as a sequence iterator, or vice-versa',
    );
  });
});
