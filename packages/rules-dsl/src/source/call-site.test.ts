import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { field, isRulesMistake, list, macro, rule } from '../index.js';

const here = fileURLToPath(import.meta.url);
const { ka } = field;

/** The line that this is called from. */
function lineOf(error: Error): number {
  return Number(/call-site\.test\.ts:(\d+)/.exec(error.stack ?? '')?.[1]);
}

describe('call sites', () => {
  it('are where an item is written', () => {
    const made = [list('a', ['x']), new Error('here')] as const;
    expect(made[0].callSite).toMatchObject({ file: here, line: lineOf(made[1]) });
    expect(made[0].callSite!.column).toBeGreaterThan(1);
  });

  it('are found through functions of the runtime', () => {
    const [made] = [['x'], ['y']].map((items, index) => list(`a${index}`, items));
    expect(made?.callSite).toMatchObject({ file: here });
    const [by] = ['b'].map(ka.verb.eq as (value: string) => unknown) as [{ callSite(): unknown }];
    expect(by.callSite()).toMatchObject({ file: here });
  });

  it('leave the stack limit as it was', () => {
    const before = Error.stackTraceLimit;
    macro('m', ka.verb.exists());
    expect(Error.stackTraceLimit).toBe(before);
  });

  it('are in the mistakes that are thrown', () => {
    const before = new Error('here');
    try {
      rule('Broken', { desc: 'd', condition: ka.verb.exists(), output: 'o', priority: 'WARN' as never });
      expect.unreachable();
    } catch (error) {
      expect(isRulesMistake(error)).toBe(true);
      if (!isRulesMistake(error)) return;
      expect(error.problem).toMatch(/^rule 'Broken': priority is /);
      expect(error.callSites).toMatchObject([{ file: here, line: lineOf(before) + 2 }]);
      expect(error.message).toContain(`\n  at ${here}:${lineOf(before) + 2}:`);
    }
  });
});

describe('items', () => {
  it('are frozen data, known by a registered symbol', () => {
    const made = list('a', ['x']);
    expect(Object.isFrozen(made)).toBe(true);
    expect((made as unknown as Record<symbol, unknown>)[Symbol.for('falco-rules/kind')]).toBe('list');
    expect(Object.isFrozen(macro('m', ka.verb.exists()))).toBe(true);
  });
});
