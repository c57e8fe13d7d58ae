import type { ByteString } from '@falco-rules/language';
import type { CheckPlan, TestPlan } from './plan.js';

/** By slot: a condition can only hold where the field there has one of these values. */
export type Necessary = ReadonlyMap<number, ReadonlySet<ByteString>>;

const NOTHING: Necessary = new Map();

/** Sets past this size say little and cost much. */
const LARGEST_SET = 4096;

/**
 * What conditions cannot do without: equalities of plain text fields. Sound, not complete: a condition that
 * holds on an event holds with all of it, whatever the event. Takes the tests of a planner, parts first, and
 * answers by test id.
 */
export function necessaryFor(tests: readonly TestPlan[]): readonly Necessary[] {
  const found: Necessary[] = [];
  for (const test of tests) found.push(find(test, found));
  return found;
}

function find(test: TestPlan, parts: readonly Necessary[]): Necessary {
  switch (test.kind) {
    case 'check':
      return ofCheck(test);
    case 'and':
      return test.children.map((child) => parts[child.id]!).reduce(both, NOTHING);
    case 'or':
      return test.children.map((child) => parts[child.id]!).reduce(either);
    case 'not':
      // A check that does not hold may fail for want of a value: nothing follows. Two negations cancel out.
      return test.child.kind === 'not' ? parts[test.child.child.id]! : NOTHING;
  }
}

function ofCheck({ left, operator, modifier, right }: CheckPlan): Necessary {
  if (left.kind !== 'field' || left.list || right?.kind !== 'texts') return NOTHING;
  const equals = operator === '=' || operator === '==';
  const among = operator === 'in' || operator === 'intersects';
  // `= allof` and `= oneof` hold for a value of the list too.
  if (!among && !equals) return NOTHING;
  const values = !among && modifier === undefined ? right.values.slice(0, 1) : right.values;
  return new Map([[left.slot, new Set(values)]]);
}

function both(a: Necessary, b: Necessary): Necessary {
  if (a.size === 0) return b;
  if (b.size === 0) return a;
  const all = new Map(a);
  for (const [slot, values] of b) {
    const others = a.get(slot);
    all.set(slot, others ? new Set([...values].filter((value) => others.has(value))) : values);
  }
  return all;
}

function either(a: Necessary, b: Necessary): Necessary {
  const shared = new Map<number, ReadonlySet<ByteString>>();
  for (const [slot, values] of a) {
    const others = b.get(slot);
    if (others && values.size + others.size <= LARGEST_SET) shared.set(slot, new Set([...values, ...others]));
  }
  return shared;
}
