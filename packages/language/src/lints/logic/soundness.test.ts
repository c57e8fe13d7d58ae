import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Expr, parseCondition } from '../../condition/index.js';
import { encodeText } from '../../text/bytes.js';
import { formulaOf, negate } from './formula.js';
import { holdsFor } from './model.js';
import { FormulaIndex } from './requirements.js';
import { findModel, impossible } from './solver.js';

// What the solver proves must be true: of every event that can be thought of, and of what Falco did.

/** An event, as far as the conditions here look at it. */
interface Values {
  readonly name: string | undefined;
  readonly verb: string | undefined;
  readonly groups: readonly string[] | undefined;
}

const TEXTS = ['', 'a', 'b', 'ab', 'ba', 'abc', 'c'];
const SINGLE: readonly (string | undefined)[] = [undefined, ...TEXTS];
const LISTS: readonly (readonly string[] | undefined)[] = [
  undefined,
  ['a'],
  ['b'],
  ['c'],
  ['a', 'b'],
  ['b', 'c'],
  ['a', 'b', 'c'],
];

const text = fc.constantFrom(...TEXTS);
const list = fc.array(text, { minLength: 1, maxLength: 3 });
const quoted = (values: readonly string[]) => `(${values.map((value) => `"${value}"`).join(', ')})`;
const single = fc.constantFrom('ka.user.name', 'ka.verb');
const check = fc.oneof(
  fc
    .tuple(
      single,
      fc.constantFrom('=', '!=', 'startswith', 'endswith', 'contains', 'icontains', 'glob', 'regex'),
      text,
    )
    .map(([field, operator, value]) => `${field} ${operator} "${value}"`),
  fc.tuple(single, list).map(([field, values]) => `${field} in ${quoted(values)}`),
  single.map((field) => `${field} exists`),
  fc
    .tuple(fc.constantFrom('in', 'intersects'), list)
    .map(([operator, values]) => `ka.user.groups ${operator} ${quoted(values)}`),
  fc.constant('ka.user.groups exists'),
);
const { condition } = fc.letrec<{ condition: string }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    check,
    fc
      .tuple(tie('condition'), fc.constantFrom('and', 'or'), tie('condition'))
      .map(([a, word, b]) => `(${a} ${word} ${b})`),
    tie('condition').map((inner) => `not (${inner})`),
  ),
}));

/** A second, plain reading of conditions. */
function holds(node: Expr, values: Values): boolean {
  switch (node.kind) {
    case 'And':
      return node.children.every((child) => holds(child, values));
    case 'Or':
      return node.children.some((child) => holds(child, values));
    case 'Not':
      return !holds(node.child, values);
    case 'Identifier':
      throw new Error('no macros here');
    default: {
      const field = node.left.kind === 'Field' ? node.left.field : '';
      const right =
        node.kind === 'UnaryCheck'
          ? []
          : node.right.kind === 'List'
            ? node.right.values.map(({ value }) => value)
            : node.right.kind === 'Value'
              ? [node.right.value]
              : [];
      if (field === 'ka.user.groups') return listHolds(node.operator, values.groups, right);
      return singleHolds(node.operator, field === 'ka.verb' ? values.verb : values.name, right);
    }
  }
}

function listHolds(
  operator: string,
  elements: readonly string[] | undefined,
  right: readonly string[],
): boolean {
  if (!elements) return false;
  if (operator === 'exists') return true;
  return operator === 'in'
    ? elements.every((each) => right.includes(each))
    : elements.some((each) => right.includes(each));
}

function singleHolds(operator: string, value: string | undefined, right: readonly string[]): boolean {
  const [first = ''] = right;
  if (value === undefined) return false;
  switch (operator) {
    case 'exists':
      return true;
    case 'in':
      return right.includes(value);
    case '=':
    case 'glob':
    case 'regex':
      return value === first;
    case '!=':
      return value !== first;
    case '<':
      return value < first;
    case '<=':
      return value <= first;
    case '>':
      return value > first;
    case '>=':
      return value >= first;
    case 'startswith':
      return value.startsWith(first);
    case 'endswith':
      return value.endsWith(first);
    default:
      return value.includes(first);
  }
}

function parsed(source: string): Expr {
  const result = parseCondition(source);
  if (!result.ok) throw new Error(result.message);
  return result.expr;
}

const EVENTS: readonly Values[] = SINGLE.flatMap((name) =>
  SINGLE.flatMap((verb) => LISTS.map((groups) => ({ name, verb, groups }))),
);

describe('the solver', () => {
  it('proves nothing impossible that an event does', () => {
    fc.assert(
      fc.property(condition, (source) => {
        const expr = parsed(source);
        const formula = formulaOf(expr)!;
        if (EVENTS.some((values) => holds(expr, values))) expect(impossible(formula)).toBe(false);
        if (EVENTS.some((values) => !holds(expr, values))) expect(impossible(negate(formula))).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it('takes no two checks for a contradiction that a value passes', () => {
    const operators = ['=', '!=', 'startswith', 'endswith', 'contains', 'icontains', 'glob', 'regex'];
    const numbers = ['<', '<=', '>', '>='].flatMap((operator) =>
      ['1', '2', '12'].map((value) => `${operator} ${value}`),
    );
    const checks = [
      ...operators.flatMap((operator) => TEXTS.map((value) => `${operator} "${value}"`)),
      'exists',
      ...numbers,
    ].flatMap((each) => [`ka.verb ${each}`, `not ka.verb ${each}`]);
    const values = [undefined, ...TEXTS, 'abab', 'cab', '1', '12', '2', '11', '3', '0'];
    const known = checks.map((source) => {
      const expr = parsed(source);
      const passed = values.map((verb) => holds(expr, { verb, name: undefined, groups: undefined }));
      return { source, formula: formulaOf(expr)!, passed };
    });
    for (const a of known) {
      for (const b of known) {
        if (!impossible(a.formula, b.formula)) continue;
        const passing = values.filter((_, i) => a.passed[i] && b.passed[i]);
        expect({ a: a.source, b: b.source, passing }).toEqual({ a: a.source, b: b.source, passing: [] });
      }
    }
  });

  it('finds out what is impossible over few values', () => {
    // Complete for finite sets, exists, and lists: there it misses nothing.
    const simple = fc.oneof(
      fc
        .tuple(single, fc.constantFrom('=', '!='), text)
        .map(([field, operator, value]) => `${field} ${operator} "${value}"`),
      single.map((field) => `${field} exists`),
      fc
        .tuple(fc.constantFrom('in', 'intersects'), fc.subarray(['a', 'b', 'c'], { minLength: 1 }))
        .map(([operator, values]) => `ka.user.groups ${operator} ${quoted(values)}`),
    );
    const WIDER = [...SINGLE, 'another'];
    const events = WIDER.flatMap((name) =>
      WIDER.flatMap((verb) =>
        [
          ...LISTS,
          ['d'],
          ['a', 'd'],
          ['b', 'd'],
          ['c', 'd'],
          ['a', 'c'],
          ['a', 'b', 'd'],
          ['a', 'c', 'd'],
          ['b', 'c', 'd'],
          ['a', 'b', 'c', 'd'],
        ].map((groups) => ({ name, verb, groups })),
      ),
    );
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.boolean(), simple), { minLength: 1, maxLength: 6 }), (checks) => {
        const expr = parsed(checks.map(([not, each]) => (not ? `not ${each}` : each)).join(' and '));
        expect(impossible(formulaOf(expr)!)).toBe(!events.some((values) => holds(expr, values)));
      }),
      { numRuns: 500 },
    );
  });

  it('finds models that satisfy what they are models of', () => {
    fc.assert(
      fc.property(condition, (source) => {
        const formula = formulaOf(parsed(source))!;
        const model = findModel(formula);
        if (model) expect(holdsFor(formula, model)).not.toBe(false);
      }),
      { numRuns: 500 },
    );
  });
});

describe('an index of formulas', () => {
  it('leaves out only what does not hold for a model', () => {
    let left = 0;
    fc.assert(
      fc.property(fc.array(condition, { minLength: 1, maxLength: 8 }), condition, (sources, other) => {
        const formulas = sources.map((source) => formulaOf(parsed(source))!);
        const index = new FormulaIndex();
        for (const formula of formulas) index.add(formula);
        const model = findModel(formulaOf(parsed(other))!);
        const found = index.candidates(model);
        expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
        for (const [i, formula] of formulas.entries()) {
          if (found.includes(i)) continue;
          expect(model && holdsFor(formula, model)).toBe(false);
          left++;
        }
      }),
      { numRuns: 500 },
    );
    expect(left).toBeGreaterThan(100);
  });
});

interface Suite {
  readonly rules: readonly { readonly condition: string; readonly matches: readonly number[] }[];
  readonly events: readonly unknown[];
}

const VECTORS = resolve(
  fileURLToPath(import.meta.url),
  '../../../../../../fixtures/conformance/conditions.jsonl.gz',
);

describe('what Falco did', () => {
  it('is never what the solver proves impossible', () => {
    const suites = gunzipSync(readFileSync(VECTORS))
      .toString('utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Suite);
    let proven = 0;
    for (const { rules, events } of suites) {
      const known = rules.flatMap(({ condition: source, matches }) => {
        const result = parseCondition(encodeText(source));
        const formula = result.ok ? formulaOf(result.expr) : undefined;
        return formula ? [{ source, matches: new Set(matches), formula, opposite: negate(formula) }] : [];
      });
      for (const [i, one] of known.entries()) {
        if (impossible(one.formula)) expect([one.source, one.matches.size]).toEqual([one.source, 0]);
        if (impossible(one.opposite))
          expect([one.source, one.matches.size]).toEqual([one.source, events.length]);
        for (const other of known.slice(i + 1, i + 40)) {
          if (!impossible(other.formula, one.opposite)) continue;
          proven++;
          const outside = [...other.matches].filter((number) => !one.matches.has(number));
          expect({ one: one.source, other: other.source, outside }).toEqual({
            one: one.source,
            other: other.source,
            outside: [],
          });
        }
      }
    }
    expect(proven).toBeGreaterThan(20);
  }, 60_000);
});
