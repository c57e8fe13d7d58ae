import type { ByteString } from '@falco-rules/language';
import { codePoint, runeWidth } from './escapes.js';

const REPLACEMENT = '\xef\xbf\xbd';

/**
 * Text as libsinsp cleans it before it shows it: what is not UTF-8, control characters and non-characters become
 * U+FFFD, one for each broken sequence (sanitize_string in utils.h).
 */
export function sanitizeText(text: ByteString): ByteString {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  let out = '';
  for (let i = 0; i < text.length; ) {
    const width = runeWidth(text, i);
    const bytes = text.slice(i, i + Math.max(width, 1));
    if (width > 0) {
      out += isShown(codePoint(bytes)) ? bytes : REPLACEMENT;
      i += width;
    } else {
      out += REPLACEMENT;
      i += brokenLength(text, i);
    }
  }
  return out;
}

function isShown(code: number): boolean {
  if (code < 0x20 || (code >= 0x7f && code <= 0x9f)) return false;
  return (code & 0xfffe) !== 0xfffe && (code < 0xfdd0 || code > 0xfdef);
}

/** How many bytes of a broken sequence are well begun: they become one replacement together. */
function brokenLength(text: ByteString, at: number): number {
  const lead = text.charCodeAt(at);
  const wanted = lead >= 0xe0 && lead < 0xf0 ? 3 : lead >= 0xf0 && lead < 0xf5 ? 4 : 0;
  if (wanted === 0) return 1;
  const second = text.charCodeAt(at + 1);
  const low = lead === 0xe0 ? 0xa0 : lead === 0xf0 ? 0x90 : 0x80;
  const high = lead === 0xed ? 0x9f : lead === 0xf4 ? 0x8f : 0xbf;
  if (!(second >= low && second <= high)) return 1;
  return wanted === 4 && (text.charCodeAt(at + 2) & 0xc0) === 0x80 ? 3 : 2;
}
