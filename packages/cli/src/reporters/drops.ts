import type { Drop, DropReason } from '@falco-rules/simulator';

/** Why events do not reach the rules, in words. */
export const DROP_WORDS: Readonly<Record<DropReason, string>> = {
  'broken-json': 'is no JSON that Falco reads',
  'not-an-event': 'is no audit event',
  'no-stage-timestamp': 'has no stageTimestamp',
  'bad-timestamp': 'has a stageTimestamp that is no time',
  'too-large': 'is larger than 256 KiB',
  'line-too-long': 'is a line of 64 KiB or more, which ends a run of Falco on a file',
};

/** Dropped events of one reason. */
export interface DropGroup {
  readonly reason: DropReason;
  count: number;
  readonly first: Drop;
  readonly file: string;
}

/** A sentence for the dropped events of a reason. */
export function dropLine({ reason, count, first, file }: DropGroup): string {
  const item = first.item === undefined ? '' : `, item ${first.item}`;
  const what = count === 1 ? 'event was dropped: it' : 'events were dropped: each';
  const where = `${count === 1 ? '' : 'the first: '}${file}:${first.line}${item}`;
  return `${count} ${what} ${DROP_WORDS[reason]} (${where})`;
}

/** Counts dropped events by reason. */
export class Drops {
  readonly #groups = new Map<DropReason, DropGroup>();

  add(drop: Drop, file: string): void {
    const group = this.#groups.get(drop.reason);
    if (group) group.count++;
    else this.#groups.set(drop.reason, { reason: drop.reason, count: 1, first: drop, file });
  }

  /** A line for each reason. */
  lines(): string[] {
    return [...this.#groups.values()].map(dropLine);
  }
}
