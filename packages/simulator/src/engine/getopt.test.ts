import { describe, expect, it } from 'vitest';
import { parseOptstring, pickOption, readOptions } from './getopt.js';

const options = parseOptstring('ab:n');

describe('readOptions', () => {
  it.each([
    [['-a'], ['a']],
    [['-an'], ['a', 'n']],
    [
      ['-b', 'x'],
      ['b', 'x'],
    ],
    [['-bx'], ['b', 'x']],
    [
      ['-ab', 'x', '-n'],
      ['a', 'b', 'x', 'n'],
    ],
    [['-b'], ['']],
    [['-z:'], ['?', '?']],
    [['-a', 'word', '-n'], ['a']],
    [['-a', '--', '-n'], ['a']],
    [
      ['-a', '--long', '-n'],
      ['a', 'n'],
    ],
    [['-a', '-', '-n'], ['a']],
    [['-a', '', '-n'], ['a']],
    [
      ['-b', '-n'],
      ['b', '-n'],
    ],
    [[], []],
  ])('%j gives %j', (args, found) => {
    expect(readOptions(args, options)).toEqual(found);
  });
});

describe('pickOption', () => {
  it.each([
    [['-a'], 'a', 'a'],
    [['-bx', '-by'], 'b', 'y'],
    [['-b'], 'b', ''],
    [['-z?'], '?', undefined],
    [['-a'], 'n', undefined],
  ])('%j, %j gives %j', (args, option, found) => {
    expect(pickOption(args, options, option)).toBe(found);
  });
});
