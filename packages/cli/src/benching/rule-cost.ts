import { decodeText, type Expr, type LoadedRule, printExpr, type Ruleset } from '@falco-rules/language';
import { compileEngine, type EngineOptions } from '@falco-rules/simulator';
import type { EventSpan } from './sample.js';

/** What one rule costs by itself, in microseconds an event, beside reading the event. */
export interface RuleCost {
  readonly rule: string;
  readonly micros: number;
  /** Share of events that it matches. */
  readonly matches: number;
  readonly parts: readonly PartCost[];
  /** The order of the parts that would cost least, where it saves something worth the while. */
  readonly better: { readonly order: readonly number[]; readonly micros: number } | undefined;
}

/** One of the parts that an `and` joins. */
export interface PartCost {
  readonly text: string;
  /** Microseconds for each event that it is asked about. */
  readonly micros: number;
  /** Share of all events that get as far as this part. */
  readonly reached: number;
  /** Of those, the share on which it holds. */
  readonly held: number;
}

const ROUNDS = 4;

/** Measures each rule by itself: as if there were no other rules, without what they share. */
export function measureRules(
  ruleset: Ruleset,
  options: EngineOptions,
  events: readonly EventSpan[],
): RuleCost[] {
  const base = baseline(ruleset, options, events);
  return ruleset.rules
    .filter(({ enabled }) => enabled)
    .map((rule) => {
      const { micros, held } = timed(ruleset, [rule], options, events);
      const matches = held.reduce((sum, each) => sum + each, 0) / Math.max(events.length, 1);
      return {
        rule: decodeText(rule.name),
        micros: Math.max(micros - base, 0),
        matches,
        parts: [],
        better: undefined,
      };
    });
}

/** Says of which parts a rule's cost comes, and in which order they would cost less. */
export function explainCost(
  cost: RuleCost,
  ruleset: Ruleset,
  options: EngineOptions,
  events: readonly EventSpan[],
): RuleCost {
  const rule = ruleset.rules.find(({ enabled, name }) => enabled && decodeText(name) === cost.rule);
  if (!rule) return cost;
  const base = baseline(ruleset, options, events);
  const measured = partsOf(rule.expr).map((expr) => {
    const { micros, held } = timed(ruleset, [{ ...rule, expr }], options, events);
    return { text: decodeText(printExpr(expr)), micros: Math.max(micros - base, 0.001), held };
  });
  const current = measured.map((_, i) => i);
  const now = costInOrder(measured, current, events.length);
  const order = cheapestOrder(measured, events.length);
  const then = costInOrder(measured, order, events.length);
  const saves = now.micros > 0 && then.micros < now.micros * 0.8 && now.micros - then.micros > 0.02;
  return {
    ...cost,
    parts: measured.map(({ text, micros }, i) => ({ text, micros, ...now.parts[i]! })),
    better: saves ? { order, micros: then.micros } : undefined,
  };
}

interface MeasuredPart {
  readonly micros: number;
  /** By event: 1 where it holds. */
  readonly held: Uint8Array;
}

/** What reading an event takes, in microseconds. The first runs are slower: V8 compiles what it finds to be worth it. */
function baseline(ruleset: Ruleset, options: EngineOptions, events: readonly EventSpan[]): number {
  const runs = Array.from({ length: 5 }, () => timed(ruleset, [], options, events).micros);
  return Math.min(...runs);
}

/** Time for an event, in microseconds, and on which events the rules match (the first one, of several). */
function timed(
  ruleset: Ruleset,
  rules: readonly LoadedRule[],
  options: EngineOptions,
  events: readonly EventSpan[],
): { micros: number; held: Uint8Array } {
  const engine = compileEngine({ ...ruleset, rules }, { ...options, plain: true, ruleMatching: 'all' });
  const held = new Uint8Array(events.length);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const start = performance.now();
    for (let i = 0; i < events.length; i++) {
      const { bytes, start: from, end, item } = events[i]!;
      engine.process(bytes, from, end, i + 1, item);
      held[i] = engine.matches.length > 0 ? 1 : 0;
    }
    best = Math.min(best, performance.now() - start);
  }
  return { micros: (best * 1000) / Math.max(events.length, 1), held };
}

/** The operands of the outermost `and`, those of nested ones included; a macro is one. */
function partsOf(expr: Expr): Expr[] {
  return expr.kind === 'And' ? expr.children.flatMap(partsOf) : [expr];
}

function costInOrder(parts: readonly MeasuredPart[], order: readonly number[], count: number) {
  const left = new Uint8Array(count).fill(1);
  let reached = count;
  let micros = 0;
  const shares: { reached: number; held: number }[] = [];
  for (const index of order) {
    const { held, micros: each } = parts[index]!;
    const before = reached;
    micros += (each * before) / Math.max(count, 1);
    for (let i = 0; i < count; i++) {
      if (left[i] === 1 && held[i] === 0) {
        left[i] = 0;
        reached--;
      }
    }
    shares[index] = { reached: before / Math.max(count, 1), held: before === 0 ? 0 : reached / before };
  }
  return { micros, parts: shares };
}

/** Always next the part that rules out most for what it costs. */
function cheapestOrder(parts: readonly MeasuredPart[], count: number): number[] {
  const left = new Uint8Array(count).fill(1);
  const rest = new Set(parts.keys());
  const order: number[] = [];
  while (rest.size > 0) {
    let best = -1;
    let least = Number.POSITIVE_INFINITY;
    for (const index of rest) {
      const { held, micros } = parts[index]!;
      let ruledOut = 0;
      for (let i = 0; i < count; i++) if (left[i] === 1 && held[i] === 0) ruledOut++;
      const price = micros / (ruledOut + 1e-9);
      if (price >= least) continue;
      best = index;
      least = price;
    }
    if (best < 0) best = [...rest][0]!;
    rest.delete(best);
    order.push(best);
    const { held } = parts[best]!;
    for (let i = 0; i < count; i++) if (held[i] === 0) left[i] = 0;
  }
  return order;
}
