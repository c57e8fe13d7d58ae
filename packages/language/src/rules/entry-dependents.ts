import type { ByteString } from '../text/bytes.js';
import type { Entry, MacroEntry, RuleEntry, Uses } from './compile-entries.js';
import { Dependents } from './dependents.js';
import type { ListChanges } from './list-table.js';
import { tokensOf } from './lists.js';

/** Which macros and rules have to do with which lists and macros. */
export class EntryDependents {
  readonly #macros: ReadonlyMap<ByteString, MacroEntry>;
  readonly #rules: ReadonlyMap<ByteString, RuleEntry>;
  readonly #ofLists = new Dependents<Entry>();
  readonly #ofMacros = new Dependents<Entry>();

  constructor(macros: ReadonlyMap<ByteString, MacroEntry>, rules: ReadonlyMap<ByteString, RuleEntry>) {
    this.#macros = macros;
    this.#rules = rules;
  }

  note(entry: Entry, { written, met }: Uses): void {
    this.#ofLists.add(entry, tokensOf(written.text));
    this.#ofMacros.add(entry, met);
  }

  /** What changed, and everything that has to do with it. */
  reach(changed: readonly Entry[], lists: ListChanges): ReadonlySet<Entry> {
    const reached = new Set(changed);
    const add = (entry: Entry) => reached.add(entry);
    for (const name of lists.names) for (const entry of this.#ofLists.of(name)) add(entry);
    if (lists.anywhere) {
      this.#macros.forEach(add);
      this.#rules.forEach(add);
    }
    // The set grows while it is walked.
    for (const entry of reached) {
      if (entry.kind === 'macro') for (const user of this.#ofMacros.of(entry.name)) add(user);
    }
    return reached;
  }
}
