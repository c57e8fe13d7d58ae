import type { ByteString } from '../text/bytes.js';

/**
 * Which items a word stands in, so that a change of what it names touches only those. Words are never taken back:
 * an item too many is compiled once too often, which does no harm.
 */
export class Dependents<Item> {
  readonly #byWord = new Map<ByteString, Set<Item>>();

  add(item: Item, words: Iterable<ByteString>): void {
    for (const word of words) {
      const items = this.#byWord.get(word);
      if (items) items.add(item);
      else this.#byWord.set(word, new Set([item]));
    }
  }

  of(word: ByteString): Iterable<Item> {
    return this.#byWord.get(word) ?? [];
  }
}

/** How many items use each name. */
export class Usage {
  readonly #counts = new Map<ByteString, number>();
  readonly #released: (name: ByteString) => void;

  /** `released` is told of names that nothing uses any more. */
  constructor(released: (name: ByteString) => void) {
    this.#released = released;
  }

  add(names: Iterable<ByteString>): void {
    for (const name of names) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  drop(names: Iterable<ByteString>): void {
    for (const name of names) {
      const left = this.#counts.get(name)! - 1;
      this.#counts.set(name, left);
      if (left === 0) this.#released(name);
    }
  }

  has(name: ByteString): boolean {
    return (this.#counts.get(name) ?? 0) > 0;
  }
}

/** The names that nothing uses. Those that something uses are not looked at again until that lets them go. */
export class UnusedNames {
  readonly #candidates = new Set<ByteString>();

  consider(name: ByteString): void {
    this.#candidates.add(name);
  }

  find(isUsed: (name: ByteString) => boolean): readonly ByteString[] {
    for (const name of this.#candidates) if (isUsed(name)) this.#candidates.delete(name);
    return [...this.#candidates];
  }
}

/** Tells what was added to a log since it was asked the last time, each once. */
export class LogReader<T> {
  readonly #log: readonly T[];
  #read = 0;

  constructor(log: readonly T[]) {
    this.#log = log;
  }

  next(): ReadonlySet<T> {
    const added = new Set(this.#log.slice(this.#read));
    this.#read = this.#log.length;
    return added;
  }
}
