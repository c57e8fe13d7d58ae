import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { newCollection } from './collect.js';
import { Compiler } from './compile.js';
import { read, shown, verdict } from './compile.test-verdict.js';

const parsed = vi.hoisted(() => ({ bytes: 0 }));

vi.mock('../condition/index.js', async (original) => {
  const module = await original<typeof import('../condition/index.js')>();
  const parseCondition: typeof module.parseCondition = (text, options) => {
    parsed.bytes += text.length;
    return module.parseCondition(text, options);
  };
  return { ...module, parseCondition };
});

const RULES = ['R1', 'R2', 'R3'];

const addition = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('ka.verb = get', 'ka.user.name in (la, lu)', 'mb', 'not ma') },
  {
    weight: 2,
    arbitrary: fc.constantFrom('mb and (ma or ka.uri = y)', 'ka.verb in (ld)', 'ka.verb = "<NA>"', 'mz'),
  },
  { weight: 1, arbitrary: fc.constantFrom('ka.verb', '(', 'ka.nope = x', 'ka.verb = ka.uri', 'evt.dir = <') },
);
const connective = fc.constantFrom('and ', 'and ', 'and ', 'or ', 'or ', 'and not ', '');
const condition = fc.oneof(
  { weight: 8, arbitrary: fc.tuple(connective, addition).map((parts) => parts.join('')) },
  { weight: 1, arbitrary: fc.constantFrom('and(ka.verb = get)', '"and\\tka.verb = get"', '"and\\vmb"') },
);
const appendTo = (kind: 'rule' | 'macro', names: readonly string[]) =>
  fc
    .tuple(fc.constantFrom(...names), condition)
    .map(([name, text]) => `- ${kind}: ${name}\n  condition: ${text}\n  override: {condition: append}\n`);
const exception = fc
  .tuple(
    fc.constantFrom(...RULES),
    fc.constantFrom(
      '{name: e, values: [[x, y]]}',
      '{name: e, values: [[la, "a b"], [x]]}',
      '{name: f, fields: [ka.verb, ka.uri], comps: [=, in], values: [[x, [la, ld]]]}',
      '{name: g, fields: ka.verb, comps: in, values: [x, la]}',
      '{name: g, values: [z, ld]}',
      '{name: h, fields: [ka.verb], values: [[x]]}',
    ),
  )
  .map(([name, text]) => `- rule: ${name}\n  exceptions: [${text}]\n  override: {exceptions: append}\n`);
const appendToList = fc
  .tuple(fc.constantFrom('la', 'ld', 'lu', 'lz'), fc.constantFrom('', 'u', 'u, v', 'la', 'lz'))
  .map(([name, items]) => `- list: ${name}\n  items: [${items}]\n  override: {items: append}\n`);
const item = fc.oneof(
  { weight: 12, arbitrary: appendTo('rule', RULES) },
  { weight: 6, arbitrary: appendTo('macro', ['ma', 'mb']) },
  { weight: 8, arbitrary: exception },
  { weight: 6, arbitrary: appendToList },
  // A list that is not there from the beginning, and lists whose names may stand where no word is.
  { weight: 2, arbitrary: fc.constantFrom('[z]', '[u]').map((items) => `- list: lz\n  items: ${items}\n`) },
  {
    weight: 1,
    arbitrary: fc.constantFrom('and', '"get and"').map((name) => `- list: ${name}\n  items: [x]\n`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom('ma', 'mb').map((name) => `- macro: ${name}\n  condition: ka.uri = z\n`),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom('output', 'condition').map((key) => {
      const text = key === 'output' ? 'p %ka.verb' : 'ka.uri in (lu)';
      return `- rule: R2\n  ${key}: ${text}\n  override: {${key}: replace}\n`;
    }),
  },
);
const files = fc.array(
  fc.array(item, { minLength: 1, maxLength: 2 }).map((items) => items.join('')),
  { minLength: 1, maxLength: 12 },
);

const rule = (name: string, text: string) =>
  `- rule: ${name}\n  desc: d\n  condition: ${text}\n  output: o\n  priority: INFO\n  source: k8s_audit\n`;

/** What is appended to; how the first rule ends, or begins, may matter to what stands behind it or around it. */
const bases = fc
  .constantFrom('ka.verb exists', 'ka.verb = get', 'nn nn', 'ma', 'ka.verb = oneof', 'ka.uri startswith not')
  .map(
    (first) =>
      '- list: nn\n  items: [not]\n- macro: nn\n  condition: ka.verb = n\n' +
      '- list: la\n  items: [x, y]\n- list: ld\n  items: []\n- list: lu\n  items: [lz, u]\n' +
      '- macro: ma\n  condition: ka.user.name in (la)\n- macro: mb\n  condition: ka.verb = b\n' +
      rule('R1', first) +
      rule('R2', 'ka.verb in (la)') +
      rule('R3', 'ma and mb'),
  );

describe('what is appended by one file after the other', () => {
  it('is looked at by itself, and comes to what compiling everything comes to', () => {
    let loaded = 0;
    fc.assert(
      fc.property(bases, files, fc.nat(12), (base, texts, checked) => {
        const collection = newCollection();
        const lasting = new Compiler(collection);
        let isWhole = true;
        let made: unknown;
        for (const [n, text] of [base, ...texts].entries()) {
          read(collection, text, n);
          const fresh = verdict(new Compiler(collection), 'keep');
          expect(verdict(lasting, 'keep', false)).toEqual({ ...fresh, made: undefined });
          if (n === checked) {
            expect(verdict(lasting, 'check')).toEqual(verdict(new Compiler(collection), 'check'));
          }
          isWhole &&= fresh.ending === true;
          made = fresh.made;
        }
        if (!isWhole) return;
        loaded++;
        expect(lasting.settle()).toBe(true);
        expect(shown(lasting)).toEqual(made);
      }),
      { numRuns: 250 },
    );
    expect(loaded).toBeGreaterThan(50);
  });

  it.each([
    [
      'conditions',
      (n: number) => `  condition: and ka.user.name != u${n}\n  override: {condition: append}\n`,
    ],
    [
      'exceptions',
      (n: number) =>
        `  exceptions: [{name: e${n}, fields: [ka.user.name], values: [[u${n}]]}]\n  override: {exceptions: append}\n`,
    ],
  ])('is not read again with each file: %s', (_, more) => {
    const collection = newCollection();
    const compiler = new Compiler(collection);
    const bytesOf = (count: number) => {
      const before = parsed.bytes;
      for (let n = 0; n < count; n++) {
        read(collection, `- rule: R\n${more(n)}`, n);
        expect(verdict(compiler, 'keep', false).ending).toBe(true);
      }
      return parsed.bytes - before;
    };
    read(collection, rule('R', 'ka.verb = get'), 0);
    verdict(compiler, 'keep', false);
    const first = bytesOf(20);
    for (const count of [20, 40]) expect(bytesOf(count) / first).toBeLessThan((count / 20) * 1.2);
  });
});
