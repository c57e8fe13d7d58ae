import { COMPARATORS, type TextTest } from './compare.js';
import type { Alternative, Conjunct } from './conjuncts.js';
import { type Pattern, PatternIndex } from './pattern-index.js';

/** The patterns that conjuncts ask for of one field. */
export interface FieldPatterns {
  /** Which of them hold for a value. */
  readonly index: PatternIndex;
  /** Whether one does, by its number in the index. */
  readonly tests: readonly TextTest[];
  /** Those of each conjunct, as the index counts them. */
  readonly of: ReadonlyMap<Conjunct, ConjunctPatterns>;
}

export interface ConjunctPatterns {
  readonly patterns: readonly number[];
  readonly needles: readonly number[];
}

/** Gathers the patterns of all conjuncts, by field, when a field is first asked for. */
export function gatherPatterns(alternatives: readonly Alternative[]): (slot: number) => FieldPatterns {
  const bySlot = new Map<number, Set<Conjunct>>();
  for (const { conjuncts } of alternatives) {
    for (const conjunct of conjuncts) {
      const known = bySlot.get(conjunct.slot);
      if (known) known.add(conjunct);
      else bySlot.set(conjunct.slot, new Set([conjunct]));
    }
  }
  const made = new Map<number, FieldPatterns>();
  return (slot) => {
    const known = made.get(slot);
    if (known) return known;
    const fresh = patternsOf(bySlot.get(slot) ?? []);
    made.set(slot, fresh);
    return fresh;
  };
}

function patternsOf(conjuncts: Iterable<Conjunct>): FieldPatterns {
  const ids = new Map<string, number>();
  const all: Pattern[] = [];
  const idOf = (pattern: Pattern): number => {
    const key = `${pattern.kind} ${pattern.text}`;
    const id = ids.get(key) ?? all.push(pattern) - 1;
    ids.set(key, id);
    return id;
  };
  const of = new Map<Conjunct, ConjunctPatterns>();
  for (const conjunct of conjuncts)
    of.set(conjunct, { patterns: conjunct.patterns.map(idOf), needles: conjunct.needles.map(idOf) });
  const tests = all.map(({ kind, text }) => COMPARATORS[kind].text([text]));
  return { index: new PatternIndex(all), tests, of };
}
