export { CHANGE_LEVELS, CHANGES, type Change, type ChangeCode, type ChangeLevel } from './change.js';
export { createDiffer, diffRulesets, type RulesetDiff, type RulesetDiffer } from './diff.js';
export { staticChanges } from './static.js';
export type { AlertChange, TrafficDiff, TrafficOptions } from './traffic.js';
