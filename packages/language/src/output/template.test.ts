import { describe, expect, it } from 'vitest';
import { parseOutput, printOperand } from '../index.js';

/** Literals as they are, fields as [width name]. */
function split(output: string): unknown {
  const parsed = parseOutput(output);
  if (!parsed.ok) return parsed.message;
  return parsed.tokens.map((token) =>
    token.kind === 'literal' ? token.text : [token.width, printOperand(token.operand)],
  );
}

describe('parseOutput', () => {
  it.each([
    ['plain', ['plain']],
    ['a %ka.verb b', ['a ', [0, 'ka.verb'], ' b']],
    [
      '%ka.verb%ka.user.name',
      [
        [0, 'ka.verb'],
        [0, 'ka.user.name'],
      ],
    ],
    ['*%10ka.verb', [[10, 'ka.verb']]],
    ['**x', ['*x']],
    ['*', []],
    ['%ka.verbose', [[0, 'ka.verb'], 'ose']],
    ['%ka.uri.param', [[0, 'ka.uri'], '.param']],
    ['%ka.uri.param["a=b"].', [[0, 'ka.uri.param[a=b]'], '.']],
    ['%toupper(ka.verb))', [[0, 'toupper(ka.verb)'], ')']],
    ['%join("/", (ka.verb, ka.uri))', [[0, 'join("/", (ka.verb, ka.uri))']]],
    ['%', 'invalid formatting syntax: formatting cannot end with a %'],
    ['%10', 'invalid formatting syntax: formatting cannot end with a number'],
    ['%%ka.verb', "unknown filter: unexpected token after '"],
    ['%nope', "unknown filter: unexpected token after '"],
    ['', 'empty formatting token'],
  ])('%j', (output, tokens) => {
    expect(split(output)).toEqual(tokens);
  });

  it('names the fields as alerts do', () => {
    const output =
      '%ka.verb %tolower(ka.uri.param["a=b"]) %concat(ka.verb, toupper(ka.user.name)) %ka.uri.param[c] %jevt.value[""]';
    const parsed = parseOutput(output);
    expect(parsed.ok && parsed.fields.map(({ name }) => name)).toEqual([
      'ka.verb',
      'ka.uri.param["a=b"]',
      'ka.user.name',
      'ka.uri.param[c]',
      'jevt.value[""]',
    ]);
  });

  it('tells where its tokens stand', () => {
    const output = '*a %3ka.verb.';
    const parsed = parseOutput(output);
    expect(parsed.ok && parsed.tokens.map(({ start, end }) => output.slice(start, end))).toEqual([
      'a ',
      '%3ka.verb',
      '.',
    ]);
    expect(parseOutput('a %nope')).toMatchObject({ ok: false, start: 2, end: 7 });
  });
});
