import type { BinaryCheck, ByteString, Value } from '@falco-rules/language';
import { isList } from '../engine/bytes.js';
import { compileOperand } from '../engine/operands.js';
import type { Planner } from '../engine/planner.js';
import { compileCheck } from '../engine/tests.js';
import type { Extractor } from '../extract/index.js';

/** Looks at the values of a check one by one, on the loaded event. */
export interface ItemProbe {
  /** Calls back with the values that the event met; `alone`: the check would come out otherwise without this one. */
  each(met: (item: number, alone: boolean) => void): void;
}

/** The probe of a check's values; undefined where it has no list of values. */
export function compileItems(
  check: BinaryCheck,
  planner: Planner,
  extractor: Extractor,
): ItemProbe | undefined {
  const { right, operator, modifier } = check;
  if (right.kind !== 'List' || right.values.length === 0) return undefined;
  const plan = planner.check(check);
  if (modifier === 'allof' || modifier === 'oneof')
    return withoutEach(check, right.values, planner, extractor);
  const isMember = operator === 'in' || operator === 'intersects';
  if (isMember && plan.left.kind === 'field' && plan.left.type === 'string' && plan.right?.kind === 'texts') {
    const get = compileOperand(plan.left, extractor);
    const needsAll = operator === 'in' && plan.left.list;
    return byValue(get, plan.right.values, needsAll);
  }
  if (isMember && plan.left.list) return withoutEach(check, right.values, planner, extractor);
  return anyOf(check, right.values, planner, extractor);
}

/** `in` and `intersects`: the values are looked up. `needsAll`: every value that is met is needed. */
function byValue(get: () => unknown, values: readonly ByteString[], needsAll: boolean): ItemProbe {
  const places = new Map<ByteString, number[]>();
  for (const [i, value] of values.entries()) {
    const known = places.get(value);
    if (known) known.push(i);
    else places.set(value, [i]);
  }
  return {
    each(met) {
      const value = get();
      if (value === undefined) return;
      if (!isList(value as never)) {
        const items = places.get(value as ByteString) ?? [];
        for (const item of items) met(item, items.length === 1);
        return;
      }
      const found = new Set(value as readonly ByteString[]);
      const hits = [...found].flatMap((each) => (places.has(each) ? [places.get(each)!] : []));
      const holds = needsAll ? hits.length === found.size : hits.length > 0;
      for (const items of hits) {
        // A value that is listed twice is not missed.
        const alone = holds && items.length === 1 && (needsAll || hits.length === 1);
        for (const item of items) met(item, alone);
      }
    },
  };
}

/** Checks that hold where they hold for one of the values: `pmatch`, `startswith anyof`. */
function anyOf(
  check: BinaryCheck,
  values: readonly Value[],
  planner: Planner,
  extractor: Extractor,
): ItemProbe {
  let tests: readonly (() => boolean)[] | undefined;
  return {
    each(met) {
      tests ??= values.map((value) => compileCheck(planner.check(withValues(check, [value])), extractor));
      const hits = tests.flatMap((test, i) => (test() ? [i] : []));
      for (const item of hits) met(item, hits.length === 1);
    },
  };
}

/** What else there is: the check without the value, compared with the whole. */
function withoutEach(
  check: BinaryCheck,
  values: readonly Value[],
  planner: Planner,
  extractor: Extractor,
): ItemProbe {
  const whole = compileCheck(planner.check(check), extractor);
  let tests: { single: () => boolean; without: () => boolean }[] | undefined;
  return {
    each(met) {
      tests ??= values.map((value, i) => ({
        single: compileCheck(planner.check(withValues(check, [value])), extractor),
        without: compileCheck(planner.check(withValues(check, values.toSpliced(i, 1))), extractor),
      }));
      const verdict = whole();
      for (const [item, { single, without }] of tests.entries()) {
        const alone = without() !== verdict;
        if (alone || single()) met(item, alone);
      }
    },
  };
}

/** The check with other values. */
export function withValues(check: BinaryCheck, values: readonly Value[]): BinaryCheck {
  return { ...check, right: { ...(check.right as Extract<BinaryCheck['right'], { kind: 'List' }>), values } };
}
