import type { ByteString } from '@falco-rules/language';
import type { Extractor } from '../extract/index.js';
import { type Necessary, necessaryFor } from './necessary.js';
import type { TestPlan } from './plan.js';
import type { Planner } from './planner.js';
import { mayReadEarly } from './reading-order.js';

/** Finds the rules that may match the loaded event. */
export interface RuleIndex {
  /** Bit r%32 of word r/32 says whether rule r may match; overwritten by the next call. */
  candidates(): Uint32Array;
}

/** Fewer rules than this are as fast to try. */
const FEWEST_RULES = 6;
/** Fields worth looking at per event. */
const MOST_FIELDS = 8;

/**
 * Rules differ in the verb, the resource, the stage, the user that they ask for. For the fields that tell
 * most rules apart, keeps which rules a value leaves in play; a rule that does not ask stays in play. Costs a
 * look-up a field and a few words of bits, whatever the number of rules, and keeps their order.
 */
export function indexRules(
  conditions: readonly TestPlan[],
  planner: Planner,
  extractor: Extractor,
): RuleIndex {
  const words = (conditions.length + 31) >>> 5;
  const everyRule = new Uint32Array(words);
  for (let rule = 0; rule < conditions.length; rule++) setBit(everyRule, rule);
  if (conditions.length < FEWEST_RULES) return { candidates: () => everyRule };

  const necessary = necessaryFor(planner.tests);
  const needs = conditions.map(({ id }) => necessary[id]!);
  const early = choose(needs).filter((slot) => mayReadEarly(planner.requests[slot]!, planner.requests));
  const fields = early.map((slot) => new FieldIndex(slot, needs, words));
  const left = new Uint32Array(words);
  return {
    candidates() {
      left.set(everyRule);
      for (const field of fields) field.narrow(left, extractor.get(field.slot) as ByteString | undefined);
      return left;
    },
  };
}

/** The slots whose look-up spares the most tries. */
function choose(needs: readonly Necessary[]): number[] {
  const askers = new Map<number, { count: number; values: Set<ByteString> }>();
  for (const need of needs) {
    for (const [slot, values] of need) {
      const of = askers.get(slot) ?? { count: 0, values: new Set() };
      of.count++;
      for (const value of values) of.values.add(value);
      askers.set(slot, of);
    }
  }
  const least = Math.max(2, needs.length / 50);
  return [...askers]
    .filter(([, { count }]) => count >= least)
    .sort(([, a], [, b]) => b.count - a.count || b.values.size - a.values.size)
    .slice(0, MOST_FIELDS)
    .map(([slot]) => slot);
}

class FieldIndex {
  readonly slot: number;
  /** Rules that do not ask for this field. */
  readonly #indifferent: Uint32Array;
  /** Rules that ask for a value, besides those: as bits where they are many, as numbers where few. */
  readonly #asking = new Map<ByteString, Uint32Array | readonly number[]>();

  constructor(slot: number, needs: readonly Necessary[], words: number) {
    this.slot = slot;
    this.#indifferent = new Uint32Array(words);
    const rules = new Map<ByteString, number[]>();
    for (const [rule, need] of needs.entries()) {
      const values = need.get(slot);
      if (!values) setBit(this.#indifferent, rule);
      for (const value of values ?? []) {
        const asking = rules.get(value);
        if (asking) asking.push(rule);
        else rules.set(value, [rule]);
      }
    }
    for (const [value, asking] of rules) {
      if (asking.length < words) {
        this.#asking.set(value, asking);
        continue;
      }
      const bits = this.#indifferent.slice();
      for (const rule of asking) setBit(bits, rule);
      this.#asking.set(value, bits);
    }
  }

  /** Takes the rules out of `left` that want another value here. */
  narrow(left: Uint32Array, value: ByteString | undefined): void {
    const asking = value === undefined ? undefined : this.#asking.get(value);
    if (asking instanceof Uint32Array) {
      intersect(left, asking);
      return;
    }
    if (asking === undefined) {
      intersect(left, this.#indifferent);
      return;
    }
    const kept = asking.filter((rule) => hasBit(left, rule));
    intersect(left, this.#indifferent);
    for (const rule of kept) setBit(left, rule);
  }
}

function setBit(bits: Uint32Array, at: number): void {
  bits[at >>> 5]! |= 1 << (at & 31);
}

function hasBit(bits: Uint32Array, at: number): boolean {
  return (bits[at >>> 5]! & (1 << (at & 31))) !== 0;
}

function intersect(left: Uint32Array, right: Uint32Array): void {
  for (let i = 0; i < left.length; i++) left[i]! &= right[i]!;
}
