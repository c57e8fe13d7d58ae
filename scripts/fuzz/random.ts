/** Random choices that a seed repeats. */
export interface Random {
  /** An integer in [0, below). */
  below(below: number): number;
  /** True once in `1 / probability` times. */
  chance(probability: number): boolean;
  pick<T>(from: readonly T[]): T;
  /** One of the values, each as often as its weight says. */
  weighted<T>(from: readonly (readonly [weight: number, value: T])[]): T;
  /** Between `min` and `max` things. */
  times<T>(min: number, max: number, make: (n: number) => T): T[];
  /** Some of the values, in their order. */
  some<T>(from: readonly T[], probability: number): T[];
}

/** Mulberry32, over a hash of the seed: good enough to choose inputs, the same everywhere. */
export function randomOf(seed: string | number): Random {
  let state = 0x9e3779b9;
  for (const char of String(seed)) state = Math.imul(state ^ char.charCodeAt(0), 0x85ebca6b) >>> 0;
  const unit = (): number => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const random: Random = {
    below: (below) => Math.floor(unit() * below),
    chance: (probability) => unit() < probability,
    pick: (from) => {
      if (from.length === 0) throw new Error('nothing to pick from');
      return from[random.below(from.length)]!;
    },
    weighted: (from) => {
      let left = unit() * from.reduce((sum, [weight]) => sum + weight, 0);
      for (const [weight, value] of from) {
        left -= weight;
        if (left < 0) return value;
      }
      return from.at(-1)![1];
    },
    times: (min, max, make) => Array.from({ length: min + random.below(max - min + 1) }, (_, n) => make(n)),
    some: (from, probability) => from.filter(() => unit() < probability),
  };
  return random;
}
