import type { CheckReport, CoverageReport, ItemReport } from './report-types.js';

/** What coverage is counted in. */
export const COVERAGE_KINDS = ['rules', 'macros', 'checks', 'items', 'exceptions'] as const;
export type CoverageKind = (typeof COVERAGE_KINDS)[number];

export interface Ratio {
  readonly covered: number;
  readonly total: number;
}

export type Totals = Readonly<Record<CoverageKind, Ratio>>;

const NOTHING: Ratio = { covered: 0, total: 0 };

/**
 * What is covered, of what can be. A rule counts twice: it fires, it passes an event by; a macro twice: it holds,
 * it does not; a check twice: it decides a rule by holding, by not holding; a value or a combination of an exception
 * once: it decides.
 */
export function totalsOf({
  rules,
  macros,
  lists,
}: Pick<CoverageReport, 'rules' | 'macros' | 'lists'>): Totals {
  const checks = [...rules, ...macros].flatMap((owner) => owner.checks);
  const inline = checks.flatMap(({ items }) => items);
  return {
    rules: count(rules.flatMap(({ fired, passed }) => [fired.n > 0, passed.n > 0])),
    macros: count(
      macros.flatMap(({ held, failed, canHold, canFail }) => [
        ...(canHold ? [held.n > 0] : []),
        ...(canFail ? [failed.n > 0] : []),
      ]),
    ),
    checks: count(checks.flatMap(sidesOf)),
    items: count([...inline, ...lists.flatMap(({ items }) => items)].flatMap(itemSide)),
    exceptions: count(
      rules
        .flatMap(({ exceptions }) => exceptions.flatMap(({ tuples }) => tuples))
        .flatMap(({ decided, canDecide }) => (canDecide ? [decided.n > 0] : [])),
    ),
  };
}

function sidesOf({ decidedHeld, decidedFailed, canDecideHeld, canDecideFailed }: CheckReport): boolean[] {
  return [...(canDecideHeld ? [decidedHeld.n > 0] : []), ...(canDecideFailed ? [decidedFailed.n > 0] : [])];
}

function itemSide({ decided, canDecide }: ItemReport): boolean[] {
  return canDecide ? [decided.n > 0] : [];
}

function count(points: readonly boolean[]): Ratio {
  return { covered: points.filter(Boolean).length, total: points.length };
}

export function addRatios(ratios: readonly Ratio[]): Ratio {
  return ratios.reduce(
    (sum, { covered, total }) => ({ covered: sum.covered + covered, total: sum.total + total }),
    NOTHING,
  );
}

/** In percent, rounded down so that 100 is said of nothing less; 100 of nothing at all. */
export function percent({ covered, total }: Ratio): number {
  return total === 0 ? 100 : Math.floor((covered * 1000) / total) / 10;
}
