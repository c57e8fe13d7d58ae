export type { AlertFormatOptions, AlertTimeFormat } from './alert-format.js';
export { ByteSink } from './byte-sink.js';
export {
  type AlertFormat,
  compileEngine,
  type Engine,
  type EngineOptions,
  type RuleMatching,
} from './engine.js';
export { type PlaceNeeds, placeNeeds } from './needs.js';
