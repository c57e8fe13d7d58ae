import type { Ruleset } from '@falco-rules/language';
import { type AlertFormat, ByteSink, compileEngine, type EngineOptions } from '../engine/index.js';
import { createIntake, type Drop, type EventBatch, type Take } from '../events/index.js';
import { type DropReason, planExtraction } from '../extract/index.js';

/** What came of the events of one batch, by itself: plain data, for whoever puts the batches together. */
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

/** Runs batches of events through a ruleset, each by itself: in any order, on any thread. */
export interface BatchRunner {
  /** The rules that run, by name: what the numbers of rules in outcomes mean. */
  readonly rules: readonly string[];
  run(batch: EventBatch): BatchOutcome;
}

export interface BatchRunOptions extends EngineOptions {
  readonly format: AlertFormat;
  /** The time from which `evt.reltime` counts; without it, that of the first accepted event that comes by. */
  readonly firstTime?: () => bigint | undefined;
}

export function createBatchRunner(ruleset: Ruleset, options: BatchRunOptions): BatchRunner {
  const engine = compileEngine(ruleset, options);
  const { matches } = engine;
  const { format, firstTime } = options;
  const sink = new ByteSink();
  let alerts: number[] = [];

  const take: Take = (bytes, start, end, num, item) => {
    const refused = engine.process(bytes, start, end, num, item);
    if (refused !== undefined || matches.length === 0) return refused;
    const shown = engine.alertCount;
    for (let i = 0; i < shown; i++) {
      const rule = matches[i]!;
      engine.write(rule, format, sink);
      alerts.push(num, sink.length, rule);
    }
    return undefined;
  };

  return {
    rules: engine.rules.map(({ name }) => name),
    run(batch) {
      const known = firstTime?.();
      if (known !== undefined) engine.firstTime = known;
      const drops = new DropGroups();
      // Of file input, batches are cut where the run ends; which events count is decided when they are put together.
      const intake = createIntake({ input: 'webhook', take, onDrop: (drop) => drops.add(drop) });
      const { stop: _stop, ...unstopped } = batch;
      intake.feed(unstopped);
      const found = alerts.length === 0 ? NO_ALERTS : Int32Array.from(alerts);
      alerts = [];
      return {
        accepted: intake.accepted,
        output: sink.length === 0 ? NO_OUTPUT : sink.take(),
        alerts: found,
        drops: drops.groups(),
      };
    },
  };
}

const NO_ALERTS = new Int32Array(0);
const NO_OUTPUT = new Uint8Array(0);

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
