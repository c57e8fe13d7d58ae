import { type Drop, FILE_BATCH, type TailAlert } from '@falco-rules/simulator';
import type { PartOutcome } from './run-assembly.js';

/** Events that were dropped for one reason. */
export interface DropReport {
  readonly reason: Drop['reason'];
  readonly count: number;
  /** The first of them. */
  readonly first: Drop;
  readonly file: string;
}

/** What came of a run, beside its alerts: plain data, which a shard prints for `merge` to read. */
export interface RunReport {
  /** Events that reached the rules. */
  readonly accepted: number;
  /** By rule, in order of definition. */
  readonly alerts: readonly number[];
  readonly drops: readonly DropReport[];
  /** File input: the line at which Falco's run ends. */
  readonly stop?: { readonly file: string; readonly line: number };
}

/** What came of one part: like PartOutcome, and how many bytes of alerts it gave. */
export interface PartReport {
  /** Which file of the run it is a part of. */
  readonly file: number;
  readonly shownAs: string;
  readonly accepted: number;
  readonly alerts: readonly number[];
  readonly drops: PartOutcome['drops'];
  readonly stop?: { readonly line: number; readonly offset: number };
  readonly tail: readonly TailAlert[];
}

export function partReport({ part, ...outcome }: PartOutcome): PartReport {
  return { ...outcome, file: part.file, shownAs: part.shownAs };
}

/** Puts the parts of a run together, in their order. */
export function runReport(parts: readonly PartReport[], ruleCount: number): RunReport {
  const alerts = new Array<number>(ruleCount).fill(0);
  const drops = new Map<string, DropReport>();
  let accepted = 0;
  for (const part of parts) {
    accepted += part.accepted;
    for (const [rule, count] of part.alerts.entries()) alerts[rule]! += count;
    for (const { reason, count, first } of part.drops) {
      const known = drops.get(reason);
      if (known) drops.set(reason, { ...known, count: known.count + count });
      else drops.set(reason, { reason, count, first, file: part.shownAs });
    }
  }
  const last = parts.at(-1);
  return {
    accepted,
    alerts,
    drops: [...drops.values()],
    ...(last?.stop && { stop: { file: last.shownAs, line: last.stop.line } }),
  };
}

/**
 * What a run loses that ends at a line of one of its parts: the parts after it, and, of the events before it, those
 * that do not complete a batch of 128 of their file. Gives the parts that are left, and how many bytes of alerts are
 * to be cut off the end of each.
 */
export function cutAtStop(
  parts: readonly PartReport[],
): readonly { readonly part: PartReport; readonly cut: number }[] {
  const stopped = parts.findIndex(({ stop }) => stop);
  if (stopped < 0) return parts.map((part) => ({ part, cut: 0 }));
  const left = parts.slice(0, stopped + 1);
  const { file } = parts[stopped]!;
  const inFile = left.filter((part) => part.file === file).reduce((sum, { accepted }) => sum + accepted, 0);
  const last = inFile - (inFile % FILE_BATCH);
  let before = 0;
  return left.map((part) => {
    if (part.file !== file) return { part, cut: 0 };
    const kept = Math.min(Math.max(last - before, 0), part.accepted);
    before += part.accepted;
    if (kept === part.accepted) return { part, cut: 0 };
    const alerts = [...part.alerts];
    let cut = 0;
    for (const [num, length, rule] of part.tail) {
      if (num <= kept) continue;
      cut += length;
      alerts[rule]!--;
    }
    return { part: { ...part, accepted: kept, alerts }, cut };
  });
}
