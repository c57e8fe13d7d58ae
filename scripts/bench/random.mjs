/** Numbers that are the same for the same seed (xorshift, 32 bits). */
export function randomFrom(seed) {
  let state = (Math.imul(seed + 1, 0x9e3779b1) ^ 0x5bd1e995) >>> 0 || 1;
  const below = (limit) => {
    state ^= state << 13;
    state >>>= 0;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state % limit;
  };
  return {
    below,
    of: (values) => values[below(values.length)],
    chance: (percent) => below(100) < percent,
    /** One of [weight, value] pairs. */
    weighted(pairs) {
      let at = below(pairs.reduce((sum, [weight]) => sum + weight, 0));
      for (const [weight, value] of pairs) {
        at -= weight;
        if (at < 0) return value;
      }
      throw new Error('no weights');
    },
    hex: (digits) => Array.from({ length: digits }, () => below(16).toString(16)).join(''),
  };
}
