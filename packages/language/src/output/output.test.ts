import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { printOperand } from '../condition/index.js';
import { encodeText } from '../text/bytes.js';
import { parseOutput } from './index.js';

/** Literals as they are, values as `<operand>` or `<width:operand>`. */
const split = (text: string) => {
  const result = parseOutput(encodeText(text));
  if (!result.ok) return result.message;
  return result.tokens
    .map((token) => {
      if (token.kind === 'literal') return token.text;
      return `<${token.width ? `${token.width}:` : ''}${printOperand(token.operand)}>`;
    })
    .join('|');
};
const UNKNOWN = "unknown filter: unexpected token after '";

// Recorded from Falco 0.44.1.
describe('parseOutput', () => {
  it.each([
    ['user=%ka.user.name verb=%ka.verb', 'user=|<ka.user.name>| verb=|<ka.verb>'],
    ['*a', 'a'],
    ['**a', '*a'],
    ['*', ''],
    ['', 'empty formatting token'],
    ['%ka.verbose', '<ka.verb>|ose'],
    ['%ka.verb.x', '<ka.verb>|.x'],
    ['%ka.uri.param', '<ka.uri>|.param'],
    ['%ka.uri.param[a]b', '<ka.uri.param[a]>|b'],
    ['%ka.uri.param["a=b"]', '<ka.uri.param[a=b]>'],
    ['%ka.uri.param["a b"]', '<ka.uri>|.param["a b"]'],
    ['%ka.uri.param[a', '<ka.uri>|.param[a'],
    ['%ka.verb[a]', '<ka.verb>|[a]'],
    ['%ka.verb%ka.verb', '<ka.verb>|<ka.verb>'],
    ['%10ka.verb', '<10:ka.verb>'],
    ['%010ka.verb', '<10:ka.verb>'],
    ['%0ka.verb', '<ka.verb>'],
    ['%4294967301ka.verb', '<5:ka.verb>'],
    ['%toupper(ka.user.name)!', '<toupper(ka.user.name)>|!'],
    ['%toupper( tolower( ka.verb ) )', '<toupper(tolower(ka.verb))>'],
    ['%tolower(ka.verb)[x]', '<tolower(ka.verb)>|[x]'],
    ['%tolower(ka.verb)[', '<tolower(ka.verb)>|['],
    ['%concat(ka.verb, " ", ka.uri)', '<concat(ka.verb, " ", ka.uri)>'],
    ['%len(ka.user.groups)', '<len(ka.user.groups)>'],
    ['%evt.time.iso8601', '<evt.time.iso8601>'],
    ['100%', 'invalid formatting syntax: formatting cannot end with a %'],
    ['%ka.verb %', 'invalid formatting syntax: formatting cannot end with a %'],
    ['%10', 'invalid formatting syntax: formatting cannot end with a number'],
    ['100%% x', UNKNOWN],
    ['% ka.verb', UNKNOWN],
    ['%nosuch.field', UNKNOWN],
    ['%ka.nosuch', UNKNOWN],
    ['%verb', UNKNOWN],
    ['%tolower(ka.verb', UNKNOWN],
    ['%tolower(ka.nosuch)', UNKNOWN],
    ['%b64(len(ka.verb))', UNKNOWN],
    ['%val(ka.verb)', UNKNOWN],
    ['%len(ka.verb, ka.uri)', 'unknown multivalue transformer'],
  ])('%j', (text, expected) => {
    expect(split(text)).toBe(expected);
  });

  it('says where tokens and faults are', () => {
    const text = '*a %12ka.verb %toupper(ka.uri)';
    const result = parseOutput(text);
    if (!result.ok) throw new Error(result.message);
    expect(result.tokens.map(({ start, end }) => text.slice(start, end))).toEqual([
      'a ',
      '%12ka.verb',
      ' ',
      '%toupper(ka.uri)',
    ]);
    const last = result.tokens[3];
    expect(last?.kind === 'field' && text.slice(last.operand.start, last.operand.end)).toBe(
      'toupper(ka.uri)',
    );
    expect(parseOutput('a %ka.nosuch b')).toMatchObject({ ok: false, start: 2, end: 12 });
  });

  it('names the fields behind the values once each, as output_fields does', () => {
    const names = (text: string) => {
      const result = parseOutput(text);
      return result.ok ? result.fields.map(({ name }) => name) : result.message;
    };
    expect(names('%ka.verb %toupper(ka.user.name) %ka.verb %concat(ka.uri, tolower(ka.stage))')).toEqual([
      'ka.verb',
      'ka.user.name',
      'ka.uri',
      'ka.stage',
    ]);
    expect(names(`%jevt.value[/a b] %jevt.value["/a b"] %jevt.value["/a'b"]`)).toBe(UNKNOWN);
    expect(names(`%ka.uri.param["a'b"] %ka.uri.param[a]`)).toEqual([
      `ka.uri.param["a'b"]`,
      'ka.uri.param[a]',
    ]);
  });

  it('is quick about long words and many tokens', () => {
    expect(parseOutput(`%ka.${'a'.repeat(1_000_000)}`).ok).toBe(false);
    const many = parseOutput('%ka.verbose %ka.uri.param '.repeat(20_000));
    expect(many.ok && many.tokens.length).toBe(80_000);
  });
});

describe('the outputs that Falco was asked', () => {
  interface Line {
    readonly output: string;
    readonly status: number;
    readonly validation: {
      readonly falco_load_results: readonly { readonly errors: readonly { readonly message: string }[] }[];
    };
    readonly json?: readonly { readonly output_fields: object }[];
  }
  const file = new URL('../../../../fixtures/conformance/outputs.jsonl.gz', import.meta.url);
  const lines: Line[] = gunzipSync(readFileSync(file))
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

  it('give its fields, or its words', () => {
    for (const { output, status, validation, json } of lines) {
      const result = parseOutput(encodeText(output.trim()));
      expect(result.ok, output).toBe(status === 0);
      if (!result.ok) expect(result.message).toBe(validation.falco_load_results[0]?.errors[0]?.message);
      else if (json?.[0]) {
        const names = new Set([...result.fields.map(({ name }) => name), 'evt.time']);
        expect([...names].sort()).toEqual(Object.keys(json[0].output_fields).map(encodeText).sort());
      }
    }
  });
});
