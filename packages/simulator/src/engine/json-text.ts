import type { ByteString } from '@falco-rules/language';

/**
 * JSON strings as Falco prints them. The alert is written by nlohmann's dump(-1, ' ', false, replace): bytes
 * that are no UTF-8 become U+FFFD, the rest of it stays as it is. Values in output_fields have been through
 * jsoncpp's FastWriter before, which reads UTF-8 more loosely.
 */

const REPLACEMENT = '\xef\xbf\xbd';

const SHORT: Readonly<Record<number, string>> = {
  8: '\\b',
  9: '\\t',
  10: '\\n',
  12: '\\f',
  13: '\\r',
  34: '\\"',
  92: '\\\\',
};

/** The text between the quotes. */
export function escapeJson(text: ByteString): ByteString {
  const from = firstSpecial(text);
  return from < 0 ? text : escapeFrom(text, from);
}

/** The text between the quotes, of a value that jsoncpp has written and nlohmann read before. */
export function escapeFieldJson(text: ByteString): ByteString {
  const from = firstSpecial(text);
  return from < 0 ? text : escapeFrom(throughJsoncpp(text), 0);
}

/** Where the first byte stands that is not printed as it is: most texts have none. */
function firstSpecial(text: ByteString): number {
  for (let i = 0; i < text.length; i++) {
    const byte = text.charCodeAt(i);
    if (byte < 0x20 || byte === 0x22 || byte === 0x5c || byte > 0x7e) {
      if (byte !== 0x7f) return i;
    }
  }
  return -1;
}

function escapeFrom(text: ByteString, from: number): ByteString {
  let out = text.slice(0, from);
  let done = from;
  let i = from;
  while (i < text.length) {
    const byte = text.charCodeAt(i);
    if (byte >= 0x80) {
      const length = sequenceLength(text, i);
      if (length < 0) {
        out += text.slice(done, i) + REPLACEMENT;
        done = i - length;
      }
      i += Math.abs(length);
      continue;
    }
    if (byte < 0x20 || byte === 0x22 || byte === 0x5c) {
      out += text.slice(done, i) + (SHORT[byte] ?? `\\u${byte.toString(16).padStart(4, '0')}`);
      done = i + 1;
    }
    i++;
  }
  return out + text.slice(done);
}

/**
 * How many bytes a UTF-8 sequence takes; negative where it is broken: minus the bytes that one U+FFFD stands
 * for, which are those that could have begun a sequence.
 */
function sequenceLength(text: ByteString, at: number): number {
  const first = text.charCodeAt(at);
  const length = first < 0xc2 ? 0 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf5 ? 4 : 0;
  if (length === 0) return -1;
  for (let i = 1; i < length; i++) {
    // Past the end there is NaN, which no comparison lets through.
    const byte = text.charCodeAt(at + i);
    const least = i > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const most = i > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (!(byte >= least && byte <= most)) return -i;
  }
  return length;
}

/** What is read back of a text that jsoncpp wrote (json_tool/json_writer: utf8ToCodepoint). */
function throughJsoncpp(text: ByteString): ByteString {
  let out = '';
  for (let i = 0; i < text.length; i++) {
    const first = text.charCodeAt(i);
    const length = first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : 0;
    if (length === 1) {
      out += text[i];
      continue;
    }
    if (length === 0 || text.length - i < length) {
      out += REPLACEMENT;
      continue;
    }
    let code = first & (0xff >> (length + 1));
    for (let k = 1; k < length; k++) code = (code << 6) | (text.charCodeAt(i + k) & 0x3f);
    i += length - 1;
    const least = length === 2 ? 0x80 : length === 3 ? 0x800 : 0x10000;
    const surrogate = code >= 0xd800 && code <= 0xdfff;
    out += code < least || surrogate ? REPLACEMENT : encodeCodePoint(code);
  }
  return out;
}

function encodeCodePoint(code: number): ByteString {
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), 0x80 | (code & 0x3f));
  if (code < 0x10000) {
    return String.fromCharCode(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 0x3f), 0x80 | (code & 0x3f));
  }
  // jsoncpp writes ten bits above 0xffff and no more: what lies past U+10FFFF comes back as something lower.
  const past = 0x10000 + ((code - 0x10000) & 0xfffff);
  return String.fromCharCode(
    0xf0 | (past >> 18),
    0x80 | ((past >> 12) & 0x3f),
    0x80 | ((past >> 6) & 0x3f),
    0x80 | (past & 0x3f),
  );
}
