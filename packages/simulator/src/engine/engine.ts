import type { ByteString, LoadedRule, Ruleset } from '@falco-rules/language';
import { type FieldValue, type LoadResult, planExtraction } from '../extract/index.js';

import { type AlertFormatOptions, type AlertWriter, compileAlertWriter, planOutput } from './alert-format.js';
import { AlertPress } from './alert-press.js';
import { ByteSink } from './byte-sink.js';
import { AlertClock } from './clock.js';
import { compileConditions } from './conditions.js';
import { Planner } from './planner.js';
import { createRuleFinder } from './rule-finder.js';

/** Falco's `rule_matching`: the first rule that matches an event, in order of definition, or all. */
export type RuleMatching = 'first' | 'all';

export interface EngineOptions extends AlertFormatOptions {
  readonly ruleMatching?: RuleMatching;
  /**
   * Under `first`, also finds the rules that the first one hides. They stand after it in `matches`; only the
   * first one is an alert.
   */
  readonly hidden?: boolean;
  /** Tries every rule on every event, and scans in JavaScript: slow, and what everything else is tested against. */
  readonly plain?: boolean;
}

/** A ruleset compiled for running events through it, one after the other. */
export interface Engine {
  /** The rules that run: enabled ones of audit events, in order of definition. */
  readonly rules: readonly LoadedRule[];
  /**
   * Reads the event at bytes [start, end) and finds the rules that match. `num` is its `evt.num`: the count of
   * accepted events, from 1; `item`: it is an item of an EventList. Where the extractor does not take the event,
   * gives why, and then there are no matches.
   */
  process(bytes: Uint8Array, start: number, end: number, num: number, item?: boolean): LoadResult;
  /** Matching rules of the last event: indices in `rules`, ascending. Overwritten by the next event. */
  readonly matches: readonly number[];
  /** How many of `matches` are alerts: all, but under `first` at most one. */
  readonly alertCount: number;
  /** Time of the last event, in nanoseconds since the epoch. */
  readonly time: bigint;
  /** Time of the first accepted event, from which `evt.reltime` counts; set it where a shard does not start there. */
  firstTime: bigint | undefined;
  /** Writes the line that Falco prints when this rule matches the last event, with its line feed. */
  write(rule: number, format: AlertFormat, sink: ByteSink): void;
  /** The same line, without its line feed. */
  print(rule: number, format: AlertFormat): ByteString;
  /** The output text alone, without time and priority. */
  message(rule: number): ByteString;
  /** What `output_fields` holds, by name. */
  fields(rule: number): readonly (readonly [name: ByteString, value: FieldValue])[];
}

export type AlertFormat = 'text' | 'json';

/** Compiles a loaded ruleset, as a whole: rules share checks and extractions, and are indexed by what they need. */
export function compileEngine(ruleset: Ruleset, options: EngineOptions = {}): Engine {
  const rules = ruleset.rules.filter((rule) => rule.enabled);
  const planner = new Planner();
  const conditions = rules.map((rule) => planner.test(rule.expr));
  const timeFormat = options.timeFormat ?? 'default';
  const outputs = rules.map((rule) => planOutput(rule.output.text, planner, timeFormat));
  const extractor = planExtraction(planner.requests, {
    ...options,
    ...(options.plain && { scanner: 'plain' as const }),
  });
  const { tests: compiled, nextEvent } = compileConditions(planner, extractor);
  const clock = new AlertClock(options.utcOffset ?? 0);
  const press = options.plain ? undefined : new AlertPress(extractor, clock);
  /** Made when a rule first fires: most rules do not, in a run. */
  const writers: (AlertWriter | undefined)[] = rules.map(() => undefined);
  const writer = (rule: number): AlertWriter => {
    const made = writers[rule];
    if (made) return made;
    const fresh = compileAlertWriter(rules[rule]!, outputs[rule]!, extractor, clock, press, options);
    writers[rule] = fresh;
    return fresh;
  };
  const first = (options.ruleMatching ?? 'first') === 'first';
  const stopAtFirst = first && !options.hidden;
  const matches: number[] = [];
  const { plain = false } = options;
  const finder = createRuleFinder(conditions, planner, extractor, compiled, {
    onlyFirst: stopAtFirst,
    plain,
  });
  const printed = new ByteSink();

  return {
    rules,
    process(bytes, start, end, num, item) {
      if (matches.length > 0) matches.length = 0;
      const refused = extractor.load(bytes, start, end, num, item);
      if (refused !== undefined) return refused;
      nextEvent();
      finder.find(matches);
      return undefined;
    },
    matches,
    get alertCount() {
      return first ? Math.min(1, matches.length) : matches.length;
    },
    get time() {
      return extractor.time;
    },
    get firstTime() {
      return extractor.firstTime;
    },
    set firstTime(time) {
      extractor.firstTime = time;
    },
    write(rule, format, sink) {
      writer(rule)[format](sink);
    },
    print(rule, format) {
      writer(rule)[format](printed);
      return printed.takeText().slice(0, -1);
    },
    message: (rule) => writer(rule).message(),
    fields: (rule) => writer(rule).fields(),
  };
}
