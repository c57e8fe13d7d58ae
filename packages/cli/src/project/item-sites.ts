import type { CallSite } from '@falco-rules/rules-dsl';

/** The kind of an item of the DSL, also of one that another copy of it made. */
const KIND = Symbol.for('falco-rules/kind');

/** Where rules, macros and lists were written, those that others refer to included: by `kind name`. */
export function itemSites(items: readonly object[]): ReadonlyMap<string, CallSite> {
  const sites = new Map<string, CallSite>();
  const seen = new Set<object>();
  const pending: object[] = [...items];
  for (let value = pending.pop(); value; value = pending.pop()) {
    if (seen.has(value)) continue;
    seen.add(value);
    const {
      [KIND]: kind,
      name,
      callSite,
    } = value as { [KIND]?: unknown; name?: unknown; callSite?: CallSite };
    const key = `${String(kind)} ${String(name)}`;
    if (typeof kind === 'string' && typeof name === 'string' && callSite && !sites.has(key)) {
      sites.set(key, callSite);
    }
    for (const own of Reflect.ownKeys(value)) {
      const descriptor = Object.getOwnPropertyDescriptor(value, own);
      // What is worked out when asked for is no part of an item.
      const part: unknown = descriptor?.value;
      if (typeof part === 'object' && part !== null) pending.push(part);
      else if (typeof part === 'function' && KIND in part) pending.push(part);
    }
  }
  return sites;
}
