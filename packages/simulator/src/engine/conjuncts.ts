import type { ByteString } from '@falco-rules/language';
import { necessaryFor } from './necessary.js';
import type { Pattern } from './pattern-index.js';
import type { OperandPlan, TestPlan } from './plan.js';
import type { Planner } from './planner.js';
import type { Test } from './tests.js';
import { valueTestOf } from './value-tests.js';

/** A part of a condition: that holds only where it does. */
export interface Conjunct extends Asking {
  /** The only field that it looks at; -1: several, or one that is not to be read before its turn. */
  readonly slot: number;
  readonly test: Test;
  /** False: it follows from another one, and need not be tested. */
  readonly required: boolean;
}

/** What a conjunct asks of the value of its field: see ValueTest. */
interface Asking {
  readonly names: ReadonlySet<ByteString>;
  readonly patterns: readonly Pattern[];
  readonly needles: readonly Pattern[];
  readonly opaque: boolean;
}

/** What has to hold, all of it, for a rule to match. A rule matches where one of its alternatives does. */
export interface Alternative {
  readonly rule: number;
  readonly conjuncts: readonly Conjunct[];
}

/** Verdicts on parts are kept as bits of a number. */
const MOST_CONJUNCTS = 31;
/** A condition with more alternatives is not taken apart as far as that. */
const MOST_ALTERNATIVES = 16;

const NOTHING: Asking = { names: new Set(), patterns: [], needles: [], opaque: false };

/** A test, or the opposite of one. */
interface Part {
  readonly plan: TestPlan;
  readonly negated: boolean;
}

/**
 * Takes conditions apart at their outermost `and`s, and at `or`s of parts that look at several fields. Parts that
 * look at one field are known for that; where a part looks at several, what it needs of each stands beside it as a
 * part of its own.
 */
export function alternativesOf(
  conditions: readonly TestPlan[],
  planner: Planner,
  tests: readonly Test[],
  isEarly: (slot: number) => boolean,
  read: (slot: number) => unknown,
): readonly Alternative[] {
  const slots = slotsOf(planner.tests);
  const necessary = necessaryFor(planner.tests);
  const known = new Map<number, readonly Conjunct[]>();

  function conjunctsOf({ plan, negated }: Part): readonly Conjunct[] {
    const key = negated ? -1 - plan.id : plan.id;
    const before = known.get(key);
    if (before) return before;
    const holds = tests[plan.id]!;
    const test = negated ? () => !holds() : holds;
    const slot = slots[plan.id]!;
    const parts: Conjunct[] = [];
    if (slot >= 0 && isEarly(slot)) {
      parts.push({ slot, ...askingOf(plan), test, required: true });
    } else {
      for (const [at, names] of negated ? [] : necessary[plan.id]!) {
        if (!isEarly(at)) continue;
        const isNamed = () => names.has(read(at) as ByteString);
        parts.push({ ...NOTHING, slot: at, names, test: isNamed, required: false });
      }
      parts.push({ ...NOTHING, slot: -1, test, required: true });
    }
    known.set(key, parts);
    return parts;
  }

  const isMixed = (plan: TestPlan) => slots[plan.id]! < 0;
  return conditions.flatMap((condition, rule) =>
    alternatives(condition, isMixed).map((parts) => ({
      rule,
      conjuncts: limited(parts.flatMap(conjunctsOf)),
    })),
  );
}

/** What is too much for bits is tested as one. */
function limited(conjuncts: readonly Conjunct[]): readonly Conjunct[] {
  if (conjuncts.length <= MOST_CONJUNCTS) return conjuncts;
  const rest = conjuncts.slice(MOST_CONJUNCTS - 1).filter(({ required }) => required);
  const test = () => rest.every((part) => part.test());
  return [...conjuncts.slice(0, MOST_CONJUNCTS - 1), { ...NOTHING, slot: -1, test, required: true }];
}

/** The ways in which a condition can hold: for each, all that has to. `or`s of `isMixed` parts are taken apart. */
function alternatives(
  condition: TestPlan,
  isMixed: (plan: TestPlan) => boolean,
): readonly (readonly Part[])[] {
  const whole: Part[] = [];
  let ways: (readonly Part[])[] = [[]];
  for (const part of flatten({ plan: condition, negated: false })) {
    const { plan, negated } = part;
    const choices = plan.kind === 'or' && !negated && isMixed(plan) ? plan.children : [];
    if (choices.length === 0 || ways.length * choices.length > MOST_ALTERNATIVES) {
      whole.push(part);
      continue;
    }
    const parts = choices.map((child) => flatten({ plan: child, negated: false }));
    ways = ways.flatMap((way) => parts.map((choice) => [...way, ...choice]));
  }
  return ways.map((way) => [...whole, ...way]);
}

/** The operands of nested `and`s, in order, each once; also where they hide behind a `not`. */
function flatten(condition: Part): readonly Part[] {
  const out = new Map<number, Part>();
  const pending = [condition];
  for (let part = pending.pop(); part; part = pending.pop()) {
    const { plan, negated } = part;
    if (plan.kind === 'not') pending.push({ plan: plan.child, negated: !negated });
    else if (plan.kind === (negated ? 'or' : 'and'))
      for (const child of plan.children.toReversed()) pending.push({ plan: child, negated });
    else out.set(negated ? -1 - plan.id : plan.id, part);
  }
  return [...out.values()];
}

const NONE = -1;
const SEVERAL = -2;

/** The only slot that each test looks at, by id; negative where there is none, or several. */
function slotsOf(tests: readonly TestPlan[]): readonly number[] {
  const slots: number[] = [];
  const join = (a: number, b: number) => (a === NONE || a === b ? b : b === NONE ? a : SEVERAL);
  for (const test of tests) {
    switch (test.kind) {
      case 'check': {
        const right = test.right?.kind === 'operand' ? slotOf(test.right.operand) : NONE;
        slots.push(join(slotOf(test.left), right));
        break;
      }
      case 'not':
        slots.push(slots[test.child.id]!);
        break;
      default:
        slots.push(test.children.reduce((slot, child) => join(slot, slots[child.id]!), NONE));
    }
  }
  return slots;
}

function slotOf(operand: OperandPlan): number {
  switch (operand.kind) {
    case 'field':
      return operand.slot;
    case 'text-transformers':
    case 'length':
      return slotOf(operand.of);
    default:
      return SEVERAL;
  }
}

/** All that the checks of a test on one field ask of its value. */
function askingOf(plan: TestPlan): Asking {
  const names = new Set<ByteString>();
  const patterns: Pattern[] = [];
  const needles: Pattern[] = [];
  let opaque = false;
  const seen = new Set<TestPlan>();
  const pending = [plan];
  for (let part = pending.pop(); part; part = pending.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    if (part.kind === 'not') {
      pending.push(part.child);
      continue;
    }
    if (part.kind !== 'check') {
      for (const child of part.children) pending.push(child);
      continue;
    }
    const asked = valueTestOf(part);
    if (asked.kind === 'opaque') opaque = true;
    else if (asked.kind === 'names') for (const name of asked.names) names.add(name);
    else for (const pattern of asked.patterns) (asked.kind === 'patterns' ? patterns : needles).push(pattern);
  }
  return { names, patterns, needles, opaque };
}
