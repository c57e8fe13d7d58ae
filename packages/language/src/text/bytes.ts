/**
 * Byte strings: JavaScript strings that hold one byte of UTF-8 per char code (0..255).
 *
 * Falco compares, measures and points at bytes. Everything between reading a rules file or an event and
 * printing an alert is a byte string, so that `length`, order and offsets are Falco's; text is decoded only
 * where a person reads it.
 */
export type ByteString = string;

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A byte string of raw bytes. */
export function bytesToByteString(bytes: Uint8Array): ByteString {
  if (bytes.every(isAsciiByte)) return decoder.decode(bytes);
  const chunk = 0x2000;
  let out = '';
  for (let i = 0; i < bytes.length; i += chunk) {
    // Unlike a spread, apply reads a typed array without walking it as an iterable.
    out += String.fromCharCode.apply(null, bytes.subarray(i, i + chunk) as unknown as number[]);
  }
  return out;
}

function isAsciiByte(byte: number): boolean {
  return byte < 0x80;
}

/** The raw bytes of a byte string. */
export function byteStringToBytes(text: ByteString): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = text.charCodeAt(i);
  return bytes;
}

/** Encodes ordinary (UTF-16) text; lone surrogates become U+FFFD, as TextEncoder does. */
export function encodeText(text: string): ByteString {
  if (isAscii(text)) return text;
  return bytesToByteString(encoder.encode(text));
}

/** Decodes a byte string for display; bytes that are not UTF-8 become U+FFFD. */
export function decodeText(text: ByteString): string {
  if (isAscii(text)) return text;
  return decoder.decode(byteStringToBytes(text));
}

function isAscii(text: string): boolean {
  for (let i = 0; i < text.length; i++) if (text.charCodeAt(i) > 0x7f) return false;
  return true;
}
