import type { Expr } from '@falco-rules/language';
import type { Planner } from '../engine/planner.js';
import { compileCheck } from '../engine/tests.js';
import type { Extractor } from '../extract/index.js';

/**
 * The fewest checks that would have to come out the other way for a condition to be `wanted` on the loaded event;
 * any larger number where it is more than `limit`. Counts as obstaclesOf does, but makes nothing on the way: it is
 * asked for every rule and every event of a log.
 */
export type Distance = (wanted: boolean, limit: number) => number;

/** Compiles distances; what several rules share is compiled once. */
export function distanceCompiler(planner: Planner, extractor: Extractor): (expr: Expr) => Distance {
  const known = new WeakMap<Expr, Distance>();
  const compile = (expr: Expr): Distance => {
    const before = known.get(expr);
    if (before) return before;
    const made = make(expr);
    known.set(expr, made);
    return made;
  };
  function make(expr: Expr): Distance {
    switch (expr.kind) {
      case 'And':
      case 'Or': {
        const parts = expr.children.map(compile);
        const sums = expr.kind === 'And';
        return (wanted, limit) => (wanted === sums ? sum(parts, wanted, limit) : least(parts, wanted, limit));
      }
      case 'Not': {
        const child = compile(expr.child);
        return (wanted, limit) => child(!wanted, limit);
      }
      case 'Identifier':
        if (!expr.expansion) throw new Error(`macro ${expr.name} is not resolved`);
        return compile(expr.expansion);
      case 'UnaryCheck':
      case 'BinaryCheck': {
        const test = compileCheck(planner.check(expr), extractor);
        return (wanted) => (test() === wanted ? 0 : 1);
      }
    }
  }
  return compile;
}

function sum(parts: readonly Distance[], wanted: boolean, limit: number): number {
  let total = 0;
  for (let i = 0; i < parts.length && total <= limit; i++) total += parts[i]!(wanted, limit - total);
  return total;
}

function least(parts: readonly Distance[], wanted: boolean, limit: number): number {
  let best = limit + 1;
  for (let i = 0; i < parts.length && best > 0; i++) best = Math.min(best, parts[i]!(wanted, best - 1));
  return best;
}
