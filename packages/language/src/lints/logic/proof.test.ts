import { describe, expect, it } from 'vitest';
import { parseCondition } from '../../condition/index.js';
import { cannotAllBe, sameVerdict } from './proof.js';

function parse(text: string) {
  const parsed = parseCondition(text);
  if (!parsed.ok) throw new Error(parsed.message);
  return parsed.expr;
}

const same = (a: string, b: string) => sameVerdict(parse(a), parse(b));

describe('proofs', () => {
  it('find conditions that come to the same', () => {
    expect(same('ka.verb = a and ka.verb in (a, b)', 'ka.verb = a')).toBe(true);
    expect(same('ka.verb in (a, b, a)', 'ka.verb = b or ka.verb = a')).toBe(true);
    expect(same('not (ka.verb = a or ka.uri = b)', 'not ka.verb = a and not ka.uri = b')).toBe(true);
    expect(same('ka.verb = a', 'ka.verb in (a, b)')).toBe(false);
    // An absent field tells them apart.
    expect(same('ka.verb != a', 'not ka.verb = a')).toBe(false);
  });

  it('know the idioms of rules files, and lists that are empty today', () => {
    expect(same('ka.verb = a and not jevt.rawtime = 0', 'ka.verb = a')).toBe(true);
    expect(same('ka.verb = a and jevt.rawtime exists', 'ka.verb = a')).toBe(true);
    expect(same('ka.verb = a and not ka.uri in ()', 'ka.verb = a')).toBe(true);
    expect(same('ka.verb = a or ka.user.groups intersects ()', 'ka.verb = a')).toBe(true);
    expect(same('ka.verb = a and not ka.uri in (b)', 'ka.verb = a')).toBe(false);
  });

  it('prove what cannot be together', () => {
    const cannot = (...wanted: readonly (readonly [string, boolean])[]) =>
      cannotAllBe(wanted.map(([text, holds]) => ({ expr: parse(text), holds })));
    expect(cannot(['ka.verb = a', true], ['ka.verb = b', true])).toBe(true);
    expect(cannot(['ka.verb = a', true], ['ka.verb exists', false])).toBe(true);
    expect(cannot(['ka.verb = a', true], ['ka.uri = b', true])).toBe(false);
    expect(cannot(['ka.verb startswith ab', true], ['ka.verb startswith a', false])).toBe(true);
  });
});
