import type { ByteString } from '../text/bytes.js';

/** UTF-8 as RE2 reads and writes it: surrogates pass, overlong forms and codes past 10FFFF do not. */

/** The character at an offset; undefined where the bytes are not one. */
export function runeAt(
  text: ByteString,
  at: number,
): { readonly code: number; readonly length: number } | undefined {
  const lead = text.charCodeAt(at);
  if (Number.isNaN(lead)) return undefined;
  if (lead < 0x80) return { code: lead, length: 1 };
  const length = lead < 0xc0 ? 0 : lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : lead < 0xf8 ? 4 : 0;
  if (length === 0) return undefined;
  let code = lead & (0x7f >> length);
  for (let i = 1; i < length; i++) {
    const next = text.charCodeAt(at + i);
    if (!(next >= 0x80 && next <= 0xbf)) return undefined;
    code = code * 64 + (next & 0x3f);
  }
  return code >= SMALLEST[length]! && code <= 0x10ffff ? { code, length } : undefined;
}

const SMALLEST = [0, 0, 0x80, 0x800, 0x10000] as const;

export function encodeRune(code: number): ByteString {
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >> 6), continuation(code));
  if (code < 0x10000) {
    return String.fromCharCode(0xe0 | (code >> 12), continuation(code >> 6), continuation(code));
  }
  return String.fromCharCode(
    0xf0 | (code >> 18),
    continuation(code >> 12),
    continuation(code >> 6),
    continuation(code),
  );
}

function continuation(code: number): number {
  return 0x80 | (code & 0x3f);
}
