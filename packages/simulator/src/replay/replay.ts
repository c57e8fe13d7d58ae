import { type ByteString, bytesToByteString, decodeText, type Ruleset } from '@falco-rules/language';
import {
  type AlertFormat,
  ByteSink,
  compileEngine,
  type Engine,
  type EngineOptions,
} from '../engine/index.js';
import { createIntake, type Drop, type EventBatch, type EventInput, type Take } from '../events/index.js';
import type { DropReason } from '../extract/index.js';
import { type Alert, alertOf } from './alert.js';

export interface ReplayOptions extends EngineOptions {
  /** Default: webhook. */
  readonly input?: EventInput;
  /** How many events were accepted before this input, for a shard that does not start at the beginning. Default: 0. */
  readonly acceptedBefore?: number;
  /** Called for every event that does not reach the rules. */
  readonly onDrop?: (drop: Drop) => void;
}

/** A ruleset running over a stream of events, synchronously, batch by batch. */
export interface Replayer {
  readonly engine: Engine;
  /** Runs the events of a batch; gives the lines that Falco prints, each with its line feed. */
  bytes(batch: EventBatch, format: AlertFormat): Uint8Array;
  /** The same as a byte string; slower where there are many. */
  lines(batch: EventBatch, format: AlertFormat): ByteString;
  /** Runs the events of a batch; gives their alerts for people and tests. */
  alerts(batch: EventBatch): Alert[];
  /** Runs the events of a batch and only counts. */
  count(batch: EventBatch): void;
  /** The same for what file input held back; to be called with no batch at the end of the input. */
  readonly finish: {
    bytes(format: AlertFormat): Uint8Array;
    lines(format: AlertFormat): ByteString;
    alerts(): Alert[];
    count(): void;
  };
  /** Goes on with another input, whose events are counted on from those before; to be called after `finish`. */
  begin(): void;
  /** What has come of all events so far. */
  summary(): ReplaySummary;
}

export interface ReplaySummary {
  /** Events that reached the rules. */
  readonly accepted: number;
  readonly dropped: Readonly<Partial<Record<DropReason, number>>>;
  /** The first events that were dropped, ten at most. */
  readonly firstDrops: readonly Drop[];
  /** File input: the run ended at this line, and Falco exits with 1. */
  readonly stop: EventBatch['stop'] | undefined;
  readonly alerts: number;
  /** Every enabled rule, in order of definition. */
  readonly rules: readonly RuleTally[];
}

export interface RuleTally {
  readonly rule: string;
  readonly alerts: number;
  /** With the option `hidden`: events that it matched but an earlier rule took, by that rule's name. */
  readonly hiddenBy: ReadonlyMap<string, number>;
}

const MOST_DROPS_KEPT = 10;

/** Compiles a ruleset and makes it ready for events. */
export function createReplayer(ruleset: Ruleset, options: ReplayOptions = {}): Replayer {
  const engine = compileEngine(ruleset, options);
  const { matches } = engine;
  const tallies = new Tallies(engine);
  const drops = new Drops(options.onDrop);
  /** What is done with an alert; set for the batch that is being run. */
  let report: (rule: number, event: number) => void = () => {};

  const take: Take = (bytes, start, end, num, item) => {
    const refused = engine.process(bytes, start, end, num, item);
    if (refused !== undefined || matches.length === 0) return refused;
    const shown = engine.alertCount;
    tallies.add(matches, shown);
    for (let i = 0; i < shown; i++) report(matches[i]!, num);
    return undefined;
  };
  const { input = 'webhook', acceptedBefore = 0 } = options;
  const open = (before: number) =>
    createIntake({ input, take, acceptedBefore: before, onDrop: (drop) => drops.add(drop) });
  let intake = open(acceptedBefore);

  const sink = new ByteSink();
  function bytes(run: () => void, format: AlertFormat): Uint8Array {
    report = (rule) => engine.write(rule, format, sink);
    run();
    return sink.take();
  }

  function alerts(run: () => void): Alert[] {
    const found: Alert[] = [];
    report = (rule, event) => found.push(alertOf(engine, rule, event));
    run();
    return found;
  }

  function count(run: () => void): void {
    report = () => {};
    run();
  }

  const end = () => intake.finish();
  return {
    engine,
    bytes: (batch, format) => bytes(() => intake.feed(batch), format),
    lines: (batch, format) => bytesToByteString(bytes(() => intake.feed(batch), format)),
    alerts: (batch) => alerts(() => intake.feed(batch)),
    count: (batch) => count(() => intake.feed(batch)),
    finish: {
      bytes: (format) => bytes(end, format),
      lines: (format) => bytesToByteString(bytes(end, format)),
      alerts: () => alerts(end),
      count: () => count(end),
    },
    begin() {
      intake = open(intake.accepted);
    },
    summary: () => ({
      accepted: intake.accepted - acceptedBefore,
      dropped: { ...drops.counts },
      firstDrops: [...drops.first],
      stop: intake.stop,
      alerts: tallies.total,
      rules: tallies.rules(),
    }),
  };
}

/** Counts alerts by rule, and the rules that were hidden. */
class Tallies {
  total = 0;
  readonly #names: readonly string[];
  readonly #alerts: Float64Array;
  readonly #hiddenBy: readonly Map<string, number>[];

  constructor({ rules }: Engine) {
    this.#names = rules.map(({ name }) => decodeText(name));
    this.#alerts = new Float64Array(rules.length);
    this.#hiddenBy = rules.map(() => new Map());
  }

  /** The first `shown` of the matching rules are alerts, the others are hidden by the first one. */
  add(matches: readonly number[], shown: number): void {
    this.total += shown;
    for (let i = 0; i < shown; i++) this.#alerts[matches[i]!]!++;
    for (let i = shown; i < matches.length; i++) {
      const hiddenBy = this.#hiddenBy[matches[i]!]!;
      const by = this.#names[matches[0]!]!;
      hiddenBy.set(by, (hiddenBy.get(by) ?? 0) + 1);
    }
  }

  rules(): RuleTally[] {
    return this.#names.map((rule, i) => ({
      rule,
      alerts: this.#alerts[i]!,
      hiddenBy: new Map(this.#hiddenBy[i]!),
    }));
  }
}

class Drops {
  readonly counts: Partial<Record<DropReason, number>> = {};
  readonly first: Drop[] = [];
  readonly #onDrop: ((drop: Drop) => void) | undefined;

  constructor(onDrop: ((drop: Drop) => void) | undefined) {
    this.#onDrop = onDrop;
  }

  add(drop: Drop): void {
    this.counts[drop.reason] = (this.counts[drop.reason] ?? 0) + 1;
    if (this.first.length < MOST_DROPS_KEPT) this.first.push(drop);
    this.#onDrop?.(drop);
  }
}
