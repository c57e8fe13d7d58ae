export { compileExplainer, type Explainer } from './explainer.js';
export { type Obstacle, obstaclesOf } from './reason.js';
export type { CheckTrace, JunctionTrace, MacroTrace, NotTrace, Trace } from './trace.js';
