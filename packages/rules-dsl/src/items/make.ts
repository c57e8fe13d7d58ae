import { KIND } from '../brand.js';
import type { CallSite, LazyCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';

// Numbers items as they are made: a module's exports come sorted by name, rules have to stay as written.
let made = 0;

/** What every item has. The call site is written out when it is asked for. */
export function itemBase<K extends string>(kind: K, site: LazyCallSite) {
  return {
    [KIND]: kind,
    sequence: made++,
    get callSite(): CallSite | undefined {
      return site();
    },
  };
}

/** Freezes an item with its own data. `base` keeps its getter. */
export function finish<B extends object, D extends object>(base: B, data: D): Readonly<B & D> {
  return Object.freeze(Object.defineProperties(base, Object.getOwnPropertyDescriptors(data))) as Readonly<
    B & D
  >;
}

/** Throws where an option is none that the call has. */
export function checkKeys(
  where: string,
  options: object,
  known: readonly string[],
  site: LazyCallSite,
): void {
  for (const key of Object.keys(options)) {
    if (!known.includes(key))
      throw mistake(`${where}: there is no option '${key}'; the options are ${known.join(', ')}`, site);
  }
}

export function checkOptions(where: string, options: unknown, site: LazyCallSite): asserts options is object {
  if (typeof options !== 'object' || options === null)
    throw mistake(`${where} takes its options as an object`, site);
}
