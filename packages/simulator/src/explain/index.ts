export { type Edit, type Json, jsonPath } from './counterfactual/json.js';
export {
  type Counterfactual,
  type CounterfactualFinder,
  createCounterfactualFinder,
  type NoCounterfactual,
} from './counterfactual/search.js';
export {
  type ExplainedGroup,
  type ExplainOptions,
  type Explanation,
  explain,
  explainAll,
  withCounterfactuals,
} from './explain.js';
export { compileExplainer, type Explainer } from './explainer.js';
export type { EventPlace, KeptEvent } from './located-intake.js';
export { type Origin, type Outline, outlineOf } from './outline.js';
export { createOverviewer, type Overview, type Overviewer, type RuleOverview } from './overview.js';
export { type Obstacle, obstaclesOf } from './reason.js';
export { demandOf, leftOf, sentenceOf, shownValue, speakerOf } from './sentence.js';
export {
  createSurveyor,
  type Outcome,
  type ReasonGroup,
  type Survey,
  type SurveyOptions,
  type Surveyor,
} from './survey.js';
export type { CheckTrace, JunctionTrace, MacroTrace, NotTrace, Trace } from './trace.js';
