import type { ChalkInstance } from 'chalk';
import type { RunReport } from '../replaying/report.js';
import { dropLine } from './drops.js';

/** What became of a replay, beside its alerts. */
export interface ReplayOutcome {
  readonly report: RunReport;
  /** The rules that ran, by name. */
  readonly rules: readonly string[];
  /** Rules that are not simulated, and their sources. */
  readonly otherRules: { readonly count: number; readonly sources: readonly string[] };
  /** How many remarks there are about the rules. */
  readonly warnings: number;
}

/** The summary of a replay: lines for stderr. */
export function replaySummary(
  { report, rules, otherRules, warnings }: ReplayOutcome,
  c: ChalkInstance,
): string[] {
  const { accepted, alerts, drops } = report;
  const fired = [...alerts.entries()].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a);
  const total = alerts.reduce((sum, count) => sum + count, 0);
  const width = String(fired[0]?.[1] ?? 0).length;
  const lines = [c.bold(`${counted(accepted, 'event')}, ${counted(total, 'alert')}`)];
  for (const [rule, count] of fired) lines.push(`  ${String(count).padStart(width)}  ${rules[rule]}`);
  for (const group of drops) lines.push(c.yellow(dropLine(group)));
  if (otherRules.count > 0) {
    const sources = otherRules.sources.join(', ');
    lines.push(c.dim(`${counted(otherRules.count, 'rule')} of other sources (${sources}) not simulated`));
  }
  if (warnings > 0) {
    const them = warnings === 1 ? 'it' : 'them';
    lines.push(c.dim(`${counted(warnings, 'warning')} about the rules: falco-rules validate shows ${them}`));
  }
  return lines;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
