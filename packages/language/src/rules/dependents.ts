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

  add(names: Iterable<ByteString>): void {
    for (const name of names) this.#counts.set(name, (this.#counts.get(name) ?? 0) + 1);
  }

  drop(names: Iterable<ByteString>): void {
    for (const name of names) this.#counts.set(name, this.#counts.get(name)! - 1);
  }

  has(name: ByteString): boolean {
    return (this.#counts.get(name) ?? 0) > 0;
  }
}
