import type { ByteString } from '@falco-rules/language';
import { necessaryFor } from './necessary.js';
import type { CheckPlan, OperandPlan, TestPlan } from './plan.js';
import type { Planner } from './planner.js';
import type { Test } from './tests.js';

/** A part of a rule's condition: the rule holds only where it does. */
export interface Conjunct {
  /** The only field that it looks at; -1: several, or one that is not to be read before its turn. */
  readonly slot: number;
  /** For all values that `names` does not have, present ones, the verdict is the same. */
  readonly closed: boolean;
  readonly names: ReadonlySet<ByteString>;
  readonly test: Test;
  /** False: it follows from another one, and need not be tested. */
  readonly required: boolean;
}

/** Verdicts on parts are kept as bits of a number. */
export const MOST_CONJUNCTS = 31;

const NO_NAMES: ReadonlySet<ByteString> = new Set();

/**
 * Takes conditions apart at their outermost `and`s. Parts that look at one field are known for that; where a part
 * looks at several, what it needs of each stands beside it as a part of its own.
 */
export function conjunctsOf(
  conditions: readonly TestPlan[],
  planner: Planner,
  tests: readonly Test[],
  isEarly: (slot: number) => boolean,
  read: (slot: number) => unknown,
): readonly (readonly Conjunct[])[] {
  const slots = slotsOf(planner.tests);
  const necessary = necessaryFor(planner.tests);
  const known = new Map<number, readonly Conjunct[]>();

  function partsOf(plan: TestPlan): readonly Conjunct[] {
    const before = known.get(plan.id);
    if (before) return before;
    const test = tests[plan.id]!;
    const slot = slots[plan.id]!;
    const parts: Conjunct[] = [];
    if (slot >= 0 && isEarly(slot)) {
      parts.push({ slot, ...namesOf(plan), test, required: true });
    } else {
      for (const [at, names] of necessary[plan.id]!) {
        if (!isEarly(at)) continue;
        const holds = () => names.has(read(at) as ByteString);
        parts.push({ slot: at, closed: true, names, test: holds, required: false });
      }
      parts.push({ slot: -1, closed: false, names: NO_NAMES, test, required: true });
    }
    known.set(plan.id, parts);
    return parts;
  }

  return conditions.map((condition) => {
    const parts = flatten(condition).flatMap(partsOf);
    if (parts.length <= MOST_CONJUNCTS) return parts;
    const rest = parts.slice(MOST_CONJUNCTS - 1).filter(({ required }) => required);
    const test = () => rest.every((part) => part.test());
    return [
      ...parts.slice(0, MOST_CONJUNCTS - 1),
      { slot: -1, closed: false, names: NO_NAMES, test, required: true },
    ];
  });
}

/** The operands of nested `and`s, in order, each once. */
function flatten(condition: TestPlan): TestPlan[] {
  const out = new Set<TestPlan>();
  const pending = [condition];
  for (let plan = pending.pop(); plan; plan = pending.pop()) {
    if (plan.kind === 'and') for (const child of plan.children.toReversed()) pending.push(child);
    else out.add(plan);
  }
  return [...out];
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

const EQUALITIES: ReadonlySet<string> = new Set(['=', '==', '!=', 'in', 'intersects', 'exists']);

/** What values a test on one field names, and whether it asks for nothing but equality. */
function namesOf(plan: TestPlan): { names: ReadonlySet<ByteString>; closed: boolean } {
  const names = new Set<ByteString>();
  let closed = true;
  const seen = new Set<TestPlan>();
  const pending = [plan];
  for (let part = pending.pop(); part; part = pending.pop()) {
    if (seen.has(part)) continue;
    seen.add(part);
    if (part.kind === 'not') pending.push(part.child);
    else if (part.kind !== 'check') for (const child of part.children) pending.push(child);
    else if (isEquality(part)) for (const value of valuesOf(part)) names.add(value);
    else closed = false;
  }
  return { names, closed };
}

function isEquality({ left, operator, right }: CheckPlan): boolean {
  return left.kind === 'field' && EQUALITIES.has(operator) && right?.kind !== 'operand';
}

function valuesOf({ right }: CheckPlan): readonly ByteString[] {
  return right?.kind === 'texts' ? right.values : [];
}
