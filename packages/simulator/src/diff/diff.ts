import type { Ruleset } from '@falco-rules/language';
import { type EventBatch, readEvents } from '../events/index.js';
import { type Change, type ChangeLevel, change, highest } from './change.js';
import { renamedRules, staticChanges } from './static.js';
import { type AlertChange, createTrafficDiffer, type TrafficDiff, type TrafficOptions } from './traffic.js';

/** What lies between two rulesets. */
export interface RulesetDiff {
  /** Undefined where nothing has changed. */
  readonly verdict: ChangeLevel | undefined;
  /** The highest level first. */
  readonly changes: readonly Change[];
  /** Undefined where no events were compared. */
  readonly traffic: TrafficDiff | undefined;
}

export interface RulesetDiffer {
  /** Goes on with another input; to be called before each. */
  begin(): void;
  feed(batch: EventBatch): void;
  result(): RulesetDiff;
}

/** Compares two rulesets, as they read and on the same events. */
export function createDiffer(before: Ruleset, after: Ruleset, options: TrafficOptions = {}): RulesetDiffer {
  const found = staticChanges(before, after);
  const differ = createTrafficDiffer(before, after, { ...options, renamed: renamedRules(before, after) });
  let fed = false;
  return {
    begin() {
      fed = true;
      differ.begin();
    },
    feed: (batch) => differ.feed(batch),
    result() {
      const traffic = fed ? differ.result() : undefined;
      const changes = [...found, ...(traffic ? seenChanges(traffic.changes) : [])].sort(
        (a, b) => RANK[b.level] - RANK[a.level],
      );
      return { verdict: highest(changes), changes, traffic };
    },
  };
}

const RANK: Readonly<Record<ChangeLevel, number>> = { patch: 0, minor: 1, major: 2 };

/** What the events have shown, a change for each rule and cause. */
function seenChanges(changes: readonly AlertChange[]): Change[] {
  return changes.flatMap(({ rule, code, count, kind, cause }) =>
    code === undefined
      ? []
      : [change(code, 'rule', rule, `${count} ${count === 1 ? 'alert' : 'alerts'} ${kind}: ${cause}`)],
  );
}

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Compares two rulesets on the events of a stream, which is read once. */
export async function diffRulesets(
  before: Ruleset,
  after: Ruleset,
  events: Bytes,
  options: TrafficOptions = {},
): Promise<RulesetDiff> {
  const differ = createDiffer(before, after, options);
  differ.begin();
  for await (const batch of readEvents(events, { input: 'webhook' })) differ.feed(batch);
  return differ.result();
}
