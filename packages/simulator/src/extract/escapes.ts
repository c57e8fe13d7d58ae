import { type ByteString, encodeText } from '@falco-rules/language';

const SIMPLE: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

/**
 * What fastjson makes of the inside of a JSON string: escapes resolved where they are whole, everything else kept
 * as it stands. A surrogate pairs with whatever `\uXXXX` follows it (a wrong partner gives U+FFFD); a lone one stays
 * an escape (unescapeStringBestEffort in parser.go).
 */
export function unescapeJson(raw: ByteString): ByteString {
  let slash = raw.indexOf('\\');
  if (slash < 0) return raw;
  let out = '';
  let from = 0;
  while (slash >= 0) {
    out += raw.slice(from, slash);
    const char = raw.charAt(slash + 1);
    const simple = SIMPLE[char];
    if (simple !== undefined) {
      out += simple;
      from = slash + 2;
    } else if (char === 'u') {
      from = slash + 2;
      const unit = hex4(raw, from);
      if (unit < 0) {
        out += '\\u';
      } else {
        from += 4;
        if (unit < 0xd800 || unit > 0xdfff) {
          out += encodeText(String.fromCharCode(unit));
        } else {
          const partner =
            raw.charAt(from) === '\\' && raw.charAt(from + 1) === 'u' ? hex4(raw, from + 2) : -1;
          if (partner < 0) {
            out += raw.slice(slash, from);
          } else {
            out += encodeText(pair(unit, partner));
            from += 6;
          }
        }
      }
    } else {
      out += `\\${char}`;
      from = slash + 2;
    }
    slash = raw.indexOf('\\', from);
  }
  return out + raw.slice(from);
}

function hex4(text: ByteString, at: number): number {
  const digits = text.slice(at, at + 4);
  return /^[0-9a-fA-F]{4}$/.test(digits) ? Number.parseInt(digits, 16) : -1;
}

function pair(high: number, low: number): string {
  const paired = high < 0xdc00 && low >= 0xdc00 && low <= 0xdfff;
  return paired ? String.fromCharCode(high, low) : '\ufffd';
}

/** Whether fastjson would quote a string with escapes rather than between plain quotes (hasSpecialChars). */
export function needsQuoting(text: ByteString): boolean {
  return /["\\\u0000-\u001f]/.test(text);
}

const NAMED: Readonly<Record<number, string>> = {
  7: '\\a',
  8: '\\b',
  12: '\\f',
  10: '\\n',
  13: '\\r',
  9: '\\t',
  11: '\\v',
};

/**
 * A string as fastjson writes it once it has been unescaped: plain between quotes, or, where that will not do,
 * by the rules of Go (not of JSON): strconv.AppendQuote.
 */
export function quoteLikeFastjson(text: ByteString): ByteString {
  if (!needsQuoting(text)) return `"${text}"`;
  let out = '"';
  for (let i = 0; i < text.length; ) {
    const width = runeWidth(text, i);
    if (width === 0) {
      out += `\\x${hex(text.charCodeAt(i), 2)}`;
      i++;
      continue;
    }
    const bytes = text.slice(i, i + width);
    out += quoteRune(bytes);
    i += width;
  }
  return `${out}"`;
}

function quoteRune(bytes: ByteString): ByteString {
  const code = codePoint(bytes);
  if (code === 0x22 || code === 0x5c) return `\\${bytes}`;
  if (isPrintable(code)) return bytes;
  const named = NAMED[code];
  if (named !== undefined) return named;
  if (code < 0x20 || code === 0x7f) return `\\x${hex(code, 2)}`;
  return code < 0x10000 ? `\\u${hex(code, 4)}` : `\\U${hex(code, 8)}`;
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, '0');
}

/** Length of the UTF-8 sequence at an offset; 0 where there is none (an overlong one, a surrogate, a broken one). */
export function runeWidth(text: ByteString, at: number): number {
  const lead = text.charCodeAt(at);
  if (lead < 0x80) return 1;
  const width =
    lead >= 0xc2 && lead < 0xe0 ? 2 : lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (width === 0 || at + width > text.length) return 0;
  const second = text.charCodeAt(at + 1);
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (second < low || second > high) return 0;
  for (let i = 2; i < width; i++) if ((text.charCodeAt(at + i) & 0xc0) !== 0x80) return 0;
  return width;
}

/** The code point of one whole UTF-8 sequence. */
export function codePoint(bytes: ByteString): number {
  const lead = bytes.charCodeAt(0);
  if (bytes.length === 1) return lead;
  let code = lead & (0xff >> (bytes.length + 1));
  for (let i = 1; i < bytes.length; i++) code = (code << 6) | (bytes.charCodeAt(i) & 0x3f);
  return code;
}

/** Go's unicode.IsPrint; its tables are Unicode 15.0, those of the running JavaScript may be a little newer. */
function isPrintable(code: number): boolean {
  if (code < 0x7f) return code >= 0x20;
  return /^[\p{L}\p{M}\p{N}\p{P}\p{S}]$/u.test(String.fromCodePoint(code));
}
