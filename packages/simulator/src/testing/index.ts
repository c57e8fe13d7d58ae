export { collectResult, type ResultCollector } from './collect-result.js';
export {
  createMatchers,
  type ExpectedField,
  type FireOptions,
  type Matchers,
  type MatchOutcome,
  type RuleRef,
} from './matchers.js';
export type { NearestMiss, RuleResult, TestResult } from './result.js';
