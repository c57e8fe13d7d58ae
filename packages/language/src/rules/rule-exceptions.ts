import type { ByteString } from '../text/bytes.js';
import type { Context } from './context.js';
import type { ExceptionEntry, LoadedException } from './model.js';

export interface CollectedException extends Omit<LoadedException, 'values'> {
  /** Grows where more are appended. */
  readonly values: ExceptionEntry[];
  readonly ctx: Context;
  /**
   * Comps that stand where this exception's should, left over from the one that it replaced: an exception that
   * replaces another is not validated, and Falco reads past the end of its comps.
   */
  readonly leftover?: readonly ExceptionEntry[];
}

/** The exceptions of a rule. They are added to in place: many files may each bring one more. */
export class RuleExceptions {
  readonly all: readonly CollectedException[];
  readonly #all: CollectedException[];
  readonly #added: CollectedException[] = [];
  /** The first one of each name, as far as they have been looked for. */
  readonly #byName = new Map<ByteString, CollectedException>();
  #named = 0;

  constructor(all: readonly CollectedException[]) {
    this.#all = [...all];
    this.all = this.#all;
  }

  /** The first one of a name. */
  find(name: ByteString): CollectedException | undefined {
    for (; this.#named < this.#all.length; this.#named++) {
      const exception = this.#all[this.#named]!;
      if (!this.#byName.has(exception.name)) this.#byName.set(exception.name, exception);
    }
    return this.#byName.get(name);
  }

  /** How often they have been added to: what was made of them before is out of date then. */
  get changes(): number {
    return this.#added.length;
  }

  /** What came with each change from one on: exceptions with those values that are new. */
  addedSince(change: number): readonly CollectedException[] {
    return this.#added.slice(change);
  }

  add(exception: CollectedException): void {
    this.#all.push(exception);
    this.#added.push({ ...exception, values: [...exception.values] });
  }

  addValues(exception: CollectedException, values: readonly ExceptionEntry[]): void {
    for (const value of values) exception.values.push(value);
    this.#added.push({ ...exception, values: [...values] });
  }

  /** What stands in the place of these when others replace them. */
  replaceBy(exceptions: readonly CollectedException[]): RuleExceptions {
    // A vector that is assigned to another keeps its memory, element by element, unless it has to grow.
    if (exceptions.length > this.#all.length) return new RuleExceptions(exceptions);
    const withLeftovers = exceptions.map((exception, i) => {
      const memory = memoryOf(this.#all[i]!);
      return memory.length > memoryOf(exception).length ? { ...exception, leftover: memory } : exception;
    });
    return new RuleExceptions(withLeftovers);
  }
}

function memoryOf({ comps, leftover }: CollectedException): readonly ExceptionEntry[] {
  const items = comps.list ? comps.items : [];
  return leftover ? [...items, ...leftover.slice(items.length)] : items;
}
