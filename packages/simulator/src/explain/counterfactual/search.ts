import { decodeText, type LoadedRule, type Ruleset } from '@falco-rules/language';
import { compileEngine } from '../../engine/index.js';
import type { ExtractorOptions } from '../../extract/index.js';
import { compileExplainer, type Explainer } from '../explainer.js';
import { alternativesOf, type Obstacle, obstaclesOf } from '../reason.js';
import type { Trace } from '../trace.js';
import { candidatesFor } from './candidates.js';
import { type Edit, editsBetween, isObject, type Json, type JsonObject } from './json.js';
import { writeField } from './write-field.js';

/** The smallest change of an event found that makes a rule come out the other way. */
export interface Counterfactual {
  /** What the rule then does. */
  readonly fires: boolean;
  readonly edits: readonly Edit[];
  /** The changed event, as JSON text. */
  readonly event: string;
}

/** Why none was found. */
export interface NoCounterfactual {
  readonly reason: string;
}

export interface CounterfactualFinder {
  /** For the event of these bytes; `num` and `item` as in Engine.process. */
  find(bytes: Uint8Array, num?: number, item?: boolean): Counterfactual | NoCounterfactual;
}

/** Ways to turn a condition that are followed. */
const MOST_WAYS = 24;
/** Steps on one way: a step may bring further checks into play. */
const MOST_STEPS = 12;

/** Looks for changes of events that flip the verdict of a rule's condition. */
export function createCounterfactualFinder(
  ruleset: Ruleset,
  rule: LoadedRule,
  options: ExtractorOptions = {},
): CounterfactualFinder {
  const explainer = compileExplainer(ruleset, { ...options, only: new Set([rule.name]) });
  // The last word has the engine, on the rule alone.
  const engine = compileEngine({ ...ruleset, rules: [{ ...rule, enabled: true }] }, options);
  return {
    find(bytes, num = 1, item = false) {
      const text = decodeUtf8(bytes);
      const event = text === undefined ? undefined : parse(text);
      if (!isObject(event)) return { reason: 'the event is no plain JSON, though Falco takes it' };
      const search = new Search(explainer, num, item);
      const before = search.trace(event);
      if (!before) return { reason: 'the event does not reach the rules' };
      // Duplicate keys, say: the first one counts for Falco, the last one for JSON.parse.
      if (
        explainer.load(bytes, 0, bytes.length, num, item) !== undefined ||
        explainer.trace(0).verdict !== before.verdict
      )
        return { reason: 'the event means something else to Falco than as plain JSON' };
      const wanted = !before.verdict;
      const found = search.run(event, before);
      if (!found)
        return { reason: search.excuse ?? 'no change of the event that was tried turns the rule around' };
      const changed = bytesOf(JSON.stringify(found));
      const refused = engine.process(changed, 0, changed.length, num, item);
      if (refused !== undefined || engine.matches.length > 0 !== wanted)
        return { reason: 'no change of the event that was tried turns the rule around' };
      return { fires: wanted, edits: editsBetween(event, found), event: JSON.stringify(found) };
    },
  };
}

class Search {
  /** Why an obstacle cannot be moved, where one was met. */
  excuse: string | undefined;
  readonly #explainer: Explainer;
  readonly #num: number;
  readonly #item: boolean;

  constructor(explainer: Explainer, num: number, item: boolean) {
    this.#explainer = explainer;
    this.#num = num;
    this.#item = item;
  }

  trace(event: JsonObject): Trace | undefined {
    const bytes = bytesOf(JSON.stringify(event));
    if (this.#explainer.load(bytes, 0, bytes.length, this.#num, this.#item) !== undefined) return undefined;
    return this.#explainer.trace(0);
  }

  /** The changed event that differs least, of all ways that were followed. */
  run(event: JsonObject, before: Trace): JsonObject | undefined {
    let best: { event: JsonObject; cost: number } | undefined;
    for (const way of alternativesOf(before, MOST_WAYS)) {
      const changed = this.#follow(event, way, before.verdict);
      if (!changed) continue;
      const least = this.#withoutNeedless(event, changed, !before.verdict);
      const cost = costOf(event, least);
      if (!best || cost < best.cost) best = { event: least, cost };
    }
    return best?.event;
  }

  /** Turns the obstacles one by one, and whatever comes up on the way. */
  #follow(from: JsonObject, way: readonly Obstacle[], before: boolean): JsonObject | undefined {
    let event = from;
    let obstacles = way;
    for (let step = 0; step < MOST_STEPS; step++) {
      const [obstacle] = obstacles;
      if (!obstacle) return undefined;
      const next = this.#turn(event, obstacle, before);
      if (!next) return undefined;
      if (next.trace.verdict !== before) return next.event;
      event = next.event;
      obstacles = stillStanding(next.trace, obstacles);
    }
    return undefined;
  }

  /** The first change that turns the condition; else the one that turns the check and leaves least in the way. */
  #turn(
    event: JsonObject,
    { check }: Obstacle,
    before: boolean,
  ): { event: JsonObject; trace: Trace } | undefined {
    let best: { event: JsonObject; trace: Trace; left: number } | undefined;
    for (const candidate of candidatesFor(check)) {
      const changed = structuredClone(event);
      if (!candidate.every(({ field, wanted }) => writeField(changed, field, wanted))) continue;
      const trace = this.trace(changed);
      if (!trace) continue;
      if (trace.verdict !== before) return { event: changed, trace };
      if (checksOf(trace).get(check.expr)?.verdict === check.verdict) continue;
      const left = obstaclesOf(trace).length;
      if (!best || left < best.left) best = { event: changed, trace, left };
    }
    if (!best) this.excuse ??= `\`${nameOf(check)}\` cannot be changed by what stands in the event`;
    return best;
  }

  /** The change with everything taken back that is not needed. */
  #withoutNeedless(from: JsonObject, changed: JsonObject, wanted: boolean): JsonObject {
    let best = changed;
    for (const edit of editsBetween(from, changed)) {
      const less = structuredClone(best);
      if (!undo(less, edit)) continue;
      if (this.trace(less)?.verdict === wanted) best = less;
    }
    return best;
  }
}

/** Of the way that was chosen, what is still to be done; else the shortest way from here. */
function stillStanding(trace: Trace, obstacles: readonly Obstacle[]): readonly Obstacle[] {
  const now = checksOf(trace);
  const left = obstacles.flatMap((obstacle) => {
    const check = now.get(obstacle.check.expr);
    return check && check.verdict === obstacle.check.verdict ? [{ ...obstacle, check }] : [];
  });
  return left.length === 0 ? obstaclesOf(trace) : left;
}

function checksOf(trace: Trace): ReadonlyMap<unknown, Obstacle['check']> {
  const checks = new Map<unknown, Obstacle['check']>();
  const visit = (node: Trace): void => {
    if (node.kind === 'check') checks.set(node.expr, node);
    else if (node.kind === 'junction') node.children.forEach(visit);
    else visit(node.child);
  };
  visit(trace);
  return checks;
}

function nameOf({ expr }: Obstacle['check']): string {
  return expr.left.kind === 'Field' ? decodeText(expr.left.field) : `${expr.left.transformer}(...)`;
}

/** Few changes before small ones; a change of a value before one that adds or removes. */
function costOf(from: JsonObject, to: JsonObject): number {
  return editsBetween(from, to).reduce((sum, edit) => {
    const size = sizeOf(edit.to) + (edit.from === undefined || edit.to === undefined ? 40 : 0);
    return sum + 10_000 + size;
  }, 0);
}

function sizeOf(value: Json | undefined): number {
  return value === undefined ? 0 : Math.min(JSON.stringify(value).length, 5000);
}

/** Takes an edit back, where what it is about still stands. */
function undo(event: JsonObject, { path, from }: Edit): boolean {
  let at: Json | undefined = event;
  for (const step of path.slice(0, -1)) {
    if (Array.isArray(at) && typeof step === 'number') at = at[step];
    else if (isObject(at) && typeof step === 'string') at = at[step];
    else return false;
  }
  const last = path.at(-1);
  if (last === undefined) return false;
  if (Array.isArray(at) && typeof last === 'number' && from !== undefined) at[last] = structuredClone(from);
  else if (isObject(at) && typeof last === 'string') {
    if (from === undefined) delete at[last];
    else at[last] = structuredClone(from);
  } else return false;
  return true;
}

function parse(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

function decodeUtf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

const encoder = new TextEncoder();

function bytesOf(text: string): Uint8Array {
  return encoder.encode(text);
}
