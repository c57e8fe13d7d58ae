import { AREAS, type Area, type Check, checkAll, isEqual } from './check.js';
import type { Vectors } from './vectors.js';

export interface Count {
  readonly equal: number;
  readonly of: number;
}

export interface Score {
  /** In the order of AREAS; aspects without vectors are left out. */
  readonly aspects: readonly (Count & { readonly area: Area; readonly aspect: string })[];
  readonly total: Count;
  /** What is not equal. */
  readonly differences: readonly Check[];
}

export function measure(vectors: Vectors): Score {
  const counts = new Map<string, { equal: number; of: number }>();
  const differences: Check[] = [];
  for (const check of checkAll(vectors)) {
    const key = `${check.area}/${check.aspect}`;
    const count = counts.get(key) ?? { equal: 0, of: 0 };
    counts.set(key, count);
    count.of++;
    if (isEqual(check)) count.equal++;
    else differences.push(check);
  }
  const aspects = (Object.keys(AREAS) as Area[]).flatMap((area) =>
    AREAS[area].flatMap((aspect) => {
      const count = counts.get(`${area}/${aspect}`);
      return count ? [{ area, aspect, ...count }] : [];
    }),
  );
  return { aspects, total: sum(aspects), differences };
}

export function sum(counts: readonly Count[]): Count {
  return {
    equal: counts.reduce((all, { equal }) => all + equal, 0),
    of: counts.reduce((all, { of }) => all + of, 0),
  };
}
