import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeText } from '../text/bytes.js';
import { MAX_DEPTH, parseCondition, parseOperand } from './index.js';

/** Kinds, places and values of a tree, in libsinsp's terms: idx:line:col after each kind. */
function outline(node: unknown): string {
  if (Array.isArray(node)) return node.map(outline).join(' ');
  if (typeof node !== 'object' || node === null) return String(node);
  const { kind, pos, start, end, quoted, ...rest } = node as Record<string, unknown>;
  const at = Object.values(pos as object).join(':');
  return `(${kind}@${at} ${Object.values(rest).map(outline).join(' ')})`;
}

const parse = (text: string) => {
  const result = parseCondition(text);
  return result.ok ? outline(result.expr) : `${Object.values(result.pos).join(':')} ${result.message}`;
};

// What libsinsp 0.25.4 says of each, recorded with a program around its parser.
describe('parseCondition', () => {
  it.each([
    // Positions: before the blanks that an OrExpr starts with, after a transformer's comma, at the list for its elements.
    [' a or\nb', '(Or@0:1:1 (Identifier@1:1:2 a) (Identifier@6:2:1 b))'],
    ['( a and b )', '(And@2:1:3 (Identifier@2:1:3 a) (Identifier@8:1:9 b))'],
    ['a\r\nand b', '(And@0:1:1 (Identifier@0:1:1 a) (Identifier@7:3:5 b))'],
    [
      'join(",", ( a.b, "c")) = x',
      '(BinaryCheck@0:1:1 (FieldTransformer@0:1:1 join (Value@5:1:6 ,) (TransformerList@9:1:10 (Field@9:1:10 a.b) (Value@9:1:10 c))) = (Value@25:1:26 x))',
    ],
    // Words.
    ['not not a', '(Identifier@8:1:9 a)'],
    ['not(a)', '(Not@0:1:1 (Identifier@4:1:5 a))'],
    ['not', '(Identifier@0:1:1 not)'],
    ['a and and', '(And@0:1:1 (Identifier@0:1:1 a) (Identifier@6:1:7 and))'],
    ['a or(b)', '(Or@0:1:1 (Identifier@0:1:1 a) (Identifier@5:1:6 b))'],
    ['a or(b) and c', "8:1:9 unexpected token after ')', expecting 'or', 'and'"],
    ['a orb', "4:1:5 expected blank or '(' after 'or'"],
    ['a.b existsc', "10:1:11 unexpected token after 'exists', expecting 'or', 'and'"],
    ['a.b inc', '(BinaryCheck@0:1:1 (Field@0:1:1 a.b) in (Value@6:1:7 c))'],
    // Modifiers.
    ['a.b =oneof (c)', "11:1:12 unexpected token after 'oneof', expecting 'or', 'and'"],
    ['a.b = oneof (c)', '(BinaryCheck@0:1:1 (Field@0:1:1 a.b) = oneof (List@12:1:13 (Value@13:1:14 c)))'],
    [
      'a.b = oneof and c',
      '(And@0:1:1 (BinaryCheck@0:1:1 (Field@0:1:1 a.b) = (Value@6:1:7 oneof)) (Identifier@16:1:17 c))',
    ],
    ['a.b = oneof and_c', "15:1:16 expected blank or '(' after 'and'"],
    // Strings.
    ['a.b in ("\\q")', '(BinaryCheck@0:1:1 (Field@0:1:1 a.b) in (List@7:1:8 ))'],
    ['a.b = "\\q"', '10:1:11 unsupported string escape sequence: \\q'],
    ['a.b = "x\\ "', '(BinaryCheck@0:1:1 (Field@0:1:1 a.b) = (Value@6:1:7 x\\))'],
    ['a.b = "\\\\" or c = "', '(BinaryCheck@0:1:1 (Field@0:1:1 a.b) = (Value@6:1:7 \\" or c = ))'],
    [`a.b = '\\"'`, `10:1:11 invalid \\" escape in '-quoted string`],
    ['a.b = x\0y', '(BinaryCheck@0:1:1 (Field@0:1:1 a.b) = (Value@6:1:7 x\0y))'],
    ['a.b = x\0y z', "10:1:11 unexpected token after 'x"],
    ['a.b = \xc3\xa9\xff', "8:1:9 unexpected token after '\xc3\xa9', expecting 'or', 'and'"],
    ['a.b = \xed\xa0\x80', '(BinaryCheck@0:1:1 (Field@0:1:1 a.b) = (Value@6:1:7 \xed\xa0\x80))'],
    ['a.b[] = c', '4:1:5 expected a valid field argument: a quoted string or a bare string'],
    ['', '0:1:1 filter input string is empty'],
  ])('%j', (text, expected) => {
    expect(parse(text)).toBe(expected);
  });

  it('gives every node its own stretch of the text', () => {
    const text = 'a and not ( b.c["d"] in (x, "y") or tolower( e.f ) = val(g.h) ) ';
    const result = parseCondition(text);
    const stretches: string[] = [];
    JSON.stringify(result.ok ? result.expr : undefined, (_, value) => {
      if (value?.kind) stretches.push(text.slice(value.start, value.end));
      return value;
    });
    expect(stretches).toEqual([
      text.trim(),
      'a',
      'not ( b.c["d"] in (x, "y") or tolower( e.f ) = val(g.h) )',
      'b.c["d"] in (x, "y") or tolower( e.f ) = val(g.h)',
      'b.c["d"] in (x, "y")',
      'b.c["d"]',
      '(x, "y")',
      'x',
      '"y"',
      'tolower( e.f ) = val(g.h)',
      'tolower( e.f )',
      'e.f',
      'val(g.h)',
      'g.h',
    ]);
  });

  it('answers any text', () => {
    const pieces = fc.constantFrom(
      '(',
      ')',
      'and ',
      'or ',
      'not ',
      'a.b ',
      '= ',
      'in ',
      ',',
      '"',
      "'",
      '\\',
      'oneof ',
      'len(',
      '[',
      ']',
      ' ',
      '\0',
      '\xff',
      '12',
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 20 }), (parts) => {
        const text = parts.join('');
        const result = parseCondition(text);
        if (!result.ok) expect(result.pos.idx).toBeLessThanOrEqual(text.length);
      }),
      { numRuns: 2000 },
    );
  });

  it('parses what Falco parses however deep, and refuses what is deeper', () => {
    const nested = (levels: number, open: string, close = ')') =>
      parseCondition(`${open.repeat(levels)}a.b = c${close.repeat(levels)}`);
    expect(nested(9000, '(').ok).toBe(true);
    expect(nested(12000, 'not(').ok).toBe(true);
    expect(nested(15000, 'a and(').ok).toBe(true);
    expect(parseCondition(`${'len('.repeat(17000)}a.b${')'.repeat(17000)} = 1`).ok).toBe(true);
    const deeper = nested(MAX_DEPTH + 1, '(');
    expect(deeper).toMatchObject({
      ok: false,
      message: 'exceeded max depth limit of 20000',
      pos: { idx: 20001 },
    });
    expect(parseCondition('((a) and (len(len(b.c)) = 1))', { maxDepth: 3 })).toMatchObject({
      ok: true,
      depth: 3,
    });
    expect(parseCondition('((a) and (len(len(b.c)) = 1))', { maxDepth: 2 }).ok).toBe(false);
  });
});

describe('parseOperand', () => {
  it('stops after the field or transformer', () => {
    const end = (text: string) => {
      const result = parseOperand(text);
      return result.ok ? result.operand.end : result.message;
    };
    expect(end('ka.verb x')).toBe(7);
    expect(end('ka.uri.param[a]b')).toBe(15);
    expect(end('tolower( ka.verb )!')).toBe(18);
    expect(end('verb')).toBe("unexpected token after '");
    expect(end(' ka.verb')).toBe("unexpected token after '");
  });
});

describe('the conditions that Falco was asked', () => {
  interface Line {
    readonly rules: readonly { readonly condition: string }[];
    readonly invalid: readonly {
      readonly condition: string;
      readonly code: string;
      readonly message: string;
    }[];
  }
  const file = new URL('../../../../fixtures/conformance/conditions.jsonl.gz', import.meta.url);
  const lines: Line[] = gunzipSync(readFileSync(file))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  /** What the parser says, as against the checks of fields, operators and values that come after it. */
  const PARSE_MESSAGE = /^(expected |unexpected token|unsupported string escape|invalid \\)/;

  it('parse where they load', () => {
    for (const { condition } of lines.flatMap(({ rules }) => rules)) {
      expect(parseCondition(encodeText(condition)), condition).toMatchObject({ ok: true });
    }
  });

  it('are refused in its words where it refused to parse them', () => {
    let refused = 0;
    for (const { condition, code, message } of lines.flatMap(({ invalid }) => invalid)) {
      if (code !== 'LOAD_ERR_COMPILE_CONDITION') continue;
      const result = parseCondition(encodeText(condition));
      if (PARSE_MESSAGE.test(message)) {
        expect(result, condition).toMatchObject({ ok: false, message });
        refused++;
      } else expect(result.ok, condition).toBe(true);
    }
    expect(refused).toBeGreaterThan(50);
  });
});
