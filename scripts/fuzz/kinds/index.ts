import type { Kind } from '../kind.js';
import { CONDITION } from './condition.js';
import { DSL } from './dsl.js';
import { ENGINE } from './engine.js';
import { EVENTS, HUGE } from './events.js';
import { FAST } from './fast.js';
import { OUTPUT } from './output.js';
import { REGEX } from './regex.js';
import { MUTATED, OVERSIZED, RULES } from './rules.js';

/** Every kind of input that is tried. */
export const KINDS = {
  condition: CONDITION,
  engine: ENGINE,
  fast: FAST,
  output: OUTPUT,
  rules: RULES,
  mutated: MUTATED,
  oversized: OVERSIZED,
  events: EVENTS,
  huge: HUGE,
  dsl: DSL,
  regex: REGEX,
} as const satisfies Readonly<Record<string, Kind>>;
export type KindName = keyof typeof KINDS;
