import { decodeText, type Ruleset } from '@falco-rules/language';
import { type AlertFormat, compileEngine, type Engine, type EngineOptions } from '../engine/engine.js';
import type { DropReason } from '../extract/index.js';
import { type Alert, alertOf } from './alert.js';

/** Events that stand in one piece of memory: event i at bytes [starts[i], ends[i]). */
export interface EventRanges {
  readonly bytes: Uint8Array;
  readonly starts: ArrayLike<number>;
  readonly ends: ArrayLike<number>;
  /** How many they are, where the arrays are longer. */
  readonly count?: number;
}

export interface ReplayOptions extends EngineOptions {
  /** `evt.num` of the first accepted event, for a shard that does not start at the beginning. Default: 1. */
  readonly firstEvent?: number;
}

/** An event that Falco drops; `index` counts all events that were given, dropped ones included, from 0. */
export interface DroppedEvent {
  readonly index: number;
  readonly reason: DropReason;
}

/** A ruleset running over a stream of events. Synchronous; the events come batch by batch. */
export interface Replayer {
  readonly engine: Engine;
  /** Runs events, and gives the lines that Falco prints for them, each with its line feed, as a byte string. */
  lines(batch: EventRanges, format: AlertFormat): string;
  /** Runs events, and gives their alerts for people and tests. */
  alerts(batch: EventRanges): Alert[];
  /** Runs events and only counts. */
  count(batch: EventRanges): void;
  /** What has come of all events so far. */
  summary(): ReplaySummary;
}

export interface ReplaySummary {
  /** Events that reached the rules. */
  readonly accepted: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** The first dropped events, at most ten. */
  readonly firstDropped: readonly DroppedEvent[];
  readonly alerts: number;
  /** Every enabled rule, in order of definition. */
  readonly rules: readonly RuleTally[];
}

export interface RuleTally {
  readonly rule: string;
  readonly alerts: number;
  /** With the option `hidden`: events that it matched, but where an earlier rule came first, by that rule's name. */
  readonly hiddenBy: ReadonlyMap<string, number>;
}

const MOST_DROPS_KEPT = 10;

/** Compiles a ruleset and makes it ready for events. */
export function createReplayer(ruleset: Ruleset, options: ReplayOptions = {}): Replayer {
  const engine = compileEngine(ruleset, options);
  const { matches } = engine;
  const names = engine.rules.map(({ name }) => decodeText(name));
  const alerts = new Float64Array(names.length);
  const hiddenBy = names.map(() => new Map<string, number>());
  const dropped: Partial<Record<DropReason, number>> = {};
  const firstDropped: DroppedEvent[] = [];
  const before = (options.firstEvent ?? 1) - 1;
  let accepted = 0;
  let seen = 0;

  function run(
    { bytes, starts, ends, count = starts.length }: EventRanges,
    report: (rule: number) => void,
  ): void {
    for (let i = 0; i < count; i++) {
      const reason = engine.process(bytes, starts[i]!, ends[i]!, before + accepted + 1);
      seen++;
      if (reason !== undefined) {
        drop(reason);
        continue;
      }
      accepted++;
      if (matches.length > 0) tally(report);
    }
  }

  function tally(report: (rule: number) => void): void {
    const shown = engine.alertCount;
    for (let i = 0; i < shown; i++) {
      const rule = matches[i]!;
      alerts[rule]!++;
      report(rule);
    }
    for (let i = shown; i < matches.length; i++) {
      const hides = hiddenBy[matches[i]!]!;
      const by = names[matches[0]!]!;
      hides.set(by, (hides.get(by) ?? 0) + 1);
    }
  }

  function drop(reason: DropReason): void {
    dropped[reason] = (dropped[reason] ?? 0) + 1;
    if (firstDropped.length < MOST_DROPS_KEPT) firstDropped.push({ index: seen - 1, reason });
  }

  return {
    engine,
    lines(batch, format) {
      let out = '';
      run(batch, (rule) => {
        out += engine.print(rule, format);
        out += '\n';
      });
      return out;
    },
    alerts(batch) {
      const found: Alert[] = [];
      run(batch, (rule) => found.push(alertOf(engine, rule, before + accepted)));
      return found;
    },
    count: (batch) => run(batch, () => {}),
    summary: () => ({
      accepted,
      dropped: { ...dropped },
      firstDropped: [...firstDropped],
      alerts: alerts.reduce((sum, each) => sum + each, 0),
      rules: names.map((rule, i) => ({ rule, alerts: alerts[i]!, hiddenBy: hiddenBy[i]! })),
    }),
  };
}
