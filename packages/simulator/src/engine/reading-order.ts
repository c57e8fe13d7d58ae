import { findField } from '@falco-rules/language';
import type { FieldRequest } from '../extract/index.js';

/**
 * Whether a field may be read before Falco would read it. A plugin that has looked at a text with escapes
 * writes an object around it differently afterwards (see Extractor), so that a field below another one that is
 * asked for has to wait for its turn.
 */
export function mayReadEarly(field: FieldRequest, all: readonly FieldRequest[]): boolean {
  const own = pathOf(field);
  return all.every((other) => {
    const path = pathOf(other);
    return (
      path.provider !== own.provider || path.keys.length >= own.keys.length || !isPrefix(path.keys, own.keys)
    );
  });
}

function pathOf({ name, arg }: FieldRequest): {
  readonly provider: string;
  readonly keys: readonly string[];
} {
  const row = findField(name);
  if (row?.provider === 'json') return { provider: 'json', keys: (arg ?? '').split('/').slice(1) };
  return { provider: row?.provider ?? '', keys: row?.from.keys ?? [] };
}

function isPrefix(prefix: readonly string[], keys: readonly string[]): boolean {
  return prefix.every((key, i) => key === keys[i]);
}
