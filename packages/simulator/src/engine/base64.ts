import type { ByteString } from '@falco-rules/language';

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
const DIGITS = new Int8Array(256).fill(-1);
for (let i = 0; i < 64; i++) DIGITS[ALPHABET.charCodeAt(i)] = i;

/**
 * Decodes base64 as libsinsp's `b64` does (userspace/libsinsp/base64.h): padding may be missing, the bits that
 * it stands for must be zero, blanks and the URL alphabet are refused. Undefined where it refuses.
 */
export function decodeBase64(text: ByteString): ByteString | undefined {
  let length = text.length;
  if (length === 0) return '';
  if (text.endsWith('=')) length -= length > 1 && text.charCodeAt(length - 2) === 0x3d ? 2 : 1;
  // A lone digit carries less than a byte; nothing before the padding is refused as well.
  if (length % 4 === 1 || length === 0) return undefined;
  let out = '';
  let bits = 0;
  let held = 0;
  for (let i = 0; i < length; i++) {
    const digit = DIGITS[text.charCodeAt(i)]!;
    if (digit < 0) return undefined;
    bits = (bits << 6) | digit;
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += String.fromCharCode((bits >> held) & 0xff);
      bits &= (1 << held) - 1;
    }
  }
  return bits === 0 ? out : undefined;
}
