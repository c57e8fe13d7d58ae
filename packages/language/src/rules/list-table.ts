import type { ByteString } from '../text/bytes.js';
import type { MappedText } from '../text/mapped-text.js';
import type { CollectedList, Collection } from './collect.js';
import { Dependents, LogReader, Usage } from './dependents.js';
import {
  isToken,
  listSubstituter,
  type Substitution,
  substituteOf,
  tokensOf,
  withMoreItems,
} from './lists.js';

/** A list as it was compiled last. */
interface ListState {
  readonly list: CollectedList;
  /** How many items were written. */
  readonly count: number;
  /** Whether none of them is the name of a list, seen or not. */
  readonly isPlain: boolean;
  /** Lists among the items put in, one level deep. */
  readonly items: MappedText[];
  readonly substitute: MappedText;
  /** The lists that were put in. */
  readonly inner: ReadonlySet<ByteString>;
  readonly innerItems: number;
}

export interface ListChanges {
  /** Lists whose text may have changed, their own or that of a list they lead to. */
  readonly names: ReadonlySet<ByteString>;
  /** Whether they may stand anywhere. */
  readonly anywhere: boolean;
}

export const NO_LIST_CHANGES: ListChanges = { names: new Set(), anywhere: false };

/** More items than any list can have, even with the lists in it put in. */
const MOST_ITEMS = 2_000_000;

/** The lists of a collection, compiled as far as they changed. */
export class ListTable {
  readonly #lists: ReadonlyMap<ByteString, CollectedList>;
  readonly #states = new Map<ByteString, ListState>();
  readonly #names: ByteString[] = [];
  readonly #substituter = listSubstituter();
  /** Which lists a list's name stands in; needed from the second file on. */
  #dependents: Dependents<ByteString> | undefined;
  readonly #usedInside: Usage;
  readonly #changed: LogReader<ByteString>;
  #innerItems = 0;
  #hasOddName = false;

  /** `released` is told of lists that no other one has as an item any more. */
  constructor({ lists, changed }: Collection, released: (name: ByteString) => void) {
    this.#lists = lists;
    this.#changed = new LogReader(changed.lists);
    this.#usedInside = new Usage(released);
  }

  /** Compiles what changed. The first list that has too many items, where one has. */
  refresh(): { readonly changes: ListChanges; readonly endless?: CollectedList } {
    this.#substituter.refill();
    const changed = this.#changed.next();
    if (changed.size === 0) return { changes: NO_LIST_CHANGES };
    const names = this.#states.size === 0 ? changed : this.#withDependents(changed);
    let onlyGrow = true;
    for (const name of changed) onlyGrow &&= this.#states.get(name)?.list === this.#lists.get(name);
    let anywhere = false;
    const lists = Array.from(names, (name) => this.#lists.get(name)!);
    for (const list of lists.sort((a, b) => a.place.index - b.place.index)) {
      anywhere ||= !isToken(list.name);
      if (!(onlyGrow && this.#grow(list))) this.#compile(list);
      if (this.#innerItems > MOST_ITEMS) return { changes: { names, anywhere }, endless: list };
    }
    return { changes: { names, anywhere } };
  }

  #withDependents(changed: ReadonlySet<ByteString>): ReadonlySet<ByteString> {
    if (!this.#dependents) {
      this.#dependents = new Dependents();
      for (const { list } of this.#states.values()) this.#note(this.#dependents, list);
    }
    const names = new Set(changed);
    // The set grows while it is walked.
    for (const name of names) for (const outer of this.#dependents.of(name)) names.add(outer);
    return names;
  }

  /** Notes the words of a list's items, from one on. */
  #note(dependents: Dependents<ByteString>, { name, items }: CollectedList, from = 0): void {
    for (let i = from; i < items.length; i++) {
      const { text } = items[i]!;
      dependents.add(name, [text]);
      if (!isToken(text)) dependents.add(name, tokensOf(text));
    }
  }

  /** Puts the new items of a list behind those that it had. False where that is not all that changed. */
  #grow(list: CollectedList): boolean {
    const before = this.#states.get(list.name);
    if (!before?.isPlain || before.list !== list || before.substitute.text === '') return false;
    const added = list.items.slice(before.count);
    if (added.some(({ text }) => this.#lists.has(text))) return false;
    for (const item of added) before.items.push(item);
    const substitute = withMoreItems(before.substitute, added);
    this.#states.set(list.name, { ...before, count: list.items.length, substitute });
    this.#substituter.put({ name: list.name, substitute });
    if (this.#dependents) this.#note(this.#dependents, list, before.count);
    return true;
  }

  #compile(list: CollectedList): void {
    const inner = new Set<ByteString>();
    let innerItems = 0;
    let isPlain = true;
    const items: MappedText[] = [];
    for (const item of list.items) {
      const other = this.#lists.get(item.text);
      if (other) isPlain = false;
      if (!other || other.place.index >= list.place.visibility) {
        items.push(item);
        continue;
      }
      inner.add(other.name);
      innerItems += other.items.length;
      if (this.#innerItems + innerItems <= MOST_ITEMS) for (const item of other.items) items.push(item);
    }
    // A list with too many ends the loading: no text is needed.
    if (this.#innerItems + innerItems > MOST_ITEMS) items.length = 0;
    const substitute = substituteOf(items);
    const { name } = list;
    const before = this.#states.get(name);
    const count = list.items.length;
    const state = { list, count, isPlain, items, substitute, inner, innerItems };
    if (before) this.#usedInside.drop(before.inner);
    else {
      this.#names.push(name);
      this.#hasOddName ||= !isToken(name) || name === 'and' || name === 'or';
    }
    this.#usedInside.add(inner);
    this.#innerItems += innerItems - (before?.innerItems ?? 0);
    this.#states.set(name, state);
    this.#substituter.put({ name, substitute });
    if (this.#dependents) this.#note(this.#dependents, list);
  }

  substitute(condition: MappedText): Substitution {
    return this.#substituter.substitute(condition);
  }

  has(name: ByteString): boolean {
    return this.#states.has(name);
  }

  /** Whether all lists stand only where a word can, and none is called as what joins conditions. */
  get areWords(): boolean {
    return !this.#hasOddName;
  }

  /** The names of lists by their indexes in a substitution. */
  namesOf(used: readonly number[]): readonly ByteString[] {
    return used.length === 0 ? NO_NAMES : used.map((index) => this.#names[index]!);
  }

  itemsOf(name: ByteString): readonly MappedText[] {
    return this.#states.get(name)?.items ?? [];
  }

  /** Whether a list is an item of another one. */
  isUsedInside(name: ByteString): boolean {
    return this.#usedInside.has(name);
  }
}

const NO_NAMES: readonly ByteString[] = [];
