import type { ByteString } from '../text/bytes.js';
import { encodeCodePoint } from './encoding.js';
import { YamlFault } from './fault.js';
import { SINGLE_QUOTE } from './scalar-kinds.js';
import type { Stream } from './stream.js';

const SIMPLE_ESCAPES: Readonly<Record<string, ByteString>> = {
  '0': '\0',
  a: '\x07',
  b: '\x08',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  // yaml-cpp writes these two as single bytes, which is not UTF-8.
  N: '\x85',
  _: '\xa0',
  L: '\xe2\x80\xa8',
  P: '\xe2\x80\xa9',
};

const HEX_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/**
 * escape := "''" | '\' (one of SIMPLE_ESCAPES | 'x' 2 hex digits | 'u' 4 hex digits | 'U' 8 hex digits)
 * Reads one, from its quote or backslash; throws YamlFault for what is none.
 */
export function scanEscape(stream: Stream): ByteString {
  const lead = stream.get();
  const code = stream.get();
  if (lead === SINGLE_QUOTE && code === SINGLE_QUOTE) return "'";
  const char = String.fromCharCode(code);
  const simple = SIMPLE_ESCAPES[char];
  if (simple !== undefined) return simple;
  const digits = HEX_ESCAPES[char];
  if (digits === undefined) throw new YamlFault('invalidEscape', stream.mark(), char);

  let hex = '';
  for (let i = 0; i < digits; i++) hex += String.fromCharCode(stream.get());
  if (!/^[0-9a-fA-F]*$/.test(hex)) throw new YamlFault('invalidHex', stream.mark());
  const value = Number.parseInt(hex, 16);
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
    throw new YamlFault('invalidUnicode', stream.mark(), String(value));
  }
  return encodeCodePoint(value);
}
