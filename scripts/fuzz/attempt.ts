import type { Input, Kind } from './kind.js';
import { KINDS, type KindName } from './kinds/index.js';
import { randomOf } from './random.js';

/** The input of a case: the same for the same seed, kind and number. */
export function inputOf(seed: string, kind: KindName, number: number): Input {
  return KINDS[kind].generate(randomOf(`${seed}/${kind}/${number}`));
}

/** What is wrong with an input: what its kind's check says, or whatever was thrown. */
export function attempt(kind: Kind, input: Input): string | undefined {
  try {
    return kind.check(input);
  } catch (error) {
    return error instanceof Error ? `threw ${error.stack ?? error.message}` : `threw ${String(error)}`;
  }
}
