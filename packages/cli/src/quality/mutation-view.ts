import { decodeText, type Ruleset } from '@falco-rules/language';
import type { ModuleSpans } from './module-spans.js';
import { editOf, type MutantEdit } from './mutant-edit.js';
import type { JudgedMutant, MutationRun } from './mutation.js';

/** What came of the mutants of rules. */
export interface MutationView {
  /** Percent of those that were tried, rounded down to tenths. */
  readonly score: number;
  readonly killed: number;
  readonly counted: number;
  readonly survivors: readonly Survivor[];
  /** Not tried, for want of time. */
  readonly unknown: number;
  readonly equivalent: number;
  readonly duplicate: number;
}

export interface Survivor {
  readonly kind: 'rule' | 'macro' | 'list';
  readonly name: string;
  readonly change: string;
  readonly edit: MutantEdit;
  readonly untested: boolean;
}

export function viewMutation(
  { mutants, equivalent, duplicate }: MutationRun,
  ruleset: Ruleset,
  spans: ModuleSpans,
): MutationView {
  const count = (fate: JudgedMutant['fate']) => mutants.filter((each) => each.fate === fate).length;
  const killed = count('killed');
  const counted = killed + count('survived');
  const survivors = mutants
    .filter(({ fate }) => fate === 'survived')
    .map(({ mutant, untested }) => ({
      kind: mutant.target.kind,
      name: decodeText(mutant.target.name),
      change: mutant.change.kind,
      edit: editOf(mutant, ruleset, spans),
      untested,
    }));
  survivors.sort((a, b) => compare(a.edit.file, b.edit.file) || a.edit.line - b.edit.line);
  const score = counted === 0 ? 100 : Math.floor((killed * 1000) / counted) / 10;
  return { score, killed, counted, survivors, unknown: count('unknown'), equivalent, duplicate };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
