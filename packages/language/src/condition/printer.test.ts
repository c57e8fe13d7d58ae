import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type Expr,
  exprEquals,
  type Field,
  type FieldTransformer,
  NOWHERE,
  OPERATOR_MODIFIERS,
  OPERATORS,
  type Operand,
  parseCondition,
  parseOperand,
  printExpr,
  printFaults,
  printOperand,
  TRANSFORMERS,
  type TransformerArg,
  type Value,
} from './index.js';

const byteString = (excluded = '') =>
  fc
    .array(
      fc.oneof(
        fc.constantFrom(...' "\'\\()[]=,\b\f\n\r\t\v./*%'),
        fc.integer({ min: 1, max: 255 }).map((code) => String.fromCharCode(code)),
        fc.constantFrom('and', 'or', 'not', 'oneof', 'val(', '\xc3\xa9', 'abc', '12'),
      ),
      { maxLength: 8 },
    )
    .map((parts) => [...parts.join('')].filter((char) => !excluded.includes(char)).join(''));

const identifier = fc.oneof(
  fc.constantFrom('and', 'or', 'not', 'in', 'exists', 'tolower', 'val', 'oneof'),
  fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,6}$/),
);
const number = fc.oneof(
  fc.stringMatching(/^[+-]?[0-9]{1,3}\.?[0-9]{0,2}([eE][+-][0-9]{1,2})?$/),
  fc.stringMatching(/^0[xX][0-9a-fA-F]{1,4}$/),
);
const value: fc.Arbitrary<Value> = fc
  .record({ value: byteString(), quoted: fc.boolean() })
  .map((v) => ({ kind: 'Value', ...v, ...NOWHERE }));
const bareValue = (text: fc.Arbitrary<string>): fc.Arbitrary<Value> =>
  text.map((v) => ({ kind: 'Value', value: v, quoted: false, ...NOWHERE }));
const listName = bareValue(identifier);

const arg = fc.option(byteString(), { nil: undefined });
const withArg = <T extends object>(node: T, text: string | undefined) =>
  text === undefined ? node : { ...node, arg: text };
const field: fc.Arbitrary<Field> = fc
  .record({
    names: fc.array(fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9_]{0,4}$/), { minLength: 2, maxLength: 4 }),
    text: arg,
  })
  .map(({ names, text }) => withArg<Field>({ kind: 'Field', field: names.join('.'), ...NOWHERE }, text));

const { transformer } = fc.letrec<{ transformer: FieldTransformer; argument: TransformerArg }>((tie) => ({
  transformer: fc
    .record({
      name: fc.constantFrom(...TRANSFORMERS.map((row) => row.name)),
      values: fc.array(tie('argument'), { minLength: 1, maxLength: 3 }),
      text: arg,
    })
    .map(({ name, values, text }) =>
      withArg<FieldTransformer>({ kind: 'FieldTransformer', transformer: name, values, ...NOWHERE }, text),
    ),
  argument: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    field,
    value,
    bareValue(number),
    tie('transformer'),
    fc
      .array(fc.oneof(field, value, bareValue(number), tie('transformer')), { maxLength: 3 })
      .map((children) => ({ kind: 'TransformerList' as const, children: children as never, ...NOWHERE })),
  ),
}));
const val: fc.Arbitrary<FieldTransformer> = fc
  .record({ inner: field, text: arg })
  .map(({ inner, text }) =>
    withArg<FieldTransformer>(
      { kind: 'FieldTransformer', transformer: 'val', values: [inner], ...NOWHERE },
      text,
    ),
  );

const operand: fc.Arbitrary<Operand> = fc.oneof(field, transformer);
const list = fc
  .array(value, { maxLength: 4 })
  .map((values) => ({ kind: 'List' as const, values, ...NOWHERE }));
const modifiedName = listName.filter(({ value: name }) => !/^(and|or|not)(?![a-zA-Z0-9])/.test(name));

const check: fc.Arbitrary<Expr> = fc.constantFrom(...OPERATORS).chain((row): fc.Arbitrary<Expr> => {
  if (row.group === 'unary')
    return operand.map((left) => ({ kind: 'UnaryCheck', left, operator: row.name, ...NOWHERE }));
  const plain =
    row.group === 'num' ? bareValue(number) : row.group === 'str' ? value : fc.oneof(list, listName);
  const unmodified = fc
    .tuple(operand, fc.oneof(plain, transformer, val))
    .map(([left, right]): Expr => ({ kind: 'BinaryCheck', left, operator: row.name, right, ...NOWHERE }));
  if (row.group !== 'str') return unmodified;
  const modified = fc
    .tuple(operand, fc.constantFrom(...OPERATOR_MODIFIERS), fc.oneof(list, modifiedName))
    .map(
      ([left, modifier, right]): Expr => ({
        kind: 'BinaryCheck',
        left,
        operator: row.name,
        modifier: modifier.name,
        right,
        ...NOWHERE,
      }),
    );
  return fc.oneof(unmodified, modified);
});

const { expr } = fc.letrec<{ expr: Expr }>((tie) => ({
  expr: fc.oneof(
    { maxDepth: 5, withCrossShrink: true },
    check,
    identifier.map((name): Expr => ({ kind: 'Identifier', name, ...NOWHERE })),
    tie('expr').map((child): Expr => ({ kind: 'Not', child, ...NOWHERE })),
    fc
      .tuple(
        fc.constantFrom('And' as const, 'Or' as const),
        fc.array(tie('expr'), { minLength: 2, maxLength: 3 }),
      )
      .map(([kind, children]): Expr => ({ kind, children, ...NOWHERE })),
  ),
}));

const reprint = (text: string) => {
  const parsed = parseCondition(text);
  return parsed.ok ? printExpr(parsed.expr) : parsed.message;
};

describe('printExpr', () => {
  it('is undone by parsing, whatever the tree', () => {
    fc.assert(
      fc.property(expr, (tree) => {
        const text = printExpr(tree);
        const parsed = parseCondition(text);
        expect(parsed.ok ? exprEquals(parsed.expr, tree) : parsed.message, text).toBe(true);
        expect(printFaults(tree)).toEqual([]);
      }),
      { numRuns: 1000 },
    );
  });

  it('prints operands that parse back', () => {
    fc.assert(
      fc.property(operand, (tree) => {
        const text = printOperand(tree);
        const parsed = parseOperand(text);
        expect(
          parsed.ok && parsed.operand.end === text.length && exprEquals(parsed.operand, tree),
          text,
        ).toBe(true);
      }),
    );
  });

  it('writes parentheses only where the tree asks for them', () => {
    expect(reprint('((a.b = c)) and (d or (e and f)) or (not (g))')).toBe(
      'a.b = c and (d or e and f) or not g',
    );
    expect(reprint('not(not a) and (b and c)')).toBe('not (not a) and (b and c)');
    expect(reprint('not not not a')).toBe('not a');
  });

  it('quotes where a value needs it, and keeps quotes that were there', () => {
    expect(reprint(`a.b in (x,'y',"", 'it"s', 'and', "a\\"b'c")`)).toBe(
      `a.b in (x, "y", "", 'it"s', "and", "a\\"b'c")`,
    );
    expect(reprint(`a.b = '\\n'`)).toBe(`a.b = "\\n"`);
    expect(reprint('a.b = x\\y')).toBe('a.b = x\\y');
    expect(reprint(`a.b["c d"] = "end\\ "`)).toBe(`a.b["c d"] = "end\\ "`);
  });

  it('names what no text stands for', () => {
    const left: Operand = { kind: 'Field', field: 'a.b', ...NOWHERE };
    const text = (v: string): Value => ({ kind: 'Value', value: v, quoted: false, ...NOWHERE });
    const reasons = (tree: Expr) => printFaults(tree).map(({ reason }) => reason);
    const binary = (operator: '<' | '=' | 'in', right: Value | FieldTransformer): Expr => ({
      kind: 'BinaryCheck',
      left,
      operator,
      right,
      ...NOWHERE,
    });
    expect(reasons(binary('<', text('abc')))).toEqual(['`<` takes a number, and `abc` is none']);
    expect(reasons(binary('=', text('a b\0')))).toEqual(['a text with a NUL byte cannot be written here']);
    expect(reasons(binary('=', text('ab\0')))).toEqual([]);
    expect(reasons(binary('in', text('my-list')))).toEqual(["`my-list` cannot be a list's name"]);
    expect(reasons({ kind: 'Identifier', name: 'a b', ...NOWHERE })).toEqual([
      "`a b` cannot be a macro's name",
    ]);
    expect(reasons({ kind: 'And', children: [], ...NOWHERE })).toEqual(['`and` needs two sides']);
    expect(
      reasons(binary('=', { kind: 'FieldTransformer', transformer: 'len', values: [], ...NOWHERE })),
    ).toEqual(['`len()` needs an argument']);
  });
});
