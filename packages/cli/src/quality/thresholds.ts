import {
  addRatios,
  COVERAGE_KINDS,
  type CoverageKind,
  percent,
  type Ratio,
  type Totals,
} from '@falco-rules/simulator';
import { usageFault } from '../fault.js';

/** Least coverage, in percent; `all`: of everything together. */
export type Thresholds = Readonly<Partial<Record<CoverageKind | 'all', number>>>;

const NAMES: readonly (CoverageKind | 'all')[] = [...COVERAGE_KINDS, 'all'];

/** `90` or `checks=90`. */
export function parseThresholds(given: readonly string[]): Thresholds {
  const found: Partial<Record<CoverageKind | 'all', number>> = {};
  for (const text of given) {
    const [, name = 'all', number] = /^(?:(\w+)=)?(\d+(?:\.\d+)?)$/.exec(text) ?? [];
    const kind = NAMES.find((each) => each === name);
    const value = Number(number);
    if (kind === undefined || number === undefined || value > 100) {
      throw usageFault(`--threshold ${text}: must be PERCENT or KIND=PERCENT`, {
        help: `the kinds are ${COVERAGE_KINDS.join(', ')}; for instance --threshold 80 --threshold rules=100`,
      });
    }
    found[kind] = value;
  }
  return found;
}

/** What is below its threshold, in words. */
export function missed(totals: Totals, thresholds: Thresholds): string[] {
  return NAMES.flatMap((name) => {
    const wanted = thresholds[name];
    const ratio = name === 'all' ? allOf(totals) : totals[name];
    if (wanted === undefined || percent(ratio) >= wanted) return [];
    const what = name === 'all' ? 'coverage' : `coverage of ${name}`;
    return [`${what} is ${percent(ratio)}%, the threshold is ${wanted}%`];
  });
}

export function allOf(totals: Totals): Ratio {
  return addRatios(Object.values(totals));
}
