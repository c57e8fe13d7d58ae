import { describe, expect, it } from 'vitest';
import { pathMatcher } from './path-match.js';

describe('pathMatcher', () => {
  it.each([
    [['/etc'], '/etc', true],
    [['/etc'], '/etc/passwd', true],
    [['/etc'], 'etc//passwd/', true],
    [['/etc'], '/etcetera', false],
    [['/etc/ssh'], '/etc', false],
    [['/'], 'anything', true],
    [[''], '', true],
    [['/etc'], '', false],
    [[], '/etc', false],
    [['/usr/lib', '/usr'], '/usr/bin', true],
    [['/usr', '/usr/lib'], '/usr/bin', true],
    [['/var/*/log'], '/var/x/log/y', true],
    [['/var/*/log'], '/var/log', false],
    [['/a*/b', '/ab/c'], '/ab/c', true],
    [['/ab/c', '/a*/b'], '/ab/b', true],
    [['/a*/b', '/*b/c'], '/ab/c', true],
    [['/a*/b', '/*b/c'], '/ab/d', false],
  ])('%j on %j: %j', (paths, value, matches) => {
    expect(pathMatcher(paths)(value)).toBe(matches);
  });
});
