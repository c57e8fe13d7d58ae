import type { ByteString } from '../../text/bytes.js';
import type { Formula } from './formula.js';
import type { Model } from './model.js';

/** Subject to the values of which it has one in every event that satisfies a formula. */
type Requirements = ReadonlyMap<string, ReadonlySet<ByteString>>;

const NOTHING: Requirements = new Map();

function requirementsOf(formula: Formula): Requirements {
  if (formula.is === 'check') {
    const { atom, holds } = formula;
    if (!holds || atom.kind !== 'single' || atom.says.is !== 'in') return NOTHING;
    return new Map([[atom.subject, atom.says.values]]);
  }
  const found = new Map<string, ReadonlySet<ByteString>>();
  if (formula.is === 'all') {
    for (const part of formula.parts)
      for (const [subject, values] of requirementsOf(part)) {
        const known = found.get(subject);
        if (!known || values.size < known.size) found.set(subject, values);
      }
    return found;
  }
  // What each of the choices requires.
  const [first, ...others] = formula.parts.map(requirementsOf);
  for (const [subject, values] of first ?? NOTHING) {
    const all = others.map((each) => each.get(subject));
    if (all.every((each) => each !== undefined))
      found.set(subject, new Set([values, ...all].flatMap((each) => [...each])));
  }
  return found;
}

interface Requirement {
  readonly subject: string;
  readonly values: ReadonlySet<ByteString>;
}

interface Subject {
  readonly members: number[];
  readonly byValue: Map<ByteString, number[]>;
}

/** Formulas by what they require: finds those of which a model does not show at once that they do not hold for it. */
export class FormulaIndex {
  #count = 0;
  /** Those that require nothing. */
  readonly #others: number[] = [];
  readonly #subjects = new Map<string, Subject>();

  /** The formula gets a number: 0, 1, 2, ... */
  add(formula: Formula): void {
    const number = this.#count++;
    const best = this.#best(requirementsOf(formula));
    if (!best) {
      this.#others.push(number);
      return;
    }
    const { members, byValue } = this.#subject(best.subject);
    members.push(number);
    for (const value of best.values) {
      const known = byValue.get(value);
      if (known) known.push(number);
      else byValue.set(value, [number]);
    }
  }

  /** Numbers of the formulas that may hold for a model, ascending; all of them where there is no model. */
  candidates(model: Model | undefined): readonly number[] {
    if (!model) return Array.from({ length: this.#count }, (_, i) => i);
    const found = [this.#others];
    for (const [subject, value] of model) {
      const known = this.#subjects.get(subject);
      // Without a value: it is not known which one it has.
      if (known) found.push(value === undefined ? known.members : (known.byValue.get(value) ?? []));
    }
    return found.flat().sort((a, b) => a - b);
  }

  /** The requirement that sets a formula apart from most others. */
  #best(requirements: Requirements): Requirement | undefined {
    let best: Requirement | undefined;
    let least = Number.POSITIVE_INFINITY;
    for (const [subject, values] of requirements) {
      const byValue = this.#subjects.get(subject)?.byValue;
      let company = values.size;
      for (const value of values) company += byValue?.get(value)?.length ?? 0;
      if (company >= least) continue;
      least = company;
      best = { subject, values };
    }
    return best;
  }

  #subject(name: string): Subject {
    let subject = this.#subjects.get(name);
    if (!subject) {
      subject = { members: [], byValue: new Map() };
      this.#subjects.set(name, subject);
    }
    return subject;
  }
}
