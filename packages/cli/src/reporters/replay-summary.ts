import { decodeText, type LoadedRule, type OtherRule } from '@falco-rules/language';
import type { Drop, DropReason } from '@falco-rules/simulator';
import type { ChalkInstance } from 'chalk';

/** What became of a replay, beside its alerts. */
export interface ReplayCounts {
  readonly accepted: number;
  /** Alerts of the rule at the same index. */
  readonly fired: ArrayLike<number>;
  readonly rules: readonly LoadedRule[];
  readonly otherRules: readonly OtherRule[];
  readonly drops: Drops;
  readonly warnings: number;
}

const REASONS: Readonly<Record<DropReason, string>> = {
  'broken-json': 'is no JSON that Falco reads',
  'not-an-event': 'is no audit event',
  'no-stage-timestamp': 'has no stageTimestamp',
  'bad-timestamp': 'has a stageTimestamp that is no time',
  'too-large': 'is larger than 256 KiB',
  'line-too-long': 'is a line of 64 KiB or more, which ends a run of Falco on a file',
};

interface DropGroup {
  count: number;
  readonly first: Drop;
  readonly file: string;
}

/** Dropped events, counted by reason. */
export class Drops {
  readonly #groups = new Map<DropReason, DropGroup>();

  add(drop: Drop, file: string): void {
    const group = this.#groups.get(drop.reason);
    if (group) group.count++;
    else this.#groups.set(drop.reason, { count: 1, first: drop, file });
  }

  /** A line for each reason. */
  lines(): string[] {
    return [...this.#groups].map(([reason, { count, first, file }]) => {
      const item = first.item === undefined ? '' : `, item ${first.item}`;
      const what = count === 1 ? 'event was dropped: it' : 'events were dropped: each';
      return `${count} ${what} ${REASONS[reason]} (${count === 1 ? '' : 'the first: '}${file}:${first.line}${item})`;
    });
  }
}

/** The summary of a replay: lines for stderr. */
export function replaySummary(
  { accepted, fired, rules, otherRules, drops, warnings }: ReplayCounts,
  c: ChalkInstance,
): string[] {
  const tallies = rules
    .map(({ name }, i) => ({ name: decodeText(name), alerts: fired[i] ?? 0 }))
    .filter(({ alerts }) => alerts > 0);
  const total = tallies.reduce((sum, { alerts }) => sum + alerts, 0);
  const width = String(Math.max(0, ...tallies.map(({ alerts }) => alerts))).length;
  const lines = [c.bold(`${counted(accepted, 'event')}, ${counted(total, 'alert')}`)];
  for (const { name, alerts } of tallies.sort((a, b) => b.alerts - a.alerts))
    lines.push(`  ${String(alerts).padStart(width)}  ${name}`);
  for (const line of drops.lines()) lines.push(c.yellow(line));
  if (otherRules.length > 0) {
    const sources = [...new Set(otherRules.map(({ source }) => source))].sort();
    lines.push(
      c.dim(`${counted(otherRules.length, 'rule')} of other sources (${sources.join(', ')}) not simulated`),
    );
  }
  if (warnings > 0)
    lines.push(
      c.dim(
        `${counted(warnings, 'warning')} about the rules: falco-rules validate shows ${warnings === 1 ? 'it' : 'them'}`,
      ),
    );
  return lines;
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
