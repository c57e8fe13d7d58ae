export { collectResult, type ResultCollector } from './collect-result.js';
export { type ChangedRules, type KeptRun, keepRun, type RunKeeper } from './kept-run.js';
export {
  createMatchers,
  type ExpectedField,
  type FireOptions,
  type Matchers,
  type MatchOutcome,
  type RuleRef,
} from './matchers.js';
export type { NearestMiss, RuleResult, TestResult } from './result.js';
