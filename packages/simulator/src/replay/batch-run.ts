import type { Ruleset } from '@falco-rules/language';
import { type AlertFormat, ByteSink, compileEngine, type EngineOptions } from '../engine/index.js';
import { createIntake, type Drop, type EventBatch, type Take } from '../events/index.js';
import { type DropReason, planExtraction } from '../extract/index.js';

/** What came of some events in a row: plain data, for whoever puts the outcomes together. */
export interface BatchOutcome {
  /** Events that reached the rules. */
  readonly accepted: number;
  /** The lines that Falco prints. */
  readonly output: Uint8Array;
  /** For each alert: which of the accepted events it is of, from 1; where its line ends in `output`; its rule. */
  readonly alerts: Int32Array;
  readonly drops: readonly DropGroup[];
}

/** Events that were dropped for one reason. */
export interface DropGroup {
  readonly reason: DropReason;
  readonly count: number;
  readonly first: Drop;
}

/** Runs batches of events through a ruleset: by themselves, in any order, on any thread. */
export interface BatchRunner {
  /** The rules that run, by name: what the numbers of rules in outcomes mean. */
  readonly rules: readonly string[];
  /**
   * Runs the values of a batch, `from` on, until their alerts fill an outcome. Gives the first value that was not
   * run: the number of values where all were.
   */
  run(batch: EventBatch, from?: number): number;
  /** What has come of all events since it was last asked for. */
  outcome(): BatchOutcome;
  /** Accepted events of which no outcome has told yet. */
  readonly accepted: number;
  /** How many bytes of alerts there are of these. */
  readonly outputLength: number;
  /** The time of the first accepted event, of all that were run here, or what `firstTime` gave. */
  readonly firstTime: bigint | undefined;
}

export interface BatchRunOptions extends EngineOptions {
  readonly format: AlertFormat;
  /** The time from which `evt.reltime` counts; without it, that of the first accepted event that comes by. */
  readonly firstTime?: () => bigint | undefined;
}

/** Alerts of one outcome take about so many bytes at most, whatever the rules print: nobody gathers all of a batch's. */
const FULL_OUTPUT = 1 << 18;

export function createBatchRunner(ruleset: Ruleset, options: BatchRunOptions): BatchRunner {
  const engine = compileEngine(ruleset, options);
  const { matches } = engine;
  const { format, firstTime } = options;
  const sink = new ByteSink();
  const alerts = new AlertList();
  let drops = new DropGroups();

  const take: Take = (bytes, start, end, num, item) => {
    const refused = engine.process(bytes, start, end, num, item);
    if (refused !== undefined || matches.length === 0) return refused;
    const shown = engine.alertCount;
    for (let i = 0; i < shown; i++) {
      const rule = matches[i]!;
      engine.write(rule, format, sink);
      alerts.add(num, sink.length, rule);
    }
    return undefined;
  };
  // Of file input, batches are cut where the run ends; which events count is decided when they are put together.
  const open = () =>
    createIntake({
      input: 'webhook',
      take,
      onDrop: (drop) => drops.add(drop),
      pauses: () => sink.length >= FULL_OUTPUT,
    });
  let intake = open();

  return {
    rules: engine.rules.map(({ name }) => name),
    run(batch, from) {
      const known = firstTime?.();
      if (known !== undefined) engine.firstTime = known;
      const { stop: _stop, ...unstopped } = batch;
      return intake.feed(unstopped, from);
    },
    outcome() {
      const outcome: BatchOutcome = {
        accepted: intake.accepted,
        output: sink.length === 0 ? NO_OUTPUT : sink.take(),
        alerts: alerts.take(),
        drops: drops.groups(),
      };
      intake = open();
      if (outcome.drops.length > 0) drops = new DropGroups();
      return outcome;
    },
    get accepted() {
      return intake.accepted;
    },
    get outputLength() {
      return sink.length;
    },
    get firstTime() {
      return engine.firstTime;
    },
  };
}

const NO_ALERTS = new Int32Array(0);
const NO_OUTPUT = new Uint8Array(0);

/** Numbers of alerts, three each: see BatchOutcome. */
class AlertList {
  #numbers = new Int32Array(3 * 64);
  #length = 0;

  add(num: number, end: number, rule: number): void {
    const at = this.#length;
    if (at === this.#numbers.length) {
      const grown = new Int32Array(2 * at);
      grown.set(this.#numbers);
      this.#numbers = grown;
    }
    this.#numbers[at] = num;
    this.#numbers[at + 1] = end;
    this.#numbers[at + 2] = rule;
    this.#length = at + 3;
  }

  /** All since the last call, the caller's to keep. */
  take(): Int32Array {
    const taken = this.#length === 0 ? NO_ALERTS : this.#numbers.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }
}

/** Counts the events of batches without running any rules; `time` is that of the first accepted one. */
export function createBatchCounter(): (batch: EventBatch) => { accepted: number; time: bigint | undefined } {
  const gate = planExtraction([]);
  return (batch) => {
    let time: bigint | undefined;
    const take: Take = (bytes, start, end, num, item) => {
      const refused = gate.load(bytes, start, end, num, item);
      if (refused === undefined) time ??= gate.time;
      return refused;
    };
    const intake = createIntake({ input: 'webhook', take });
    const { stop: _stop, ...unstopped } = batch;
    intake.feed(unstopped);
    return { accepted: intake.accepted, time };
  };
}

/** Groups drops by reason, in the order in which the reasons come up. */
export class DropGroups {
  readonly #groups = new Map<DropReason, { count: number; readonly first: Drop }>();

  add(drop: Drop, count = 1): void {
    const group = this.#groups.get(drop.reason);
    if (group) group.count += count;
    else this.#groups.set(drop.reason, { count, first: drop });
  }

  groups(): DropGroup[] {
    return [...this.#groups].map(([reason, group]) => ({ reason, ...group }));
  }
}
