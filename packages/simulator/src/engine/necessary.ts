import type { ByteString } from '@falco-rules/language';
import type { CheckPlan, TestPlan } from './plan.js';

/** By slot: a condition can only hold where the field there has one of these values. */
export type Necessary = Iterable<readonly [slot: number, values: ReadonlySet<ByteString>]>;

type Found = ReadonlyMap<number, ReadonlySet<ByteString>>;

const NOTHING: Found = new Map();

/** Sets past this size say little and cost much. */
const LARGEST_SET = 4096;

/**
 * What conditions cannot do without: equalities of plain text fields. Sound, not complete: a condition that
 * holds on an event holds with all of it, whatever the event. Takes the tests of a planner, parts first, and
 * answers by test id. Most are never asked about: what is not, is not looked into.
 */
export function necessaryFor(tests: readonly TestPlan[]): readonly Necessary[] {
  const found: Found[] = [];
  return tests.map((test) => ({
    [Symbol.iterator]: () => foundFor(test, found)[Symbol.iterator](),
  }));
}

/** Works on tests of any depth. */
function foundFor(test: TestPlan, found: Found[]): Found {
  const pending = [test];
  for (let top = pending.at(-1); top; top = pending.at(-1)) {
    const before = pending.length;
    if (!found[top.id]) for (const part of partsOf(top)) if (!found[part.id]) pending.push(part);
    if (pending.length > before) continue;
    found[top.id] ??= find(top, found);
    pending.pop();
  }
  return found[test.id]!;
}

/** The tests that a test's needs are made of. */
function partsOf(test: TestPlan): readonly TestPlan[] {
  if (test.kind === 'and' || test.kind === 'or') return test.children;
  // A check that does not hold may fail for want of a value: nothing follows. Two negations cancel out.
  return test.kind === 'not' && test.child.kind === 'not' ? [test.child.child] : NO_PARTS;
}

const NO_PARTS: readonly TestPlan[] = [];

function find(test: TestPlan, found: readonly Found[]): Found {
  if (test.kind === 'check') return ofCheck(test);
  const parts = partsOf(test).map(({ id }) => found[id]!);
  return test.kind === 'or' ? either(parts) : both(parts);
}

function ofCheck({ left, operator, modifier, right }: CheckPlan): Found {
  if (left.kind !== 'field' || left.list || right?.kind !== 'texts') return NOTHING;
  const equals = operator === '=' || operator === '==';
  const among = operator === 'in' || operator === 'intersects';
  // `= allof` and `= oneof` hold for a value of the list too.
  if (!among && !equals) return NOTHING;
  const values = !among && modifier === undefined ? right.values.slice(0, 1) : right.values;
  return new Map([[left.slot, new Set(values)]]);
}

function both(parts: readonly Found[]): Found {
  const needed = parts.filter(({ size }) => size > 0);
  if (needed.length < 2) return needed[0] ?? NOTHING;
  const all = new Map<number, ReadonlySet<ByteString>>();
  for (const part of needed) {
    for (const [slot, values] of part) {
      const others = all.get(slot);
      all.set(slot, others ? shared(values, others) : values);
    }
  }
  return all;
}

/** Looks at the smaller of two sets only: one of them may be a long list that many rules use. */
function shared(a: ReadonlySet<ByteString>, b: ReadonlySet<ByteString>): ReadonlySet<ByteString> {
  if (a.size > b.size) return shared(b, a);
  const values = new Set<ByteString>();
  for (const value of a) if (b.has(value)) values.add(value);
  return values;
}

function either(parts: readonly Found[]): Found {
  const all = new Map<number, ReadonlySet<ByteString>>();
  for (const slot of parts[0]!.keys()) {
    const values = union(slot, parts);
    if (values) all.set(slot, values);
  }
  return all;
}

/** Undefined where one part does not have the field, or where there are too many values. */
function union(slot: number, parts: readonly Found[]): ReadonlySet<ByteString> | undefined {
  // Parts that are made of the same test have the same set.
  const sets = new Set<ReadonlySet<ByteString>>();
  let size = 0;
  for (const part of parts) {
    const values = part.get(slot);
    if (!values) return undefined;
    if (!sets.has(values)) size += values.size;
    if (size > LARGEST_SET) return undefined;
    sets.add(values);
  }
  const [only] = sets;
  if (sets.size === 1) return only;
  const all = new Set<ByteString>();
  for (const values of sets) for (const value of values) all.add(value);
  return all;
}
