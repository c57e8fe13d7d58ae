import { decodeText, type LoadedRule, type Ruleset } from '@falco-rules/language';
import { compileEngine, type RuleMatching } from '../engine/index.js';
import type { Drop, EventBatch } from '../events/index.js';
import type { ExtractorOptions } from '../extract/index.js';
import { compileExplainer } from './explainer.js';
import { createLocatedIntake, type KeptEvent } from './located-intake.js';
import { type Outline, outlineOf } from './outline.js';
import { type Obstacle, obstaclesOf } from './reason.js';
import { shownValue } from './sentence.js';
import type { Trace } from './trace.js';

export interface SurveyOptions extends ExtractorOptions {
  /** Falco's rule_matching. Default: first. */
  readonly ruleMatching?: RuleMatching;
  /** Only the event of this number (`evt.num`). */
  readonly event?: number | undefined;
  /** Only events on this line of an input. */
  readonly line?: number | undefined;
  readonly onDrop?: (drop: Drop) => void;
}

/** What came of a rule on an event. `disabled`: its condition holds, but the rule is not enabled. */
export type Outcome = 'fired' | 'hidden' | 'disabled' | 'silent';

/** Events on which a rule came out the same way, for the same reason. */
export interface ReasonGroup {
  readonly outcome: Outcome;
  /** `hidden`: the rule that came first. */
  readonly hiddenBy?: string;
  /** The checks that decided, fewest possible (see obstaclesOf), as they came out on the example. */
  readonly obstacles: readonly Obstacle[];
  /** For each obstacle, the values that its left side had, as sentences say them, and on how many events. */
  readonly values: readonly ReadonlyMap<string, number>[];
  readonly count: number;
  /** The first of the events. */
  readonly example: KeptEvent;
  readonly trace: Trace;
}

/** How a rule came out on events. */
export interface Survey {
  readonly rule: LoadedRule;
  readonly outline: Outline;
  readonly events: number;
  readonly counts: Readonly<Record<Outcome, number>>;
  /** Fired ones first, then by how few checks decided, then by how many events. */
  readonly groups: readonly ReasonGroup[];
}

/** Takes in events, and says in the end why a rule fired or stayed silent. */
export interface Surveyor {
  /** Goes on with another input; to be called before each. */
  begin(): void;
  feed(batch: EventBatch): void;
  result(): Survey;
}

/** Values of a check that are told apart before further ones are put together. */
const MOST_VALUES = 200;

const OUTCOME_ORDER: readonly Outcome[] = ['fired', 'hidden', 'disabled', 'silent'];

interface Group {
  readonly outcome: Outcome;
  readonly hiddenBy: string | undefined;
  readonly obstacles: readonly Obstacle[];
  readonly values: Map<string, number>[];
  readonly example: KeptEvent;
  readonly trace: Trace;
  count: number;
}

/** Undefined where the ruleset has no rule of this name (a byte string) that is simulated. */
export function createSurveyor(
  ruleset: Ruleset,
  name: string,
  options: SurveyOptions = {},
): Surveyor | undefined {
  const explainer = compileExplainer(ruleset, { ...options, only: new Set([name]) });
  const [rule] = explainer.rules;
  if (!rule) return undefined;
  const engine = compileEngine(ruleset, { ...options, hidden: true });
  const own = engine.rules.findIndex((each) => each.name === name);
  const groups = new Map<string, Group>();
  const ids = new Map<unknown, number>();
  let events = 0;

  const intake = createLocatedIntake((bytes, start, end, num, item) => {
    const refused = engine.process(bytes, start, end, num, item);
    if (refused !== undefined) return refused;
    if (options.event !== undefined && num !== options.event) return undefined;
    if (options.line !== undefined && intake.place(start, num).line !== options.line) return undefined;
    explainer.load(bytes, start, end, num, item);
    events++;
    const trace = explainer.trace(0);
    const outcome = outcomeOf(trace.verdict);
    const hiddenBy = outcome === 'hidden' ? decodeText(engine.rules[engine.matches[0]!]!.name) : undefined;
    const obstacles = obstaclesOf(trace);
    const key = trace.verdict ? `${outcome} ${hiddenBy ?? ''}` : obstacles.map(keyOf).join(' ');
    let group = groups.get(key);
    if (!group) {
      const example = intake.keep(bytes, start, end, num, item);
      group = {
        outcome,
        hiddenBy,
        obstacles,
        values: obstacles.map(() => new Map()),
        example,
        trace,
        count: 0,
      };
      groups.set(key, group);
    }
    group.count++;
    if (!trace.verdict) {
      for (const [i, { check }] of obstacles.entries()) tally(group.values[i]!, shownValue(check.value));
    }
    return undefined;
  }, options.onDrop);

  function outcomeOf(verdict: boolean): Outcome {
    if (!verdict) return 'silent';
    if (own < 0) return 'disabled';
    const at = engine.matches.indexOf(own);
    return at >= 0 && at < engine.alertCount ? 'fired' : 'hidden';
  }

  /** One check in one chain of macros, and whether its field was there. */
  function keyOf({ check, macros }: Obstacle): string {
    let id = ids.get(check.expr);
    if (id === undefined) {
      id = ids.size;
      ids.set(check.expr, id);
    }
    return `${id}${check.value === undefined ? '-' : '+'}${macros.join('>')}`;
  }

  return {
    begin: () => intake.begin(),
    feed: (batch) => intake.feed(batch),
    result() {
      const counts = { fired: 0, hidden: 0, disabled: 0, silent: 0 };
      for (const { outcome, count } of groups.values()) counts[outcome] += count;
      return {
        rule,
        outline: outlineOf(rule, ruleset),
        events,
        counts,
        groups: [...groups.values()].sort(byReason).map(({ hiddenBy, ...group }) => ({
          ...group,
          ...(hiddenBy !== undefined && { hiddenBy }),
        })),
      };
    },
  };
}

function byReason(a: Group, b: Group): number {
  return (
    OUTCOME_ORDER.indexOf(a.outcome) - OUTCOME_ORDER.indexOf(b.outcome) ||
    a.obstacles.length - b.obstacles.length ||
    b.count - a.count ||
    a.example.event - b.example.event
  );
}

function tally(values: Map<string, number>, value: string): void {
  const known = values.get(value);
  if (known !== undefined) values.set(value, known + 1);
  else if (values.size < MOST_VALUES) values.set(value, 1);
  else values.set('is another value', (values.get('is another value') ?? 0) + 1);
}
