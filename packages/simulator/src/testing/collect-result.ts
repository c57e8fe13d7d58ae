import { decodeText, encodeText, type LoadedRule, type Ruleset } from '@falco-rules/language';
import { compileEngine, type EngineOptions } from '../engine/index.js';
import { createIntake, type EventBatch } from '../events/index.js';
import { compileExplainer, type Obstacle, obstaclesOf } from '../explain/index.js';
import type { DropReason } from '../extract/index.js';
import { type Alert, alertOf } from '../replay/alert.js';
import type { NearestMiss, RuleResult, TestResult } from './result.js';

/** Events that a nearest miss is looked for among: a recording may be long, and the first ones will do. */
const MOST_EXPLAINED = 10_000;

interface KeptEvent {
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
  readonly num: number;
  readonly item: boolean;
}

/** Runs events and collects what a test wants to know. The batches must not be overwritten while the result is in use. */
export interface ResultCollector {
  /** Starts with another recording; `evt.num` goes on. */
  begin(): void;
  feed(batch: EventBatch): void;
  result(): TestResult;
}

export function collectResult(ruleset: Ruleset, options: EngineOptions = {}): ResultCollector {
  const engine = compileEngine(ruleset, { ...options, hidden: true });
  const { matches } = engine;
  const names = engine.rules.map(({ name }) => decodeText(name));
  const alerts: Alert[] = [];
  const hidden = new Map<string, { event: number; by: string }[]>();
  const dropped: { event: number; reason: DropReason }[] = [];
  const kept: KeptEvent[] = [];
  let accepted = 0;
  let seen = 0;

  function take(bytes: Uint8Array, start: number, end: number, num: number, item: boolean) {
    const refused = engine.process(bytes, start, end, num, item);
    if (refused !== undefined) return refused;
    seen++;
    if (kept.length < MOST_EXPLAINED) kept.push({ bytes, start, end, num, item });
    matches.forEach((rule, i) => {
      if (i < engine.alertCount) alerts.push(alertOf(engine, rule, num));
      else hide(names[rule]!, num, names[matches[0]!]!);
    });
    return undefined;
  }

  function hide(rule: string, event: number, by: string): void {
    const known = hidden.get(rule);
    if (known) known.push({ event, by });
    else hidden.set(rule, [{ event, by }]);
  }

  function newIntake() {
    return createIntake({
      input: 'webhook',
      acceptedBefore: accepted,
      take,
      onDrop: ({ reason }) => dropped.push({ event: ++seen, reason }),
    });
  }
  let intake = newIntake();

  return {
    begin() {
      accepted = intake.accepted;
      intake = newIntake();
    },
    feed: (batch) => intake.feed(batch),
    result() {
      intake.finish();
      return Object.freeze({
        alerts: Object.freeze(alerts),
        rules: ruleResults(ruleset, hidden),
        events: intake.accepted,
        dropped: Object.freeze(dropped),
        nearestMiss: (rule: string) => nearestMiss(ruleset, rule, kept),
      });
    },
  };
}

/** What a test may ask of each rule. `hidden`: by name, the events that an earlier rule took. */
export function ruleResults(
  { rules, otherRules }: Ruleset,
  hidden: ReadonlyMap<string, readonly { event: number; by: string }[]>,
): ReadonlyMap<string, RuleResult> {
  const results = new Map<string, RuleResult>();
  for (const rule of rules) {
    const name = decodeText(rule.name);
    results.set(name, { enabled: rule.enabled, fields: shownFields(rule), hidden: hidden.get(name) ?? [] });
  }
  for (const { name, enabled, reason } of otherRules) {
    const text = decodeText(name);
    if (!results.has(text)) results.set(text, { enabled, notSimulated: reason, fields: [], hidden: [] });
  }
  return results;
}

/** What `output_fields` of a rule's alerts holds: the fields of its output, and the time. */
function shownFields({ template }: LoadedRule): readonly string[] {
  const names = template.fields.map(({ name }) => decodeText(name));
  return [...new Set([...names, 'evt.time'])];
}

/** The event on which the fewest checks stood in the way; of several, the first. */
function nearestMiss(ruleset: Ruleset, rule: string, events: readonly KeptEvent[]): NearestMiss | undefined {
  const explainer = compileExplainer(ruleset, { only: new Set([encodeText(rule)]) });
  if (explainer.rules.length === 0) return undefined;
  let nearest: { event: number; obstacles: readonly Obstacle[] } | undefined;
  for (const { bytes, start, end, num, item } of events) {
    explainer.load(bytes, start, end, num, item);
    const trace = explainer.trace(0);
    if (trace.verdict) continue;
    const obstacles = obstaclesOf(trace);
    if (!nearest || obstacles.length < nearest.obstacles.length) nearest = { event: num, obstacles };
  }
  return nearest;
}
