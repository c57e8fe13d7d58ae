import { describe, expect, it } from 'vitest';
import {
  type Expr,
  exprEquals,
  mapExpr,
  nodesOfKind,
  parseCondition,
  printExpr,
  subexpressions,
  walk,
} from './index.js';

const parse = (text: string): Expr => {
  const result = parseCondition(text);
  if (!result.ok) throw new Error(result.message);
  return result.expr;
};
const deep = (levels: number) => parse(`${'not (a.b = c and '.repeat(levels)}d${')'.repeat(levels)}`);

describe('walk', () => {
  it('visits parents first, left to right, and leaves in the opposite order', () => {
    const seen: string[] = [];
    walk(parse('a and not b.c in (x, y)'), {
      enter: ({ kind }) => {
        seen.push(`+${kind}`);
        return kind === 'List' ? 'skip' : undefined;
      },
      leave: ({ kind }) => {
        seen.push(`-${kind}`);
      },
    });
    expect(seen.join(' ')).toBe(
      '+And +Identifier -Identifier +Not +BinaryCheck +Field -Field +List -List -BinaryCheck -Not -And',
    );
  });

  it('stops where told to', () => {
    let count = 0;
    walk(parse('a and b and c'), {
      enter: ({ kind }) => {
        count++;
        return kind === 'Identifier' ? 'stop' : undefined;
      },
    });
    expect(count).toBe(2);
  });

  it('goes into what macros expand to when asked', () => {
    const resolved = mapExpr(parse('a and b'), (node) =>
      node.kind === 'Identifier' ? { ...node, expansion: parse('x.y exists') } : node,
    );
    const fields = (expansions: boolean) => {
      let count = 0;
      walk(resolved, {
        expansions,
        enter: ({ kind }) => {
          if (kind === 'Field') count++;
          return undefined;
        },
      });
      return count;
    };
    expect([fields(false), fields(true)]).toEqual([0, 2]);
  });
});

describe('mapExpr', () => {
  it('changes leaves and keeps what stays the same', () => {
    const tree = parse('a and (b or c.d exists)');
    expect(mapExpr(tree, (node) => node)).toBe(tree);
    const changed = mapExpr(tree, (node) =>
      node.kind === 'Identifier' ? { ...node, name: `${node.name}2` } : node,
    );
    expect(printExpr(changed)).toBe('a2 and (b2 or c.d exists)');
    expect(printExpr(tree)).toBe('a and (b or c.d exists)');
  });
});

describe('exprEquals', () => {
  it('looks past places and quotes, at everything else', () => {
    const same: [string, string][] = [
      ['a.b = c', "( a.b='c' )"],
      ['a and b', ' a  and\nb'],
    ];
    for (const [left, right] of same)
      expect(exprEquals(parse(left), parse(right)), `${left} | ${right}`).toBe(true);
    const different: [string, string][] = [
      ['a.b = c', 'a.b == c'],
      ['a.b = c', 'a.b = d'],
      ['a.b = c', 'a.b[""] = c'],
      ['a.b[x] = c', 'a.b[y] = c'],
      ['a and b', 'a or b'],
      ['a and b', 'a and b and c'],
      ['a and b', 'b and a'],
      ['a', 'not a'],
      ['a.b = oneof (c)', 'a.b = anyof (c)'],
      ['a.b = tolower(c.d)', 'a.b = toupper(c.d)'],
      ['a.b in (c)', 'a.b in c'],
    ];
    for (const [left, right] of different) {
      expect(exprEquals(parse(left), parse(right)), `${left} | ${right}`).toBe(false);
    }
  });
});

describe('deep trees', () => {
  it('are parsed, walked, mapped, printed and compared without running out of stack', () => {
    const levels = 15_000;
    const tree = deep(levels);
    expect(nodesOfKind(tree, 'Not')).toHaveLength(levels);
    expect(subexpressions(tree)).toHaveLength(1);
    const copy = mapExpr(tree, (node) => ({ ...node }));
    expect(copy === tree).toBe(false);
    expect(exprEquals(copy, tree)).toBe(true);
    expect(exprEquals(parse(printExpr(tree)), tree)).toBe(true);
  });
});
