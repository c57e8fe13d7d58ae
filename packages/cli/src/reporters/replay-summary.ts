import type { OtherRule } from '@falco-rules/language';
import type { Drop, DropReason, ReplaySummary } from '@falco-rules/simulator';
import type { ChalkInstance } from 'chalk';

/** What became of a replay, beside its alerts. */
export interface ReplayOutcome {
  readonly summary: ReplaySummary;
  readonly drops: Drops;
  readonly otherRules: readonly OtherRule[];
  /** How many remarks there are about the rules. */
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
  { summary, drops, otherRules, warnings }: ReplayOutcome,
  c: ChalkInstance,
): string[] {
  const fired = summary.rules.filter(({ alerts }) => alerts > 0).sort((a, b) => b.alerts - a.alerts);
  const width = String(fired[0]?.alerts ?? 0).length;
  const lines = [c.bold(`${counted(summary.accepted, 'event')}, ${counted(summary.alerts, 'alert')}`)];
  for (const { rule, alerts } of fired) lines.push(`  ${String(alerts).padStart(width)}  ${rule}`);
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
