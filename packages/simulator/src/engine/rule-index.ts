import { type ByteString, findField } from '@falco-rules/language';
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
/** Fields looked at per event, at most. */
const MOST_FIELDS = 8;
/** How many rules a look-up must be expected to rule out: it costs about as much as trying as many. */
const WORTH = 3;

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
  const fields = choose(needs, readable(needs, planner)).map((slot) => new FieldIndex(slot, needs, words));
  const left = new Uint32Array(words);
  return {
    candidates() {
      left.set(everyRule);
      for (let i = 0; i < fields.length; i++) {
        const field = fields[i]!;
        if (!field.narrow(left, extractor.get(field.slot) as ByteString | undefined)) break;
      }
      return left;
    },
  };
}

/**
 * The slots to look at, the most telling first. As if every value that rules name, and one more, were equally
 * frequent, and fields independent of each other.
 */
function choose(needs: readonly Necessary[], slots: readonly number[]): number[] {
  const named = new Map(slots.map((slot) => [slot, new Set<ByteString>()]));
  for (const need of needs) {
    for (const [slot, values] of need) for (const value of values) named.get(slot)?.add(value);
  }
  /** How likely each rule is still in play. */
  const inPlay = needs.map(() => 1);
  const keeps = (need: Necessary, slot: number): number => {
    const values = need.get(slot);
    return values ? values.size / (named.get(slot)!.size + 1) : 1;
  };
  const chosen: number[] = [];
  const rest = new Set(slots);
  while (rest.size > 0 && chosen.length < MOST_FIELDS) {
    let best = -1;
    let most = WORTH;
    for (const slot of rest) {
      const ruledOut = needs.reduce((sum, need, rule) => sum + inPlay[rule]! * (1 - keeps(need, slot)), 0);
      if (ruledOut <= most) continue;
      best = slot;
      most = ruledOut;
    }
    if (best < 0) break;
    rest.delete(best);
    chosen.push(best);
    for (const [rule, need] of needs.entries()) inPlay[rule]! *= keeps(need, best);
  }
  return chosen;
}

/** Fields that are read in no time, and may be before their turn. */
function readable(needs: readonly Necessary[], planner: Planner): number[] {
  const slots = new Set(needs.flatMap((need) => [...need.keys()]));
  return [...slots].filter((slot) => {
    const request = planner.requests[slot]!;
    const origin = findField(request.name)?.from.irregular;
    return (origin === undefined || origin === 'json-pointer') && mayReadEarly(request, planner.requests);
  });
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

  /** Takes the rules out of `left` that want another value here. Whether any are left. */
  narrow(left: Uint32Array, value: ByteString | undefined): boolean {
    const asking = value === undefined ? undefined : this.#asking.get(value);
    if (asking instanceof Uint32Array) return intersect(left, asking);
    if (asking === undefined) return intersect(left, this.#indifferent);
    const kept = asking.filter((rule) => hasBit(left, rule));
    const any = intersect(left, this.#indifferent);
    for (const rule of kept) setBit(left, rule);
    return any || kept.length > 0;
  }
}

function setBit(bits: Uint32Array, at: number): void {
  bits[at >>> 5]! |= 1 << (at & 31);
}

function hasBit(bits: Uint32Array, at: number): boolean {
  return (bits[at >>> 5]! & (1 << (at & 31))) !== 0;
}

function intersect(left: Uint32Array, right: Uint32Array): boolean {
  let any = 0;
  for (let i = 0; i < left.length; i++) {
    left[i]! &= right[i]!;
    any |= left[i]!;
  }
  return any !== 0;
}
