import {
  type Expr,
  encodeText,
  exprEquals,
  loadRules,
  mapExpr,
  NOWHERE,
  type Value,
} from '@falco-rules/language';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { join as joinExprs, toExpr } from '../condition/to-expr.js';
import {
  and,
  type Condition,
  concat,
  exception,
  field,
  type List,
  len,
  list,
  macro,
  not,
  or,
  rule,
  tolower,
  toYaml,
} from '../index.js';

const { ka, jevt, evt } = field;

/** Texts with everything that YAML, Falco's lists or its conditions could stumble over. */
const text = fc
  .oneof(
    fc.stringMatching(/^[a-z0-9./:_-]{1,12}$/),
    fc.constantFrom(
      '',
      ' ',
      'yes',
      'null',
      '~',
      '0x10',
      '1e3',
      '*x',
      '%x',
      '- a',
      'a: b',
      'a #b',
      '#',
      '---',
      "'",
      '"',
      '\\',
      '\\ ',
      'a b',
      ' a',
      'a ',
      'é',
      '\u2028',
      '\ufeff',
      '\u0085',
      'x\ty',
      'x\ny',
      '(a)',
      'a,b',
      'a=b',
      '[x]',
      '{x}',
      '&a',
      '!a',
      '|',
      '>',
      '@',
      '`',
      'val(',
      'oneof',
      'and',
      'not',
      '日本',
      '🙂',
      '\x01',
      '\x7f',
      '\xa0',
    ),
    fc.string({ unit: 'grapheme', maxLength: 8 }),
    fc.string({ unit: 'binary', maxLength: 8 }),
  )
  .filter((value) => !value.includes('\0') && !/\p{Surrogate}/u.test(value));

const listOfTexts = fc.array(text, { maxLength: 4 });
let names = 0;
const lists: fc.Arbitrary<List> = fc.letrec<{ list: List }>((tie) => ({
  list: fc
    .array(fc.oneof({ maxDepth: 2 }, { weight: 4, arbitrary: text }, { weight: 1, arbitrary: tie('list') }), {
      minLength: 1,
      maxLength: 4,
    })
    .map((items) => list(`list_${names++}`, items)),
})).list;

const strings = fc.constantFrom(
  ka.user.name,
  ka.verb,
  ka.uri.param('command'),
  jevt.value('/a/b'),
  tolower(ka.target.name),
  concat(ka.verb, 'x "y"', ka.uri),
);
const several = fc.oneof(
  lists,
  listOfTexts,
  fc.tuple(text, lists).map(([a, b]) => [a, b]),
);

const checks: fc.Arbitrary<Condition> = fc.oneof(
  fc
    .tuple(
      strings,
      fc.constantFrom('eq', 'ne', 'contains', 'icontains', 'startswith', 'endswith', 'glob'),
      text,
    )
    .map(([f, method, value]) => f[method as 'eq'](value)),
  fc
    .tuple(strings, fc.constantFrom('in', 'intersects', 'pmatch'), several)
    .map(([f, method, values]) => f[method as 'in'](values)),
  fc
    .tuple(strings, fc.constantFrom('oneof', 'anyof', 'allof'), several)
    .map(([f, modifier, values]) => f.startswith[modifier as 'oneof'](values)),
  fc
    .tuple(fc.constantFrom(ka.user.groups, ka.req.pod.containers.image(0)), several)
    .map(([f, values]) => f.intersects(values)),
  fc.tuple(fc.constantFrom(evt.num, len(ka.user.groups)), fc.nat()).map(([f, value]) => f.gt(value)),
  strings.map((f) => f.exists()),
  fc.tuple(strings, strings).map(([a, b]) => a.eq(b)),
);

const conditions: fc.Arbitrary<Condition> = fc.letrec<{ condition: Condition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 4 },
    { weight: 4, arbitrary: checks },
    {
      weight: 2,
      arbitrary: fc.array(tie('condition'), { minLength: 1, maxLength: 4 }).map((all) => and(...all)),
    },
    {
      weight: 2,
      arbitrary: fc.array(tie('condition'), { minLength: 1, maxLength: 4 }).map((all) => or(...all)),
    },
    { weight: 1, arbitrary: tie('condition').map((one) => not(one)) },
    { weight: 1, arbitrary: tie('condition').map((one) => macro(`macro_${names++}`, one)) },
  ),
})).condition;

const singles = fc.tuple(fc.constantFrom('=', '!=', 'contains', 'startswith'), text);
const manies = fc.tuple(fc.constantFrom('in', 'pmatch', 'startswith oneof'), several);
interface Sample {
  readonly comps: readonly string[];
  readonly values: readonly unknown[];
}
const tuples: fc.Arbitrary<Sample> = fc
  .array(fc.oneof(singles, manies), { minLength: 1, maxLength: 3 })
  .map((parts) => ({ comps: parts.map(([comp]) => comp), values: parts.map(([, value]) => value) }));

const encoder = new TextEncoder();

function load(yaml: string) {
  const result = loadRules([{ name: 'generated.yaml', content: encoder.encode(yaml) }]);
  const problems = result.files.flatMap(({ errors }) => errors.map((error) => JSON.stringify(error)));
  expect(problems, yaml).toEqual([]);
  return result.ruleset!;
}

/** The tree that a condition has to come to: bytes, lists in place of their names. */
function expected(condition: Condition): Expr {
  const { expr } = toExpr(condition, new Set());
  const lists = new Map<string, List>();
  remember(toExpr(condition, new Set()).uses, lists);
  return mapExpr(expr, (node) => {
    if (node.kind !== 'BinaryCheck') return node.kind === 'Not' && node.child.kind === 'Not' ? node : node;
    const { right } = node;
    if (right.kind === 'Value') return { ...node, right: value(right.value) };
    if (right.kind === 'List') {
      const values = right.values.flatMap((one) => {
        const used = !one.quoted && lists.get(one.value);
        return used ? texts(used).map(value) : [value(one.value)];
      });
      return { ...node, right: { ...right, values } };
    }
    return node;
  });
}

function remember(uses: readonly unknown[], lists: Map<string, List>): void {
  for (const use of uses as { readonly name: string; readonly items?: readonly unknown[] }[]) {
    if (use.items) lists.set(use.name, use as List);
  }
}

function texts(from: List): string[] {
  return from.items.flatMap((item) => (typeof item === 'string' ? [item] : texts(item)));
}

function value(plain: string): Value {
  return { ...NOWHERE, kind: 'Value', value: encodeText(plain), quoted: true };
}

function flat(values: unknown): string[] {
  return [values].flat().flatMap((one) => (typeof one === 'string' ? [one] : texts(one as List)));
}

const common = { desc: 'd', output: 'o', priority: 'INFO' } as const;

/** Whether a condition is empty of values somewhere that Falco's text substitution cannot cope with. */
function loads(run: () => string): string | undefined {
  try {
    return run();
  } catch (error) {
    // A list's name inside of a text is refused, and rightly so: nothing to load then.
    if (error instanceof Error && /since a list has that name/.test(error.message)) return undefined;
    throw error;
  }
}

describe('what toYaml writes', () => {
  it('loads as the same conditions', () => {
    fc.assert(
      fc.property(conditions, (condition) => {
        const yaml = loads(() => toYaml([rule('r', { ...common, condition })]));
        if (yaml === undefined) return;
        const [loaded] = load(yaml).rules;
        expect(exprEquals(loaded!.expr, expected(condition)), yaml).toBe(true);
      }),
      { numRuns: 400 },
    );
  });

  it('loads as the same exceptions', () => {
    const fields = [ka.user.name, ka.verb, ka.target.name];
    fc.assert(
      fc.property(fc.array(tuples, { minLength: 1, maxLength: 3 }), (samples) => {
        const condition = ka.verb.exists();
        const exceptions = samples.map(({ comps, values }, index) =>
          exception(`e${index}`, {
            fields: fields.slice(0, comps.length),
            comps,
            values: [values, values],
          } as never),
        );
        const yaml = loads(() => toYaml([rule('r', { ...common, condition, exceptions })]));
        if (yaml === undefined) return;
        const [loaded] = load(yaml).rules;
        const nots = samples.map(({ comps, values }): Expr => {
          const row = joinExprs(
            'And',
            comps.map((comp, i) =>
              exceptionCheck(['ka.user.name', 'ka.verb', 'ka.target.name'][i]!, comp, values[i]),
            ),
          );
          return { ...NOWHERE, kind: 'Not', child: { ...NOWHERE, kind: 'Or', children: [row, row] } };
        });
        const want: Expr = { ...NOWHERE, kind: 'And', children: [expected(condition), ...nots] };
        expect(exprEquals(loaded!.expr, want), yaml).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it('keeps names, descriptions, tags and outputs to the letter', () => {
    const words = text.filter((one) => one.trim() !== '' && !one.includes('%') && one.trim() === one);
    fc.assert(
      fc.property(
        words,
        fc.array(words, { minLength: 1, maxLength: 30 }),
        fc.array(words, { maxLength: 3 }),
        (name, sentence, tags) => {
          const desc = sentence.join(' ');
          const yaml = toYaml([
            rule(name, { ...common, condition: ka.verb.exists(), desc, output: desc, tags }),
          ]);
          const [loaded] = load(yaml).rules;
          expect(loaded!.name).toBe(encodeText(name));
          expect(loaded!.desc).toBe(encodeText(desc));
          expect(loaded!.output.text).toBe(encodeText(desc).replace(/^[ \t\n\r\v\f]+|[ \t\n\r\v\f]+$/g, ''));
          expect([...loaded!.tags].sort()).toEqual([...new Set(tags)].map(encodeText).sort());
        },
      ),
      { numRuns: 200 },
    );
  });
});

function exceptionCheck(name: string, comp: string, given: unknown): Expr {
  const [operator, modifier] = comp.split(' ');
  const isSingle = typeof given === 'string';
  return {
    ...NOWHERE,
    kind: 'BinaryCheck',
    left: { ...NOWHERE, kind: 'Field', field: name },
    operator: operator as '=',
    ...(modifier && { modifier: modifier as 'oneof' }),
    right: isSingle ? value(given) : { ...NOWHERE, kind: 'List', values: flat(given).map(value) },
  };
}
