import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { newCollection } from './collect.js';
import { Compiler } from './compile.js';
import { read, verdict } from './compile.test-verdict.js';

/** Few names, so that items of different files have much to do with each other; some name lists and macros alike. */
const LISTS = ['la', 'lb', 'lc', 'ma'];
const MACROS = ['ma', 'mb', 'mc', 'md', 'la'];
const RULES = ['R1', 'R2', 'R3'];

const words = fc.array(fc.constantFrom(...LISTS, 'u', '"a b"'), { maxLength: 3 }).map((w) => w.join(', '));
const check = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...MACROS) },
  { weight: 4, arbitrary: words.map((values) => `ka.user.name in (${values})`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      'ka.verb = "<NA>"',
      'ka.verb = ka.user.name',
      'evt.type = open',
      'evt.dir = <',
    ),
  },
  { weight: 1, arbitrary: fc.constantFrom('ka.nope = x', 'ka.verb (', 'ka.verb = "x la y"') },
);
const condition = fc
  .tuple(fc.constantFrom('', 'not '), check, fc.constantFrom(' and ', ' or '), fc.option(check))
  .map(([not, one, operator, other]) => not + one + (other === null ? '' : operator + other));

const append = '  override: {condition: append}\n';
const source = fc.constantFrom(
  ...Array.from({ length: 5 }, () => '  source: k8s_audit\n'),
  '',
  '  source: nope\n',
);
const more = fc.constantFrom(
  '',
  '',
  '  exceptions: [{name: e, fields: [ka.user.name], values: [[la]]}]\n',
  '  skip-if-unknown-filter: true\n',
);
const item = fc.oneof(
  fc
    .tuple(fc.constantFrom(...LISTS), words, fc.constantFrom('', '  override: {items: append}\n'))
    .map(([name, items, how]) => `- list: ${name}\n  items: [${items}]\n${how}`),
  fc
    .tuple(fc.constantFrom(...MACROS), condition)
    .map(([name, text]) => `- macro: ${name}\n  condition: ${text}\n`),
  fc
    .tuple(fc.constantFrom(...MACROS), condition)
    .map(([name, text]) => `- macro: ${name}\n  condition: or ${text}\n${append}`),
  fc
    .tuple(
      fc.constantFrom(...RULES),
      condition,
      fc.constantFrom('%ka.verb', '%nope', '%container.info'),
      source,
      more,
    )
    .map(
      ([name, text, output, of, rest]) =>
        `- rule: ${name}\n  desc: d\n  condition: ${text}\n  output: o ${output}\n  priority: INFO\n${of}${rest}`,
    ),
  fc
    .tuple(fc.constantFrom(...RULES), condition)
    .map(([name, text]) => `- rule: ${name}\n  condition: and ${text}\n${append}`),
  fc
    .constantFrom(...RULES)
    .map((name) => `- rule: ${name}\n  output: p %ka.verb\n  override: {output: replace}\n`),
  fc
    .constantFrom(...RULES)
    .map((name) => `- rule: ${name}\n  exceptions: [{name: e, values: [[mb]]}]\n  append: true\n`),
);
/** Everything is there to begin with in some, so that much of it loads. */
const BASE = [
  ...LISTS.map((name) => `- list: ${name}\n  items: [x]\n`),
  ...MACROS.map((name) => `- macro: ${name}\n  condition: ka.verb = ${name}\n`),
].join('');
const files = fc.tuple(
  fc.constantFrom(BASE, BASE, BASE, '[]'),
  fc.array(
    fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join('')),
    { minLength: 1, maxLength: 6 },
  ),
);

describe('compiling after each file only what it changes', () => {
  it('comes to what compiling everything comes to', () => {
    let loaded = 0;
    fc.assert(
      fc.property(files, ([base, texts]) => {
        const collection = newCollection();
        const lasting = new Compiler(collection);
        for (const [n, text] of [base, ...texts].entries()) {
          read(collection, text, n);
          for (const others of ['keep', 'check'] as const) {
            const fresh = verdict(new Compiler(collection), others);
            expect(verdict(lasting, others)).toEqual(fresh);
            if (n > 0 && fresh.ending === true) loaded++;
          }
        }
      }),
      { numRuns: 400 },
    );
    expect(loaded).toBeGreaterThan(100);
  });
});
