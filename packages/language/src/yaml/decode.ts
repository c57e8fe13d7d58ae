import type { ByteString } from '../text/bytes.js';
import type { YamlNode } from './node.js';

/*
 * What YAML::convert<T>::decode makes of a node (include/yaml-cpp/node/convert.h, src/convert.cpp). All give
 * undefined where it refuses.
 */

const BOOLEANS: Readonly<Record<string, boolean>> = {
  y: true,
  yes: true,
  true: true,
  on: true,
  n: false,
  no: false,
  false: false,
  off: false,
};

/** As<bool>: the spellings of YAML 1.1, in lower case, upper case or capitalized. */
export function decodeBool(node: YamlNode): boolean | undefined {
  if (node.kind !== 'scalar') return undefined;
  const { value } = node;
  if (!/^([a-z]+|[A-Z][a-z]*|[A-Z]+)$/.test(value)) return undefined;
  const lower = value.toLowerCase();
  return Object.hasOwn(BOOLEANS, lower) ? BOOLEANS[lower] : undefined;
}

/** As<uint32_t>. */
export function decodeUint(node: YamlNode): number | undefined {
  const value = decodeUint64(node);
  return value !== undefined && value <= 0xffffffffn ? Number(value) : undefined;
}

/** As<uint64_t>. */
export function decodeUint64(node: YamlNode): bigint | undefined {
  if (node.kind !== 'scalar') return undefined;
  const value = parseInteger(node.value);
  // A minus is refused even before a zero.
  return value === undefined || node.value.startsWith('-') || value > 0xffffffffffffffffn ? undefined : value;
}

/** As<int>. */
export function decodeInt(node: YamlNode): number | undefined {
  if (node.kind !== 'scalar') return undefined;
  const value = parseInteger(node.value);
  return value !== undefined && value >= -0x80000000n && value <= 0x7fffffffn ? Number(value) : undefined;
}

/** Decimal, hexadecimal (`0x`) or octal (`0`), with a sign; only blanks may follow. */
function parseInteger(text: ByteString): bigint | undefined {
  const match = /^([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)[ \t\n\v\f\r]*$/.exec(text);
  const digits = match?.[2];
  if (digits === undefined) return undefined;
  // More than 64 bits in any base; keeps long strings of digits cheap.
  if (digits.replace(/^0[xX]?0*/, '').length > 24) return undefined;
  const isOctal = /^0[0-7]/.test(digits);
  const magnitude = BigInt(isOctal ? `0o${digits.slice(1)}` : digits);
  return match?.[1] === '-' ? -magnitude : magnitude;
}
