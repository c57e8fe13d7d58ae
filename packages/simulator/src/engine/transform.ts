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

export function isTextTransformer(name: string): name is TextTransformer {
  return Object.hasOwn(TEXT_TRANSFORMERS, name);
}

/**
 * Applies transformers to a text, the first one first. What each gives counts its terminator as part of it;
 * that shows where elements of a list are compared (`tolower(ka.user.groups) in (dev)` never holds) and in
 * separators. Undefined where one of them fails.
 */
export function transformText(names: readonly TextTransformer[], value: ByteString): ByteString | undefined {
  let result: ByteString | undefined = value;
  for (const name of names) {
    result = TEXT_TRANSFORMERS[name](dropTrailingNuls(result));
    if (result === undefined) return undefined;
    if (!result.endsWith('\0')) result += '\0';
  }
  return result;
}

/** Every element, or undefined where one fails. */
export function transformList(
  names: readonly TextTransformer[],
  values: readonly ByteString[],
): readonly ByteString[] | undefined {
  const results: ByteString[] = [];
  for (const value of values) {
    const result = transformText(names, value);
    if (result === undefined) return undefined;
    results.push(result);
  }
  return results;
}
