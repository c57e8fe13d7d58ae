import type { Atom } from './atom.js';
import type { Formula } from './formula.js';
import { type Model, modelOf } from './model.js';
import { contradicts } from './theory.js';

/** `unsat` is proof that no event satisfies it; `unknown`: the search was given up. */
export type Answer = 'sat' | 'unsat' | 'unknown';

type Any = Extract<Formula, { is: 'all' | 'any' }>;

const STEPS = 5000;

/** Whether an event can satisfy all of the formulas, as far as the theory of checks tells. */
export function satisfiable(formulas: readonly Formula[], steps = STEPS): Answer {
  const search = new Search(steps);
  const choices: Any[] = [];
  try {
    for (const formula of formulas) if (!search.assume(formula, choices)) return 'unsat';
    return search.solve(choices) ? 'sat' : 'unsat';
  } catch (stop) {
    if (stop instanceof GivenUp) return 'unknown';
    throw stop;
  }
}

/** An event that satisfies a formula, as far as one is found; undefined where there is none, or the search was given up. */
export function findModel(formula: Formula, steps = STEPS): Model | undefined {
  const search = new Search(steps);
  const choices: Any[] = [];
  try {
    if (!search.assume(formula, choices) || !search.solve(choices)) return undefined;
    return search.model();
  } catch (stop) {
    if (stop instanceof GivenUp) return undefined;
    throw stop;
  }
}

/** Whether the premises prove the conclusion's opposite wrong: no event satisfies both. */
export function impossible(...formulas: readonly Formula[]): boolean {
  return satisfiable(formulas) === 'unsat';
}

class GivenUp {}

/** A tableau: checks are assumed one after the other, choices are tried in turn, what contradicts ends a branch. */
class Search {
  readonly #known = new Map<string, boolean>();
  readonly #bySubject = new Map<string, { holds: Atom[]; fails: Atom[] }>();
  readonly #trail: { readonly atom: Atom; readonly holds: boolean }[] = [];
  #steps: number;

  constructor(steps: number) {
    this.#steps = steps;
  }

  /** False where it contradicts what is assumed already. Its choices are left for later. */
  assume(formula: Formula, choices: Any[]): boolean {
    if (formula.is === 'check') return this.#assumeCheck(formula.atom, formula.holds);
    if (formula.is === 'any') {
      choices.push(formula);
      return true;
    }
    // Checks first: they narrow what follows.
    for (const part of formula.parts) if (part.is === 'check' && !this.assume(part, choices)) return false;
    for (const part of formula.parts) if (part.is !== 'check' && !this.assume(part, choices)) return false;
    return true;
  }

  #assumeCheck(atom: Atom, holds: boolean): boolean {
    if (--this.#steps < 0) throw new GivenUp();
    const known = this.#known.get(atom.key);
    if (known !== undefined) return known === holds;
    const about = this.#bySubject.get(atom.subject) ?? { holds: [], fails: [] };
    this.#bySubject.set(atom.subject, about);
    about[holds ? 'holds' : 'fails'].push(atom);
    this.#known.set(atom.key, holds);
    this.#trail.push({ atom, holds });
    return !contradicts(about);
  }

  model(): Model {
    return modelOf(this.#bySubject);
  }

  #undo(length: number): void {
    while (this.#trail.length > length) {
      const { atom, holds } = this.#trail.pop()!;
      this.#known.delete(atom.key);
      this.#bySubject.get(atom.subject)![holds ? 'holds' : 'fails'].pop();
    }
  }

  solve(given: readonly Any[]): boolean {
    let choices = [...given];
    for (let changed = true; changed; ) {
      changed = false;
      const open: Any[] = [];
      for (const choice of choices) {
        const options = this.#optionsOf(choice);
        if (options === 'met') continue;
        if (options.length === 0) return false;
        if (options.length > 1) {
          open.push({ is: 'any', parts: options });
          continue;
        }
        changed = true;
        if (!this.assume(options[0]!, open)) return false;
      }
      choices = open;
    }
    if (choices.length === 0) return true;
    const next = choices.reduce((least, choice) =>
      choice.parts.length < least.parts.length ? choice : least,
    );
    const rest = choices.filter((choice) => choice !== next);
    for (const option of next.parts) {
      const mark = this.#trail.length;
      const more = [...rest];
      if (this.assume(option, more) && this.solve(more)) return true;
      this.#undo(mark);
    }
    return false;
  }

  /** The options that are still open; `met` where one of them holds already. */
  #optionsOf(choice: Any): readonly Formula[] | 'met' {
    const open: Formula[] = [];
    for (const part of choice.parts) {
      if (part.is !== 'check') {
        if (part.is === 'all' && part.parts.length === 0) return 'met';
        open.push(part);
        continue;
      }
      const known = this.#known.get(part.atom.key);
      if (known === part.holds) return 'met';
      if (known !== undefined) continue;
      const mark = this.#trail.length;
      const fits = this.#assumeCheck(part.atom, part.holds);
      this.#undo(mark);
      if (fits) open.push(part);
    }
    return open;
  }
}
