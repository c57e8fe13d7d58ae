import type { LoadedRule, Ruleset } from '@falco-rules/language';
import { Planner } from '../engine/planner.js';
import { type ExtractorOptions, type LoadResult, planExtraction } from '../extract/index.js';
import { type Distance, distanceCompiler } from './distance.js';
import { compileTrace, type Trace, type Tracer } from './trace.js';

export interface ExplainerOptions extends ExtractorOptions {
  /** Limits it to the rules of these names (byte strings), for a quicker start. */
  readonly only?: ReadonlySet<string>;
}

/** Says of rules how their conditions come out on an event. */
export interface Explainer {
  /** All simulated rules in order of definition, also those that are not enabled. */
  readonly rules: readonly LoadedRule[];
  /** Reads the event at bytes [start, end), as Engine.process does. */
  load(bytes: Uint8Array, start: number, end: number, num: number, item?: boolean): LoadResult;
  /** How the condition of a rule (its index in `rules`) comes out on the loaded event. */
  trace(rule: number): Trace;
  /**
   * How many checks of a rule would have to come out the other way for it to match the loaded event; any larger
   * number where it is more than `limit`.
   */
  distance(rule: number, limit: number): number;
}

/** Compiles a ruleset for explaining. */
export function compileExplainer(ruleset: Ruleset, options: ExplainerOptions = {}): Explainer {
  const { only } = options;
  const rules = ruleset.rules.filter((rule) => !only || only.has(rule.name));
  const planner = new Planner();
  for (const rule of rules) planner.test(rule.expr);
  const extractor = planExtraction(planner.requests, options);
  const tracers = new Map<number, Tracer>();
  const distances: Distance[] = [];
  const compileDistance = distanceCompiler(planner, extractor);
  return {
    rules,
    load: (bytes, start, end, num, item) => extractor.load(bytes, start, end, num, item),
    trace(rule) {
      const known = tracers.get(rule);
      const tracer = known ?? compileTrace(rules[rule]!.expr, planner, extractor);
      if (!known) tracers.set(rule, tracer);
      return tracer(false);
    },
    distance(rule, limit) {
      distances[rule] ??= compileDistance(rules[rule]!.expr);
      return distances[rule](true, limit);
    },
  };
}
