import type { ByteString } from '../text/bytes.js';
import type { Field } from './ast.js';

/**
 * The escapes of quoted strings (userspace/libsinsp/filter/escaping.cpp). Besides these, `\` may escape the
 * quote that delimits the string, and `\ ` gives a backslash and loses the blank.
 */
const ESCAPES: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  ' ': '\\',
  '\\': '\\',
  '/': '/',
};

/** What stands between quotes, unescaped; or libsinsp's words for an escape that it does not know. */
export type Unescaped =
  | { readonly ok: true; readonly value: ByteString }
  | { readonly ok: false; readonly message: string };

/** Unescapes the text between a pair of `delimiter`s. */
export function unescapeQuoted(inner: ByteString, delimiter: '"' | "'"): Unescaped {
  let from = 0;
  let value = '';
  for (let at = inner.indexOf('\\'); at >= 0; at = inner.indexOf('\\', from)) {
    const char = inner[at + 1];
    // A string cannot end in a lone backslash: it would have escaped the quote.
    if (char === undefined) break;
    const plain = char === delimiter ? delimiter : ESCAPES[char];
    if (plain === undefined) return { ok: false, message: badEscape(char) };
    value += inner.slice(from, at) + plain;
    from = at + 2;
  }
  return { ok: true, value: from === 0 ? inner : value + inner.slice(from) };
}

function badEscape(char: string): string {
  if (char === '"') return `invalid \\" escape in '-quoted string`;
  if (char === "'") return `invalid \\' escape in "-quoted string`;
  return `unsupported string escape sequence: \\${char}`;
}

const SPELLED: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\\': '\\\\',
};

/**
 * A string in quotes, double ones unless that costs escapes. A backslash at the end is written `\ `: the lexer
 * takes a quote after any backslash for part of the string. A NUL cannot be written; it is left as it is.
 */
export function quote(value: ByteString): ByteString {
  const delimiter = value.includes('"') && !value.includes("'") ? "'" : '"';
  const escaped = value.replace(/[\b\f\n\r\t\\"']/g, (char) =>
    char === '"' || char === "'" ? (char === delimiter ? `\\${char}` : char) : SPELLED[char]!,
  );
  const end = value.endsWith('\\') ? `${escaped.slice(0, -1)} ` : escaped;
  return `${delimiter}${end}${delimiter}`;
}

/**
 * A field as libsinsp spells it where it names one, as in the keys of `output_fields` (ast.cpp, string_visitor;
 * escaping.cpp, escape_str). Not always a spelling that it would read: it never escapes single quotes or brackets.
 */
export function escapeField({ field, arg }: Field): ByteString {
  if (arg === undefined) return field;
  if (arg === '') return `${field}[""]`;
  if (!/[\b\f\n\r\t =\\"']/.test(arg)) return `${field}[${arg}]`;
  const escaped = arg.replace(/[\b\f\n\r\t\\"]/g, (char) => (char === '"' ? '\\"' : SPELLED[char]!));
  return `${field}["${escaped}"]`;
}
