import type { RuleTally } from '@falco-rules/simulator';
import type { ChalkInstance } from 'chalk';
import { counted } from './replay-summary.js';

/** Rules that earlier ones hide, and what `all` would add: lines for stderr. */
export function hiddenLines(rules: readonly RuleTally[], c: ChalkInstance): string[] {
  if (rules.length === 0) return [c.dim('no rule hides another on these events')];
  const total = rules.reduce((sum, { hiddenBy }) => sum + sumOf(hiddenBy), 0);
  return [
    c.bold(`hidden under rule_matching: first (all would add ${counted(total, 'alert')})`),
    ...rules.flatMap(({ rule, hiddenBy }) =>
      [...hiddenBy].map(([by, count]) => `  ${rule}: ${counted(count, 'event')} taken by ${by}`),
    ),
  ];
}

function sumOf(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0);
}
