import type { CheckTrace, Trace } from './trace.js';

/** A check whose verdict stood in the way. */
export interface Obstacle {
  readonly check: CheckTrace;
  /** Names of the macros that it stands in, outermost first. */
  readonly macros: readonly string[];
  /** Other checks of an `or`, any of which would have done instead. */
  readonly or?: readonly Obstacle[];
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
      return needsAll ? flips.flat() : withOthers(shortest(flips), flips);
    }
  }
}

/** A single check that would have had to hold, with the others beside it that would have done. */
function withOthers(best: readonly Obstacle[], flips: readonly (readonly Obstacle[])[]): readonly Obstacle[] {
  const [only] = best;
  if (!only || best.length > 1 || only.check.verdict) return best;
  const others = flips.flatMap((flip) => {
    const [other] = flip;
    if (!other || flip === best || flip.length > 1 || other.check.verdict) return [];
    return [other, ...(other.or ?? [])];
  });
  return others.length === 0 ? best : [{ ...only, or: [...(only.or ?? []), ...others] }];
}

function shortest(flips: readonly (readonly Obstacle[])[]): readonly Obstacle[] {
  return flips.reduce((a, b) => (b.length < a.length ? b : a));
}

/**
 * Sets of checks each of which, turned around, would turn the condition around: the shortest first, at most so
 * many. Conditions with many alternatives have more than are given.
 */
export function alternativesOf(trace: Trace, most: number): readonly (readonly Obstacle[])[] {
  return waysOf(trace, [], most);
}

function waysOf(trace: Trace, macros: readonly string[], most: number): readonly (readonly Obstacle[])[] {
  switch (trace.kind) {
    case 'check':
      return [[{ check: trace, macros }]];
    case 'not':
      return waysOf(trace.child, macros, most);
    case 'macro':
      return waysOf(trace.child, [...macros, trace.expr.name], most);
    case 'junction': {
      const ways = trace.children
        .filter((child) => child.verdict === trace.verdict)
        .map((child) => waysOf(child, macros, most));
      const needsAll = (trace.expr.kind === 'And') !== trace.verdict;
      const found = needsAll
        ? ways.reduce(
            (sofar, next) =>
              shortestOf(
                sofar.flatMap((a) => next.map((b) => [...a, ...b])),
                most,
              ),
            [[]],
          )
        : ways.flat();
      return shortestOf(found, most);
    }
  }
}

function shortestOf(ways: readonly (readonly Obstacle[])[], most: number): readonly (readonly Obstacle[])[] {
  return [...ways].sort((a, b) => a.length - b.length).slice(0, most);
}
