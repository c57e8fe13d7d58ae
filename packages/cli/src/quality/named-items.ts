import type { AnyItem, CallSite } from '@falco-rules/rules-dsl';

export type NamedItem = AnyItem & { readonly name: string; readonly callSite: CallSite | undefined };

const KIND: unique symbol = Symbol.for('falco-rules/kind') as never;
const NAMED: readonly unknown[] = ['rule', 'macro', 'list'];

/** Lists, macros and rules of the DSL by `kind name`, those that others refer to included. */
export function namedItems(items: readonly object[]): ReadonlyMap<string, NamedItem> {
  const found = new Map<string, NamedItem>();
  const seen = new Set<object>();
  const pending: object[] = [...items];
  for (let next = 0; next < pending.length; next++) {
    const value = pending[next]!;
    if (seen.has(value)) continue;
    seen.add(value);
    const kind = (value as { [KIND]?: unknown })[KIND];
    // Fields have members of every name.
    if (kind === 'field') continue;
    if (NAMED.includes(kind)) {
      const item = value as NamedItem;
      const key = `${String(kind)} ${item.name}`;
      if (!found.has(key)) found.set(key, item);
    }
    for (const own of Reflect.ownKeys(value)) {
      // What is worked out when asked for is no part of an item.
      const part: unknown = Object.getOwnPropertyDescriptor(value, own)?.value;
      if (typeof part === 'object' && part !== null) pending.push(part);
    }
  }
  return found;
}
