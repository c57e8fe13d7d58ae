import { describe, expect, it } from 'vitest';
import { encodeText } from '../text/bytes.js';
import { explainParseFault, parseCondition } from './index.js';

const help = (condition: string) => {
  const text = encodeText(condition);
  const result = parseCondition(text);
  return result.ok ? 'it parses' : explainParseFault(text, result);
};

describe('explainParseFault', () => {
  it.each([
    ['', 'a condition needs at least one check'],
    ['ka.verb = get && ka.user.name = x', 'write `and` instead of `&&`'],
    ['ka.verb=get&&ka.user.name=x', 'write `and` and `or`, with blanks around them'],
    ['ka.verb = get || a', 'write `or` instead of `||`'],
    ['!a', 'write `not` instead of `!`'],
    ['a AND b', 'write `and` in lower case'],
    ['ka.verb = "get', 'the string is never closed: no `"` follows'],
    [
      'ka.verb = "a\\\\"',
      'the string is never closed: no `"` follows; a quote after a backslash does not close it, end the string with `\\ "`',
    ],
    ['ka.uri regex "\\d"', 'write `\\\\d` for a backslash before a character'],
    ['ka.verb not in (get)', '`not` stands before the field: `not ka.verb in (get, list)`'],
    ['ka.verb startWith x', 'did you mean `startswith` or `bstartswith`?'],
    ['ka.verb contains"x"', 'a blank must follow `contains`'],
    ['ka.verb =~ x', 'write `regex` instead of `=~`; it matches the whole value'],
    ['ka.verb === x', 'write `=` or `==`'],
    ['a and"x"', 'a blank must follow `and`'],
    ['ka.verb <> x', 'write `!=` instead of `<>`'],
    [
      'ka.response.code > abc',
      'only a number may follow `<`, `<=`, `>`, `>=`; compare with a field as `val(the.field)`',
    ],
    ['ka.verb and a', 'a field alone is no check: compare it, or write `ka.verb exists`'],
    ['jevt.value [/a] = b', 'no blank between a field and its argument'],
    ['jevt.value[] = b', 'name the argument between the brackets, or leave the brackets out'],
    ['jevt.value[a b] = b', 'an argument with blanks, quotes or brackets stands in quotes: `["a b"]`'],
    ['ka.verb in [get, list]', 'lists stand in parentheses: `(a, b)`'],
    ['ka.verb in "get"', 'put values into parentheses, also a single one: `("get")`'],
    ['ka.verb = (get, list)', 'for several values write `in (a, b)`, or `= anyof (a, b)`'],
    ['ka.verb = ', 'a value is missing; an empty one is `""`'],
    ['ka.response.code > "400"', 'write the number without quotes'],
    ['ka.verb = oneof(get)', 'blanks must stand before and after `oneof`: `= oneof (a, b)`'],
    [
      'val(ka.verb) = a',
      '`val()` stands only on the right side of a check; on the left the field alone does',
    ],
    ['a and', 'the condition ends where another check should follow'],
    ['a and b or', 'the condition ends where another check should follow'],
    ['%ka.verb = get', 'a field stands without `%` in a condition'],
    ['(a and (b', '2 parentheses are never closed'],
    ['a)', 'this parenthesis closes nothing'],
    [
      'ka.user.name = John Doe',
      '`and` or `or` must stand between two checks; a value with blanks stands in quotes',
    ],
    ['ka.verb in (a b)', 'values in a list stand with commas between them, or `and` or `or` is missing'],
    ['ka.uri = /x?a=b', 'a value with `=` or a comma stands in quotes'],
  ])('%s', (condition, expected) => {
    expect(help(condition)).toBe(expected);
  });
});
