import type { CheckTrace, Trace } from './trace.js';

/** A check whose verdict stood in the way. */
export interface Obstacle {
  readonly check: CheckTrace;
  /** Names of the macros that it stands in, outermost first. */
  readonly macros: readonly string[];
}

/**
 * The fewest checks that would have had to come out the other way for the condition to come out the other way;
 * of equally few, the first. For a rule that stayed silent: why.
 *
 * Checks are taken for independent of each other: two checks of one field count twice, though one other value
 * may flip both.
 */
export function obstaclesOf(trace: Trace): readonly Obstacle[] {
  return flip(trace, []);
}

function flip(trace: Trace, macros: readonly string[]): readonly Obstacle[] {
  switch (trace.kind) {
    case 'check':
      return [{ check: trace, macros }];
    case 'not':
      return flip(trace.child, macros);
    case 'macro':
      return flip(trace.child, [...macros, trace.expr.name]);
    case 'junction': {
      const flips = trace.children
        .filter((child) => child.verdict === trace.verdict)
        .map((child) => flip(child, macros));
      // A false `and` needs all of its false parts to turn, a true one any of its parts; `or` the other way round.
      const needsAll = (trace.expr.kind === 'And') !== trace.verdict;
      return needsAll ? flips.flat() : shortest(flips);
    }
  }
}

function shortest(flips: readonly (readonly Obstacle[])[]): readonly Obstacle[] {
  return flips.reduce((a, b) => (b.length < a.length ? b : a));
}
