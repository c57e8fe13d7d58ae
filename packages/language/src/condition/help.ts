import { suggestion } from '../diagnostics/index.js';
import { decodeText } from '../text/bytes.js';
import { Lexer } from './lexer.js';
import { OPERATOR_MODIFIERS, OPERATORS } from './operators.js';
import type { ParseResult } from './parser.js';

type Refusal = Extract<ParseResult, { ok: false }>;

/** What a hint may look at. */
interface Scene {
  readonly message: string;
  /** The condition before the place where parsing stopped, without blanks at its end. */
  readonly before: string;
  /** The condition from there on, without blanks at its start. */
  readonly rest: string;
}

/**
 * What to do about a condition that does not parse: a sentence for a person, beside libsinsp's own message,
 * which says what its parser expected but seldom what went wrong. Undefined where nothing better comes to mind.
 */
export function explainParseFault(text: string, { message, pos }: Refusal): string | undefined {
  const scene = {
    message,
    before: decodeText(text.slice(0, pos.idx)).trimEnd(),
    rest: decodeText(text.slice(pos.idx)).trimStart(),
  };
  for (const hint of HINTS) {
    const help = hint(scene);
    if (help !== undefined) return help;
  }
  return undefined;
}

type Hint = (scene: Scene) => string | undefined;

const FOREIGN_WORDS: readonly (readonly [RegExp, string])[] = [
  [/^&&/, 'write `and` instead of `&&`'],
  [/^\|\|/, 'write `or` instead of `||`'],
  [/^!(?!=)/, 'write `not` instead of `!`'],
  [/^(AND|And)\b/, 'write `and` in lower case'],
  [/^(OR|Or)\b/, 'write `or` in lower case'],
  [/^(NOT|Not)\b/, 'write `not` in lower case'],
];

const FOREIGN_OPERATORS: readonly (readonly [RegExp, string])[] = [
  [
    /^not\s+(in|intersects|pmatch|exists|contains|startswith|endswith|glob|regex)\b/i,
    '`not` stands before the field: `not ka.verb in (get, list)`',
  ],
  [/^(~=?|matches\b|rlike\b)/i, 'write `regex`, which matches the whole value'],
  [/^like\b/i, 'write `glob`, with `*` for any text and `?` for any character'],
  [/^(is|eq|equals)\b/i, 'write `=`'],
  [/^(ne|isnt)\b/i, 'write `!=`'],
  [/^(gt|ge|gte|lt|le|lte)\b/i, 'write `>`, `>=`, `<` or `<=`'],
  [/^(has|includes)\b/i, 'write `contains` for a text, `intersects` for a list field'],
];

/** Operators of other languages that libsinsp reads as one of its own and the start of a value. */
const SPLIT_OPERATORS: readonly (readonly [RegExp, string])[] = [
  [/=~$/, 'write `regex` instead of `=~`; it matches the whole value'],
  [/=>$/, 'write `>=` instead of `=>`'],
  [/=<$/, 'write `<=` instead of `=<`'],
];

const HINTS: readonly Hint[] = [
  ({ message }) =>
    message === 'filter input string is empty' ? 'a condition needs at least one check' : undefined,
  badEscape,
  openQuote,
  ({ rest }) => firstMatch(FOREIGN_WORDS, rest),
  fieldArgument,
  operator,
  listValue,
  numberValue,
  stringValue,
  gluedWord,
  leftSide,
  parentheses,
  keyword,
];

function firstMatch(table: readonly (readonly [RegExp, string])[], text: string): string | undefined {
  return table.find(([pattern]) => pattern.test(text))?.[1];
}

function badEscape({ message }: Scene): string | undefined {
  const unknown = /^unsupported string escape sequence: (\\.)/s.exec(message)?.[1];
  if (unknown) return `write \`\\${unknown}\` for a backslash before a character`;
  if (/^invalid \\['"] escape/.test(message)) {
    return 'only the quote that delimits the string is escaped; the other kind stands as it is';
  }
  return undefined;
}

/** An odd quote: one that is never closed, seen where parsing stopped or in the value just before. */
function openQuote({ rest }: Scene): string | undefined {
  const mark = rest[0];
  if (mark !== '"' && mark !== "'") return undefined;
  if (new Lexer(rest).closingQuote() >= 0) return undefined;
  const stray = rest.endsWith(`\\${mark}`) || rest.endsWith(`\\\\${mark}`);
  const quote = `the string is never closed: no \`${mark}\` follows`;
  return stray
    ? `${quote}; a quote after a backslash does not close it, end the string with \`\\ ${mark}\``
    : quote;
}

function fieldArgument({ message, rest }: Scene): string | undefined {
  if (message === "expected a ']' token")
    return 'an argument with blanks, quotes or brackets stands in quotes: `["a b"]`';
  if (!message.startsWith('expected a valid field argument')) return undefined;
  return rest.startsWith(']')
    ? 'name the argument between the brackets, or leave the brackets out'
    : 'no blanks after the bracket, and quotes around an argument that has some: `["a b"]`';
}

const OPERATOR_NAMES = OPERATORS.map(({ name }) => name);

function operator({ message, before, rest }: Scene): string | undefined {
  if (!message.startsWith('expected a valid check operator')) return undefined;
  const foreign = firstMatch(FOREIGN_OPERATORS, rest);
  if (foreign) return foreign;
  if (rest.startsWith('[')) return 'no blank between a field and its argument';
  const word = /^[a-zA-Z]+/.exec(rest)?.[0];
  const field = /[a-zA-Z0-9_.]+(\[[^\]]*\])?$/.exec(before)?.[0] ?? 'the field';
  const row = OPERATORS.find(({ name }) => name === word);
  if (row?.blank) return `a blank must follow \`${row.name}\``;
  if (!word || ['and', 'or', 'not'].includes(word)) {
    return `a field alone is no check: compare it, or write \`${field} exists\``;
  }
  return suggestion(word, OPERATOR_NAMES);
}

function listValue({ message, rest }: Scene): string | undefined {
  if (!message.startsWith('expected a list')) return undefined;
  if (rest.startsWith('[') || rest.startsWith('{')) return 'lists stand in parentheses: `(a, b)`';
  const found = /^("[^"]*"|'[^']*'|[^\s()"',=]+)/.exec(rest)?.[0];
  return `put values into parentheses, also a single one: \`(${found ?? 'a, b'})\``;
}

function numberValue({ message, rest }: Scene): string | undefined {
  if (!message.startsWith('expected a number value')) return undefined;
  if (rest.startsWith('>')) return 'write `!=` instead of `<>`';
  if (/^["'][-+]?[0-9]/.test(rest)) return 'write the number without quotes';
  return 'only a number may follow `<`, `<=`, `>`, `>=`; compare with a field as `val(the.field)`';
}

function stringValue({ message, rest }: Scene): string | undefined {
  if (!message.startsWith('expected a string value')) return undefined;
  if (rest.startsWith('(')) return 'for several values write `in (a, b)`, or `= anyof (a, b)`';
  if (rest.startsWith('=')) return 'write `=` or `==`';
  if (rest === '') return 'a value is missing; an empty one is `""`';
  if (rest.startsWith(',')) return 'a value with a comma stands in quotes';
  if (rest.startsWith(')')) return 'a value is missing; the list ends after a comma';
  return undefined;
}

const MODIFIER_NAMES = OPERATOR_MODIFIERS.map(({ name }) => name).join('|');

/** Words that need a blank, or quotes, around them. */
function gluedWord({ message, before, rest }: Scene): string | undefined {
  if (!message.startsWith('unexpected token after')) return undefined;
  const last = /[^\s()]+$/.exec(before)?.[0] ?? '';
  const split = firstMatch(SPLIT_OPERATORS, before);
  if (split) return split;
  if (/(&&|\|\|)/.test(last)) return 'write `and` and `or`, with blanks around them';
  const modifier = new RegExp(`(^|\\W)(${MODIFIER_NAMES})$`).exec(before)?.[2];
  if (modifier && rest.startsWith('(')) {
    return `blanks must stand before and after \`${modifier}\`: \`= ${modifier} (a, b)\``;
  }
  if (/(^|[\s(])val$/.test(before) && rest.startsWith('(')) {
    return '`val()` stands only on the right side of a check; on the left the field alone does';
  }
  if (rest.startsWith('(') && /^[a-z][a-z0-9_]*$/i.test(last)) {
    return `\`${last}\` is not a transformer; a value with parentheses stands in quotes`;
  }
  if (rest.startsWith('=') || rest.startsWith(',')) return 'a value with `=` or a comma stands in quotes';
  return undefined;
}

function leftSide({ message, rest }: Scene): string | undefined {
  const glued = /^expected blank or '\(' after '(and|or)'$/.exec(message)?.[1];
  if (glued && rest !== '') return `a blank must follow \`${glued}\``;
  if (!glued && !message.startsWith("expected a '(' token, a field check")) return undefined;
  if (rest === '') return 'the condition ends where another check should follow';
  if (rest.startsWith(')')) return 'a check is missing before the parenthesis';
  if (/^["'0-9]/.test(rest)) return 'a check starts with a field, the value stands on its right';
  if (rest.startsWith('%')) return 'a field stands without `%` in a condition';
  if (rest.startsWith('$')) return 'a field stands without `$` in a condition';
  return undefined;
}

function parentheses({ message, before, rest }: Scene): string | undefined {
  if (message.startsWith('unexpected token after') && rest.startsWith(')'))
    return 'this parenthesis closes nothing';
  if (!/^expected a? ?'\)'/.test(message)) return undefined;
  if (rest === '') {
    const missing = openParentheses(before);
    return missing > 1 ? `${missing} parentheses are never closed` : 'a parenthesis is never closed';
  }
  if (/^["'a-zA-Z0-9/*.-]/.test(rest))
    return 'values in a list stand with commas between them, or `and` or `or` is missing';
  return undefined;
}

/** How many parentheses are open at the end of a text, those in quotes apart. */
function openParentheses(text: string): number {
  const plain = text.replace(/"(\\.|[^"\\])*"|'(\\.|[^'\\])*'/gs, '');
  return plain.split('(').length - plain.split(')').length;
}

function keyword({ message, rest }: Scene): string | undefined {
  if (message.startsWith('unexpected token after') && rest !== '') {
    return '`and` or `or` must stand between two checks; a value with blanks stands in quotes';
  }
  return undefined;
}
