import type { Expr } from '../../condition/index.js';
import { type Atom, atomOf } from './atom.js';

/** A condition with its macros put in and its negations moved to the checks. */
export type Formula =
  | { readonly is: 'check'; readonly atom: Atom; readonly holds: boolean }
  | { readonly is: 'all' | 'any'; readonly parts: readonly Formula[] };

export const TRUE: Formula = { is: 'all', parts: [] };

export function all(...parts: readonly Formula[]): Formula {
  return { is: 'all', parts };
}

export function check(atom: Atom, holds = true): Formula {
  return { is: 'check', atom, holds };
}

/** Deeper or larger conditions are not reasoned about. */
const MOST_DEEP = 400;
const MOST_CHECKS = 3000;

class TooMuch {}

/** The formula of an expression, or of its opposite; undefined where it is too deep or too large to reason about. */
export function formulaOf(expr: Expr, holds = true): Formula | undefined {
  let checks = 0;
  const convert = (node: Expr, positive: boolean, depth: number): Formula => {
    if (depth > MOST_DEEP) throw new TooMuch();
    switch (node.kind) {
      case 'And':
      case 'Or': {
        const parts = node.children.map((child) => convert(child, positive, depth + 1));
        return { is: (node.kind === 'And') === positive ? 'all' : 'any', parts };
      }
      case 'Not':
        return convert(node.child, !positive, depth + 1);
      case 'Identifier':
        if (!node.expansion) throw new TooMuch();
        return convert(node.expansion, positive, depth + 1);
      default:
        if (++checks > MOST_CHECKS) throw new TooMuch();
        return check(atomOf(node), positive);
    }
  };
  try {
    return convert(expr, holds, 0);
  } catch (stop) {
    if (stop instanceof TooMuch) return undefined;
    throw stop;
  }
}

/** The opposite. */
export function negate(formula: Formula): Formula {
  if (formula.is === 'check') return check(formula.atom, !formula.holds);
  return { is: formula.is === 'all' ? 'any' : 'all', parts: formula.parts.map(negate) };
}

/** Every atom in a formula, each once. */
export function atomsIn(formula: Formula, found: Map<string, Atom> = new Map()): ReadonlyMap<string, Atom> {
  if (formula.is === 'check') found.set(formula.atom.key, formula.atom);
  else for (const part of formula.parts) atomsIn(part, found);
  return found;
}
