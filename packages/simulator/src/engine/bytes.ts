import type { ByteString } from '@falco-rules/language';
import type { FieldValue } from '../extract/index.js';

/**
 * Falco passes values around as a pointer and a length. Most are C strings; what transformers give carries
 * its terminator in the length, what b64 gives may hold NULs anywhere. Where that shows, values are held with
 * their NULs, and read through these.
 */

/** What C's string functions see: everything before the first NUL. */
export function cString(value: ByteString): ByteString {
  const end = value.indexOf('\0');
  return end < 0 ? value : value.slice(0, end);
}

/** Without the NULs at the end (sinsp_filtercheck.cpp, craft_filter_value; transformers on their input). */
export function dropTrailingNuls(value: ByteString): ByteString {
  let end = value.length;
  while (end > 0 && value.charCodeAt(end - 1) === 0) end--;
  return end === value.length ? value : value.slice(0, end);
}

/** The bytes at a value's pointer: numbers stand there in binary, little-endian. */
export function rawBytes(value: ByteString | bigint | boolean): ByteString {
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? '\x01\0\0\0' : '\0\0\0\0';
  let out = '';
  for (let rest = value, i = 0; i < 8; i++, rest >>= 8n) out += String.fromCharCode(Number(rest & 0xffn));
  return out;
}

export function isList(value: FieldValue): value is readonly ByteString[] {
  return typeof value === 'object';
}
