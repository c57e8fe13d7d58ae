import { decodeText, type LoadedRule, type Ruleset } from '@falco-rules/language';
import { compileEngine } from '../engine/index.js';
import type { EventBatch } from '../events/index.js';
import { compileExplainer } from './explainer.js';
import { createLocatedIntake, type EventPlace, type KeptEvent } from './located-intake.js';
import { type Outline, outlineOf } from './outline.js';
import { type Obstacle, obstaclesOf } from './reason.js';
import type { SurveyOptions } from './survey.js';

/** How all rules came out on events. */
export interface Overview {
  readonly events: number;
  /** Enabled rules, in order of definition. */
  readonly rules: readonly RuleOverview[];
}

export interface RuleOverview {
  readonly rule: LoadedRule;
  readonly fired: number;
  readonly firstFired?: EventPlace;
  /** Under `first`: the rules that took events from it, by name, with an example. */
  readonly hiddenBy: ReadonlyMap<string, { readonly count: number; readonly example: EventPlace }>;
  /** Of a rule that matched no event: the event that it came closest to, and what stood in the way. */
  readonly closest?: {
    readonly example: KeptEvent;
    readonly obstacles: readonly Obstacle[];
    readonly outline: Outline;
  };
}

export interface Overviewer {
  /** Goes on with another input; to be called before each. */
  begin(): void;
  feed(batch: EventBatch): void;
  result(): Overview;
}

interface Tally {
  fired: number;
  firstFired: EventPlace | undefined;
  readonly hiddenBy: Map<string, { count: number; readonly example: EventPlace }>;
  distance: number;
  closest: { readonly example: KeptEvent; readonly obstacles: readonly Obstacle[] } | undefined;
}

/** Beyond this many checks nothing is close. */
const FARTHEST = 1000;

/** Runs events through all rules: which fired, which were hidden, and how close the others came. */
export function createOverviewer(ruleset: Ruleset, options: SurveyOptions = {}): Overviewer {
  const enabled = { ...ruleset, rules: ruleset.rules.filter((rule) => rule.enabled) };
  const engine = compileEngine(enabled, { ...options, hidden: true });
  const explainer = compileExplainer(enabled, options);
  const names = engine.rules.map(({ name }) => decodeText(name));
  const tallies: Tally[] = engine.rules.map(() => ({
    fired: 0,
    firstFired: undefined,
    hiddenBy: new Map(),
    distance: FARTHEST,
    closest: undefined,
  }));
  /** Rules that have matched nothing so far. */
  let waiting = engine.rules.map((_, rule) => rule);
  let events = 0;

  const intake = createLocatedIntake((bytes, start, end, num, item) => {
    const refused = engine.process(bytes, start, end, num, item);
    if (refused !== undefined) return refused;
    if (options.event !== undefined && num !== options.event) return undefined;
    if (options.line !== undefined && intake.place(start, num).line !== options.line) return undefined;
    events++;
    const { matches, alertCount } = engine;
    for (let i = 0; i < matches.length; i++) {
      const tally = tallies[matches[i]!]!;
      if (i < alertCount) {
        tally.fired++;
        tally.firstFired ??= intake.place(start, num);
      } else {
        const by = names[matches[0]!]!;
        const known = tally.hiddenBy.get(by);
        if (known) known.count++;
        else tally.hiddenBy.set(by, { count: 1, example: intake.place(start, num) });
      }
    }
    if (matches.length > 0) waiting = waiting.filter((rule) => !matches.includes(rule));
    if (waiting.length > 0) explainer.load(bytes, start, end, num, item);
    for (const rule of waiting) {
      const tally = tallies[rule]!;
      const distance = explainer.distance(rule, tally.distance - 1);
      if (distance >= tally.distance) continue;
      tally.distance = distance;
      const obstacles = obstaclesOf(explainer.trace(rule));
      tally.closest = { example: intake.keep(bytes, start, end, num, item), obstacles };
    }
    return undefined;
  }, options.onDrop);

  return {
    begin: () => intake.begin(),
    feed: (batch) => intake.feed(batch),
    result: () => ({
      events,
      rules: tallies.map(({ fired, firstFired, hiddenBy, closest }, i) => {
        const rule = engine.rules[i]!;
        const matched = fired > 0 || hiddenBy.size > 0;
        return {
          rule,
          fired,
          ...(firstFired && { firstFired }),
          hiddenBy,
          ...(!matched && closest && { closest: { ...closest, outline: outlineOf(rule, ruleset) } }),
        };
      }),
    }),
  };
}
