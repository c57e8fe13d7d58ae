import type { ByteString, Transformer } from '@falco-rules/language';
import { decodeBase64 } from './base64.js';
import { dropTrailingNuls } from './bytes.js';
import { foldCase, raiseCase } from './compare.js';

/** Transformers that turn each text into a text (libsinsp, sinsp_filter_transformers/). Undefined: it fails. */
export type TextTransformer = Extract<Transformer, 'tolower' | 'toupper' | 'b64' | 'basename'>;

const TEXT_TRANSFORMERS: Readonly<Record<TextTransformer, (text: ByteString) => ByteString | undefined>> = {
  tolower: foldCase,
  toupper: raiseCase,
  b64: decodeBase64,
  basename: (text) => text.slice(text.lastIndexOf('/') + 1),
};

/**
 * Applies one to a value. Its result counts its terminator as part of it; that shows where elements of a list
 * are compared (`tolower(ka.user.groups) in (dev)` never holds) and in separators.
 */
export function transformText(name: TextTransformer, value: ByteString): ByteString | undefined {
  const result = TEXT_TRANSFORMERS[name](dropTrailingNuls(value));
  if (result === undefined || result.endsWith('\0')) return result;
  return `${result}\0`;
}

/** Every element, or undefined where one fails. */
export function transformList(
  name: TextTransformer,
  values: readonly ByteString[],
): readonly ByteString[] | undefined {
  const results: ByteString[] = [];
  for (const value of values) {
    const result = transformText(name, value);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}
