import { findField } from '@falco-rules/language';
import type { FieldRequest } from '../extract/index.js';

/**
 * Whether a field may be read before Falco would read it. A plugin that has looked at a text with escapes
 * writes an object around it differently afterwards (see Extractor), so that a field below another one that is
 * asked for has to wait for its turn.
 */
export function mayReadEarly(field: FieldRequest, all: readonly FieldRequest[]): boolean {
  const own = readBy(field);
  return all.every((other) => {
    const { provider, keys } = readBy(other);
    if (provider !== own.provider || !keys || !own.keys || keys.length >= own.keys.length) return true;
    return !keys.every((key, i) => key === own.keys?.[i]);
  });
}

/** The plugin that reads a field, and the path that it looks at; no path where it looks at nothing. */
function readBy({ name, arg }: FieldRequest): { provider?: string; keys?: readonly string[] } {
  const row = findField(name);
  if (!row) return {};
  const { provider, from } = row;
  const keys = provider === 'json' ? (arg ?? '').split('/').slice(1) : from.keys;
  return keys ? { provider, keys } : { provider };
}
