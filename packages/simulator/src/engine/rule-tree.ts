import { type ByteString, findField, type IrregularOrigin } from '@falco-rules/language';
import type { Extractor, FieldValue } from '../extract/index.js';
import { isList } from './bytes.js';
import { type Conjunct, conjunctsOf } from './conjuncts.js';
import type { TestPlan } from './plan.js';
import type { Planner } from './planner.js';
import { mayReadEarly } from './reading-order.js';
import type { Test } from './tests.js';

/** Finds the rules that match the loaded event. */
export interface RuleFinder {
  /** Adds them to `matches`, in order of definition; only the first one where that is wanted. */
  find(matches: number[]): void;
}

export interface RuleFinderOptions {
  readonly onlyFirst: boolean;
  /** Tries every rule on every event. */
  readonly plain?: boolean;
}

/** Fewer rules than this are as fast to try. */
const FEWEST_RULES = 3;
/** Branches that a node grows for values that it knows only by meeting them. */
const MOST_MET = 128;
/** Values longer than this (in bytes) are not remembered. */
const LONGEST_MET = 200;
/** Limits on the tree, so that it stays small whatever the rules and the events: nodes, and rules in all of them. */
const MOST_NODES = 50_000;
const MOST_ENTRIES = 2_000_000;

/**
 * Rules ask for the same few fields, and events have the same few values in them. The tree branches on one field
 * after the other; along a branch, whatever part of a condition looks at that field alone is decided once for the
 * value, and the rules that fail are gone. It grows as events come; what it cannot decide is tested as ever. How
 * many rules there are then hardly shows.
 */
export function createRuleFinder(
  conditions: readonly TestPlan[],
  planner: Planner,
  extractor: Extractor,
  tests: readonly Test[],
  { onlyFirst, plain = false }: RuleFinderOptions,
): RuleFinder {
  const whole = conditions.map(({ id }) => tests[id]!);
  const everyRule: RuleFinder = {
    find(matches) {
      for (let rule = 0; rule < whole.length; rule++) {
        if (!whole[rule]!()) continue;
        matches.push(rule);
        if (onlyFirst) return;
      }
    },
  };
  if (plain || conditions.length < FEWEST_RULES) return everyRule;

  const early = planner.requests.map(
    (request) => isQuick(request.name) && mayReadEarly(request, planner.requests),
  );
  const conjuncts = conjunctsOf(
    conditions,
    planner,
    tests,
    (slot) => early[slot]!,
    (slot) => extractor.get(slot),
  );
  const tree = new RuleTree(conjuncts, extractor, onlyFirst);
  return {
    find(matches) {
      // Where looking at a field shows in another one, rules have to look in Falco's order.
      if (extractor.orderShows) everyRule.find(matches);
      else tree.find(matches);
    },
  };
}

const QUICK_ORIGINS: ReadonlySet<IrregularOrigin> = new Set<IrregularOrigin>([
  'json-pointer',
  'values',
  'values-or-none',
  'repositories',
]);

/** Fields that are nothing but what stands at their path. */
function isQuick(name: string): boolean {
  const origin = findField(name)?.from.irregular;
  return origin === undefined || QUICK_ORIGINS.has(origin);
}

/** No field to branch on: what is left is tested. */
const LEAF = -1;
const UNKNOWN = -2;

/** The rules that are left along a branch, and which parts of them are still open. */
interface RuleNode {
  readonly rules: Int32Array;
  /** Bit n: the rule's conjunct n is not decided. */
  readonly open: Int32Array;
  readonly depth: number;
  /** The field to branch on. */
  slot: number;
  /** Values that open conjuncts on that field name. */
  names: ReadonlySet<ByteString>;
  longestName: number;
  /** Whether open conjuncts on that field ask for nothing but equality with those. */
  closed: boolean;
  readonly byValue: Map<ByteString, RuleNode>;
  /** How many of these stand for values that nothing names. */
  met: number;
  absent: RuleNode | undefined;
  /** For present values that nothing names: all decided where `closed`; else only what asks for equality. */
  unnamed: RuleNode | undefined;
  /** Fields branched on from the root to here, this node's not included. */
  readonly done: readonly number[];
  tests: readonly (Test | undefined)[] | undefined;
}

const NO_NAMES: ReadonlySet<ByteString> = new Set();

class RuleTree implements RuleFinder {
  readonly #conjuncts: readonly (readonly Conjunct[])[];
  readonly #extractor: Extractor;
  readonly #onlyFirst: boolean;
  readonly #root: RuleNode;
  /** What is left of rules, compiled, by the bits of their open conjuncts. */
  readonly #rests: readonly Map<number, Test | undefined>[];
  #nodes = 0;
  #entries = 0;

  constructor(conjuncts: readonly (readonly Conjunct[])[], extractor: Extractor, onlyFirst: boolean) {
    this.#conjuncts = conjuncts;
    this.#extractor = extractor;
    this.#onlyFirst = onlyFirst;
    this.#rests = conjuncts.map(() => new Map());
    const open = Int32Array.from(conjuncts, ({ length }) => 2 ** length - 1);
    this.#root = this.#newNode(
      Int32Array.from(conjuncts, (_, rule) => rule),
      open,
      [],
    );
  }

  find(matches: number[]): void {
    const extractor = this.#extractor;
    let node = this.#root;
    for (;;) {
      if (node.slot < 0 && !this.#chooseSlot(node)) break;
      const next = this.#branch(node, extractor.get(node.slot));
      if (!next) break;
      node = next;
    }
    const { rules } = node;
    if (rules.length === 0) return;
    node.tests ??= this.#compileRest(node);
    const { tests } = node;
    for (let i = 0; i < rules.length; i++) {
      const test = tests[i];
      if (test !== undefined && !test()) continue;
      matches.push(rules[i]!);
      if (this.#onlyFirst) return;
    }
  }

  /** The next node for a value; undefined where the tree is full. */
  #branch(node: RuleNode, value: FieldValue): RuleNode | undefined {
    if (value === undefined) {
      node.absent ??= this.#grow(node, true);
      return node.absent;
    }
    const list = isList(value);
    const text = list ? value.join('\0') : (value as ByteString);
    const { length } = text;
    if (length <= (node.closed && !list ? node.longestName : Math.max(node.longestName, LONGEST_MET))) {
      const known = node.byValue.get(text);
      if (known) return known;
    }
    const isNamed = list ? value.some((each) => node.names.has(each)) : node.names.has(text);
    const remembered = length <= LONGEST_MET || (isNamed && !list);
    if (
      isNamed
        ? !list || (remembered && node.met < MOST_MET)
        : !node.closed && remembered && node.met < MOST_MET
    ) {
      const grown = this.#grow(node, true);
      if (grown === undefined) return undefined;
      if (!isNamed || list) node.met++;
      node.byValue.set(text, grown);
      return grown;
    }
    // Of a list that names something, and is not remembered, nothing is decided.
    if (list && isNamed) return undefined;
    node.unnamed ??= this.#grow(node, node.closed);
    return node.unnamed;
  }

  /** Decides what looks at the node's field, on the loaded event; `all`: not only what asks for equality. */
  #grow(node: RuleNode, all: boolean): RuleNode | undefined {
    if (this.#nodes >= MOST_NODES || this.#entries >= MOST_ENTRIES) return undefined;
    const rules: number[] = [];
    const opens: number[] = [];
    for (let i = 0; i < node.rules.length; i++) {
      const rule = node.rules[i]!;
      const open = this.#decide(this.#conjuncts[rule]!, node.open[i]!, node.slot, all);
      if (open < 0) continue;
      rules.push(rule);
      opens.push(open);
    }
    return this.#newNode(Int32Array.from(rules), Int32Array.from(opens), [...node.done, node.slot]);
  }

  /** The conjuncts that stay open; negative where one of those decided does not hold. */
  #decide(conjuncts: readonly Conjunct[], open: number, slot: number, all: boolean): number {
    let left = open;
    for (let n = 0; n < conjuncts.length; n++) {
      if ((open & (1 << n)) === 0) continue;
      const conjunct = conjuncts[n]!;
      if (conjunct.slot !== slot || !(all || conjunct.closed)) continue;
      if (!conjunct.test()) return -1;
      left &= ~(1 << n);
    }
    return left;
  }

  #newNode(rules: Int32Array, open: Int32Array, done: readonly number[]): RuleNode {
    this.#nodes++;
    this.#entries += rules.length;
    return {
      rules,
      open,
      depth: done.length,
      slot: rules.length < FEWEST_RULES ? LEAF : UNKNOWN,
      names: NO_NAMES,
      longestName: 0,
      closed: false,
      byValue: new Map(),
      met: 0,
      absent: undefined,
      unnamed: undefined,
      done,
      tests: undefined,
    };
  }

  /** Chooses the field that most of the rules look at; prefers those that are only asked for equality. */
  #chooseSlot(node: RuleNode): boolean {
    if (node.slot === LEAF) return false;
    const asking = new Map<number, { rules: number; closed: boolean }>();
    this.#eachOpen(node, (conjunct) => {
      if (node.done.includes(conjunct.slot)) return;
      const known = asking.get(conjunct.slot);
      if (known) {
        known.rules++;
        known.closed &&= conjunct.closed;
      } else {
        asking.set(conjunct.slot, { rules: 1, closed: conjunct.closed });
      }
    });
    let best = LEAF;
    let most = FEWEST_RULES - 1;
    for (const [slot, { rules, closed }] of asking) {
      const weight = closed ? 4 * rules : rules;
      if (rules < FEWEST_RULES - 1 || weight <= most) continue;
      best = slot;
      most = weight;
    }
    node.slot = best;
    if (best === LEAF) return false;
    const names = new Set<ByteString>();
    node.closed = true;
    this.#eachOpen(node, (conjunct) => {
      if (conjunct.slot !== best) return;
      for (const name of conjunct.names) names.add(name);
      node.closed &&= conjunct.closed;
    });
    node.names = names;
    for (const name of names) node.longestName = Math.max(node.longestName, name.length);
    return true;
  }

  #eachOpen({ rules, open }: RuleNode, visit: (conjunct: Conjunct) => void): void {
    for (let i = 0; i < rules.length; i++) {
      const conjuncts = this.#conjuncts[rules[i]!]!;
      for (let n = 0; n < conjuncts.length; n++) {
        const conjunct = conjuncts[n]!;
        if (conjunct.slot >= 0 && (open[i]! & (1 << n)) !== 0) visit(conjunct);
      }
    }
  }

  #compileRest({ rules, open }: RuleNode): readonly (Test | undefined)[] {
    return Array.from(rules, (rule, i) => {
      const bits = open[i]!;
      const rests = this.#rests[rule]!;
      if (!rests.has(bits)) rests.set(bits, this.#restOf(rule, bits));
      return rests.get(bits);
    });
  }

  #restOf(rule: number, bits: number): Test | undefined {
    const rest = this.#conjuncts[rule]!.filter(({ required }, n) => required && (bits & (1 << n)) !== 0).map(
      ({ test }) => test,
    );
    const [first, second] = rest;
    if (rest.length < 2) return first;
    if (first && second && rest.length === 2) return () => first() && second();
    return () => {
      for (let i = 0; i < rest.length; i++) if (!rest[i]!()) return false;
      return true;
    };
  }
}
