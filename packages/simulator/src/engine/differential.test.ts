import { type Expr, parseCondition } from '@falco-rules/language';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { condition, event } from '../test-support/arbitrary.js';
import { FakeExtractor, holds } from '../test-support/naive.js';
import { compileConditions } from './conditions.js';
import { necessaryFor } from './necessary.js';
import { Planner } from './planner.js';
import { createRuleFinder } from './rule-finder.js';

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

  it('agrees with trying every rule where rules ask for patterns', () => {
    const word = fc.constantFrom('a', 'B', 'ab', 'api', 'team-1', 'team-2', '/', '-', 'x.y');
    const value = fc.array(word, { maxLength: 5 }).map((words) => words.join(''));
    const glob = fc
      .array(fc.oneof(word, fc.constantFrom('*', '?', '[ab]')), { maxLength: 4 })
      .map((parts) => parts.join(''));
    const regex = fc
      .array(fc.constantFrom('a', 'api', 'team-', '[0-9]', '.*', '(a|B)', '(team-1|x)', 'b?', '/'), {
        minLength: 1,
        maxLength: 4,
      })
      .map((parts) => parts.join(''));
    const operands = {
      contains: value,
      icontains: value,
      startswith: value,
      endswith: value,
      glob,
      iglob: glob,
      regex,
    };
    const field = fc.constantFrom('ka.user.name', 'ka.uri', 'ka.verb');
    const check = fc.oneof(
      ...Object.entries(operands).map(([operator, of]) =>
        fc.oneof(
          fc.tuple(field, of).map(([name, right]) => `${name} ${operator} ${JSON.stringify(right)}`),
          fc
            .tuple(
              field,
              fc.constantFrom('oneof', 'anyof', 'allof'),
              fc.array(of, { minLength: 1, maxLength: 3 }),
            )
            .map(
              ([name, modifier, right]) =>
                `${name} ${operator} ${modifier} (${right.map((text) => JSON.stringify(text)).join(', ')})`,
            ),
        ),
      ),
      fc
        .tuple(field, fc.array(glob, { maxLength: 3 }))
        .map(([name, right]) => `${name} pmatch (${right.map((text) => JSON.stringify(text)).join(', ')})`),
      fc.tuple(field, value).map(([name, right]) => `${name} = ${JSON.stringify(right)}`),
      fc.tuple(field, value).map(([name, right]) => `${name} >= ${right.length}`),
    );
    const part = fc.tuple(fc.constantFrom('', 'not '), check).map((parts) => parts.join(''));
    const all = fc.array(part, { minLength: 1, maxLength: 3 }).map((parts) => `(${parts.join(' and ')})`);
    const some = fc
      .tuple(fc.constantFrom('', 'not '), fc.array(all, { minLength: 1, maxLength: 3 }))
      .map(([not, ways]) => `${not}(${ways.join(' or ')})`);
    const whole = fc.array(some, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' and '));
    // Long values are not remembered: they are known by what holds for them.
    const long = fc.tuple(value, value).map(([head, tail]) => head + 'z'.repeat(200) + tail);
    const any = fc.oneof(value, long);
    const made = fc.record({ 'ka.user.name': fc.option(any), 'ka.uri': any, 'ka.verb': value });
    let matches = 0;
    fc.assert(
      fc.property(
        fc.array(whole, { minLength: 3, maxLength: 20 }),
        fc.array(made, { minLength: 1, maxLength: 15 }),
        (texts, events) => {
          const planner = new Planner();
          const plans = texts.map((text) => planner.test(parse(text)));
          const extractor = new FakeExtractor(planner.requests);
          const { tests, nextEvent } = compileConditions(planner, extractor);
          const plain = createRuleFinder(plans, planner, extractor, tests, { onlyFirst: false, plain: true });
          const tree = createRuleFinder(plans, planner, extractor, tests, { onlyFirst: false });
          for (const { 'ka.user.name': user, ...others } of [...events, ...events]) {
            extractor.event = { ...others, 'ka.user.name': user ?? undefined };
            nextEvent();
            const expected: number[] = [];
            const matched: number[] = [];
            plain.find(expected);
            nextEvent();
            tree.find(matched);
            expect(matched).toEqual(expected);
            matches += matched.length;
          }
        },
      ),
      { numRuns: 500 },
    );
    expect(matches).toBeGreaterThan(1000);
  });

  it('tries what a pattern does not decide by itself', () => {
    const planner = new Planner();
    const texts = ['glob "*ab"', 'regex ".*ab.?"', 'pmatch (/x/ab)', 'startswith z', 'glob "*cd"'];
    const plans = texts.map((text) => planner.test(parse(`ka.user.name ${text}`)));
    const extractor = new FakeExtractor(planner.requests);
    const { tests, nextEvent } = compileConditions(planner, extractor);
    const tree = createRuleFinder(plans, planner, extractor, tests, { onlyFirst: false });
    const long = 'z'.repeat(300);
    const matched = [`${long}ab`, `${long}abz`, `${long}abzz`, `/x/ab/${long}`, `/y/ab/${long}`].map(
      (name) => {
        extractor.event = { 'ka.user.name': name };
        nextEvent();
        const matches: number[] = [];
        tree.find(matches);
        return matches;
      },
    );
    expect(matched).toEqual([[0, 1, 3], [1, 3], [3], [2], []]);
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
