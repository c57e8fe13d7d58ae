export type { AlertFormatOptions, AlertTimeFormat } from './alert-format.js';
export { ByteSink } from './byte-sink.js';
export {
  type AlertFormat,
  compileEngine,
  type Engine,
  type EngineOptions,
  type RuleMatching,
} from './engine.js';
