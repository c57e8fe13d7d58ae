import {
  type ByteString,
  decodeText,
  type LoadedRule,
  PRIORITIES,
  type Ruleset,
} from '@falco-rules/language';
import { compileEngine, type Engine, type EngineOptions } from '../engine/index.js';
import type { Drop, EventBatch } from '../events/index.js';
import { compileExplainer, type Explainer } from '../explain/explainer.js';
import { createLocatedIntake, type EventPlace } from '../explain/located-intake.js';
import { type Outline, outlineOf } from '../explain/outline.js';
import { type Obstacle, obstaclesOf } from '../explain/reason.js';
import { demandOf } from '../explain/sentence.js';
import { type Alert, alertOf } from '../replay/alert.js';
import type { ChangeCode } from './change.js';

/** Alerts of a rule that came out differently, for one cause. */
export interface AlertChange {
  readonly rule: string;
  readonly kind: 'lost' | 'gained' | 'changed';
  /** Why, as far as it changes the verdict. Undefined where a static change says it all: the rule is new, say. */
  readonly code: ChangeCode | undefined;
  /** The cause, in words. */
  readonly cause: string;
  readonly count: number;
  /** The first event. */
  readonly example: EventPlace;
  /** The alerts on it. */
  readonly before?: Alert;
  readonly after?: Alert;
}

/** What became of the alerts of both rulesets on the same events. */
export interface TrafficDiff {
  readonly events: number;
  /** Alerts of each ruleset. */
  readonly before: number;
  readonly after: number;
  readonly changes: readonly AlertChange[];
}

export interface TrafficOptions extends EngineOptions {
  /** New names of rules, by the old. */
  readonly renamed?: ReadonlyMap<ByteString, ByteString>;
  readonly onDrop?: (drop: Drop) => void;
}

export interface TrafficDiffer {
  /** Goes on with another input; to be called before each. */
  begin(): void;
  feed(batch: EventBatch): void;
  result(): TrafficDiff;
}

type Group = { -readonly [K in keyof AlertChange]: AlertChange[K] };

/** One of the two rulesets. */
interface Side {
  readonly ruleset: Ruleset;
  readonly engine: Engine;
  /** Index of an enabled rule by its name. */
  readonly index: ReadonlyMap<ByteString, number>;
  readonly defined: ReadonlyMap<ByteString, LoadedRule>;
  readonly explained: Map<ByteString, { readonly explainer: Explainer; readonly outline: Outline }>;
}

/** Runs the same events through two rulesets, each event once. */
export function createTrafficDiffer(
  before: Ruleset,
  after: Ruleset,
  options: TrafficOptions = {},
): TrafficDiffer {
  const renamed = options.renamed ?? new Map<ByteString, ByteString>();
  const old = sideOf(before, options);
  const fresh = sideOf(after, options);
  /** The index in the new engine of each rule of the old one, and the other way round; -1 where it is not there. */
  const toNew = old.engine.rules.map(({ name }) => fresh.index.get(renamed.get(name) ?? name) ?? -1);
  const toOld = fresh.engine.rules.map((_, i) => toNew.indexOf(i));
  const told = toNew.map(
    (to, from) => to >= 0 && toldDifferently(old.engine.rules[from]!, fresh.engine.rules[to]!),
  );
  const groups = new Map<string, Group>();
  let events = 0;
  let countBefore = 0;
  let countAfter = 0;
  let again: (explainer: Explainer) => void = () => {};

  const intake = createLocatedIntake((bytes, start, end, num, item) => {
    const refused = old.engine.process(bytes, start, end, num, item);
    if (refused !== undefined) return refused;
    fresh.engine.process(bytes, start, end, num, item);
    events++;
    const [was, is] = [old.engine.matches, fresh.engine.matches];
    const [shownBefore, shownAfter] = [old.engine.alertCount, fresh.engine.alertCount];
    countBefore += shownBefore;
    countAfter += shownAfter;
    if (shownBefore === 0 && shownAfter === 0) return undefined;
    again = (explainer) => void explainer.load(bytes, start, end, num, item);
    for (let i = 0; i < shownBefore; i++) {
      const rule = was[i]!;
      const to = toNew[rule]!;
      const at = to < 0 ? -1 : is.indexOf(to);
      if (at < 0 || at >= shownAfter) lost(rule, at, start, num);
      else if (told[rule]) changed(rule, to, start, num);
    }
    for (let i = 0; i < shownAfter; i++) {
      const rule = is[i]!;
      const from = toOld[rule]!;
      const at = from < 0 ? -1 : was.indexOf(from);
      if (at < 0 || at >= shownBefore) gained(rule, from, at, start, num);
    }
    return undefined;
  }, options.onDrop);

  function add(
    start: number,
    num: number,
    group: Omit<Group, 'count' | 'example'>,
    alerts: () => Partial<Group>,
  ): void {
    const key = `${group.kind} ${group.rule} ${group.code} ${group.cause}`;
    const known = groups.get(key);
    if (known) known.count++;
    else groups.set(key, { ...group, ...alerts(), count: 1, example: intake.place(start, num) });
  }

  function lost(rule: number, at: number, start: number, num: number): void {
    const { name } = old.engine.rules[rule]!;
    const now = fresh.defined.get(renamed.get(name) ?? name);
    const why = !now
      ? { code: undefined, cause: 'the rule is gone' }
      : !now.enabled
        ? { code: undefined, cause: 'the rule is no longer enabled' }
        : at >= 0
          ? takenBy(fresh.engine.rules[fresh.engine.matches[0]!]!, old.engine.rules[rule]!)
          : lostTo(now);
    add(start, num, { rule: decodeText(name), kind: 'lost', ...why }, () => ({
      before: alertOf(old.engine, rule, num),
    }));
  }

  /** A rule that is there, and no longer matches. */
  function lostTo({ name }: LoadedRule): Pick<AlertChange, 'code' | 'cause'> {
    const { obstacles, outline } = obstaclesIn(fresh, name);
    const tuned = obstacles.length > 0 && obstacles.every((obstacle) => isTuning(obstacle, outline));
    return { code: tuned ? 'alerts-excluded' : 'alerts-lost', cause: causeOf(obstacles, outline) };
  }

  function gained(rule: number, from: number, at: number, start: number, num: number): void {
    const { name } = fresh.engine.rules[rule]!;
    const oldName = [...renamed].find(([, to]) => to === name)?.[0] ?? name;
    const then = old.defined.get(oldName);
    const why = !then
      ? { code: undefined, cause: 'the rule is new' }
      : from < 0
        ? { code: undefined, cause: 'the rule was not enabled' }
        : at >= 0
          ? {
              code: 'alerts-uncovered' as const,
              cause: `no longer taken by the rule ${nameOf(old.engine, old.engine.matches[0]!)}`,
            }
          : gainedFrom(then);
    add(start, num, { rule: decodeText(name), kind: 'gained', ...why }, () => ({
      after: alertOf(fresh.engine, rule, num),
    }));
  }

  function gainedFrom({ name }: LoadedRule): Pick<AlertChange, 'code' | 'cause'> {
    const { obstacles, outline } = obstaclesIn(old, name);
    return { code: 'alerts-gained', cause: `before, ${causeOf(obstacles, outline)}` };
  }

  function changed(from: number, to: number, start: number, num: number): void {
    const before = alertOf(old.engine, from, num);
    const after = alertOf(fresh.engine, to, num);
    const parts = [
      ...(before.rule !== after.rule ? ['name'] : []),
      ...(before.priority !== after.priority ? [`priority ${before.priority} -> ${after.priority}`] : []),
      ...(before.output !== after.output ? ['output'] : []),
      ...(before.tags.join() !== after.tags.join() ? ['tags'] : []),
    ];
    if (parts.length === 0) return;
    const group = { rule: after.rule, kind: 'changed', code: undefined, cause: parts.join(', ') } as const;
    add(start, num, group, () => ({ before, after }));
  }

  /** What stood in the way of a rule on the event that is being taken. */
  function obstaclesIn(side: Side, name: ByteString): { obstacles: readonly Obstacle[]; outline: Outline } {
    let known = side.explained.get(name);
    if (!known) {
      const explainer = compileExplainer(side.ruleset, { ...options, only: new Set([name]) });
      known = { explainer, outline: outlineOf(side.defined.get(name)!, side.ruleset) };
      side.explained.set(name, known);
    }
    again(known.explainer);
    return { obstacles: obstaclesOf(known.explainer.trace(0)), outline: known.outline };
  }

  return {
    begin: () => intake.begin(),
    feed: (batch) => intake.feed(batch),
    result: () => ({
      events,
      before: countBefore,
      after: countAfter,
      changes: [...groups.values()].sort(
        (a, b) => KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) || b.count - a.count,
      ),
    }),
  };
}

const KINDS: readonly AlertChange['kind'][] = ['lost', 'gained', 'changed'];

function sideOf(ruleset: Ruleset, options: EngineOptions): Side {
  const engine = compileEngine(ruleset, { ...options, hidden: true });
  return {
    ruleset,
    engine,
    index: new Map(engine.rules.map(({ name }, i) => [name, i])),
    defined: new Map(ruleset.rules.map((rule) => [rule.name, rule])),
    explained: new Map(),
  };
}

function nameOf({ rules }: Engine, rule: number): string {
  return decodeText(rules[rule]!.name);
}

function takenBy(other: LoadedRule, rule: LoadedRule): Pick<AlertChange, 'code' | 'cause'> {
  const lower = PRIORITIES.indexOf(other.priority) > PRIORITIES.indexOf(rule.priority);
  const cause = `taken by the rule ${decodeText(other.name)} (${other.priority})`;
  return { code: lower ? 'alerts-toned-down' : 'alerts-hidden', cause };
}

/** Alerts of the same rule on the same event only differ where these do. */
function toldDifferently(a: LoadedRule, b: LoadedRule): boolean {
  return (
    a.name !== b.name ||
    a.output.text !== b.output.text ||
    a.priority !== b.priority ||
    a.tags.join() !== b.tags.join()
  );
}

/** Excluded by an exception, or by a list that the rule keeps out: tuning, which leaves a rule its scope. */
function isTuning({ check }: Obstacle, outline: Outline): boolean {
  const origin = outline.get(check.expr);
  return check.verdict && (origin?.part?.kind === 'exception' || (origin?.lists.length ?? 0) > 0);
}

/** The cause without the event's own values, so that events group by it. */
function causeOf(obstacles: readonly Obstacle[], outline: Outline): string {
  const shown = obstacles.slice(0, SHOWN_OBSTACLES).map((obstacle) => demandOf(obstacle, outline));
  const more = obstacles.length - shown.length;
  return `${shown.join('; ')}${more > 0 ? `; and ${more} more` : ''}`;
}

const SHOWN_OBSTACLES = 3;
