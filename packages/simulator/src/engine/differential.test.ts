import { type Expr, parseCondition } from '@falco-rules/language';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condition, event } from '../test-support/arbitrary.js';
import { FakeExtractor, holds } from '../test-support/naive.js';
import { compileConditions } from './conditions.js';
import { necessaryFor } from './necessary.js';
import { Planner } from './planner.js';
import { createRuleFinder } from './rule-tree.js';

function parse(text: string): Expr {
  const parsed = parseCondition(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.message}`);
  return parsed.expr;
}

/** Rules that share macros, as real ones do: each is a macro and something of its own. */
const ruleset = fc
  .tuple(fc.array(condition, { minLength: 1, maxLength: 4 }), fc.array(condition, { maxLength: 40 }))
  .chain(([macros, own]) =>
    fc.tuple(
      fc.constant(macros),
      fc.constant(own),
      fc.array(fc.nat(macros.length - 1), { minLength: own.length, maxLength: own.length }),
    ),
  )
  .map(([macros, own, uses]) => {
    const trees = macros.map(parse);
    return own.map((text, i): Expr => {
      const expansion = trees[uses[i]!]!;
      const macro: Expr = { kind: 'Identifier', name: 'm', expansion, pos: expansion.pos, start: 0, end: 0 };
      const rest = parse(text);
      return {
        kind: 'And',
        children: i % 2 === 0 ? [macro, rest] : [rest, macro],
        pos: rest.pos,
        start: 0,
        end: 0,
      };
    });
  });

describe('the compiled engine', () => {
  it('agrees with a plain walk over the tree, with index, sharing and memory', () => {
    fc.assert(
      fc.property(ruleset, fc.array(event, { minLength: 1, maxLength: 10 }), (conditions, events) => {
        const planner = new Planner();
        const plans = conditions.map((expr) => planner.test(expr));
        const extractor = new FakeExtractor(planner.requests);
        const { tests, nextEvent } = compileConditions(planner, extractor);
        const all = createRuleFinder(plans, planner, extractor, tests, { onlyFirst: false });
        const first = createRuleFinder(plans, planner, extractor, tests, { onlyFirst: true });
        // The second time, the tree has grown.
        for (const each of [...events, ...events]) {
          extractor.event = each;
          nextEvent();
          const matched: number[] = [];
          all.find(matched);
          const expected = conditions.flatMap((expr, rule) => (holds(expr, each) ? [rule] : []));
          expect(matched).toEqual(expected);
          const firstMatched: number[] = [];
          first.find(firstMatched);
          expect(firstMatched).toEqual(expected.slice(0, 1));
        }
      }),
      { numRuns: 500 },
    );
  });

  it('asks of a rule only what it cannot match without', () => {
    fc.assert(
      fc.property(condition, event, (text, each) => {
        const planner = new Planner();
        const plan = planner.test(parse(text));
        const extractor = new FakeExtractor(planner.requests);
        extractor.event = each;
        if (!holds(parse(text), each)) return;
        for (const [slot, values] of necessaryFor(planner.tests)[plan.id]!) {
          expect([...values]).toContain(extractor.get(slot));
        }
      }),
      { numRuns: 3000 },
    );
  });

  it.each([
    ['not', (inner: string) => `not (${inner})`],
    ['and, or', (inner: string) => `ka.stage = a and (ka.verb = b or (${inner}))`],
  ])('takes conditions of thousands of levels: %s', (_, around) => {
    for (const levels of [199, 200, 201, 3000, 9000]) {
      let text = 'ka.user.name = c';
      for (let i = 0; i < levels; i++) text = around(text);
      const planner = new Planner();
      const plan = planner.test(parse(text));
      const extractor = new FakeExtractor(planner.requests);
      const { tests, nextEvent } = compileConditions(planner, extractor);
      const odd = levels % 2 === 1 && around('').startsWith('not');
      for (const name of ['c', 'd', 'c']) {
        extractor.event = { 'ka.stage': 'a', 'ka.verb': 'x', 'ka.user.name': name };
        nextEvent();
        expect(tests[plan.id]!(), `${levels} levels, ${name}`).toBe((name === 'c') !== odd);
      }
      createRuleFinder(Array(10).fill(plan), planner, extractor, tests, { onlyFirst: false }).find([]);
    }
  });

  it('takes thousands of transformers', () => {
    const planner = new Planner();
    const plan = planner.test(parse(`${'tolower('.repeat(9000)}ka.verb${')'.repeat(9000)} = get`));
    const extractor = new FakeExtractor(planner.requests);
    extractor.event = { 'ka.verb': 'GET' };
    expect(compileConditions(planner, extractor).tests[plan.id]!()).toBe(true);
  });
});
