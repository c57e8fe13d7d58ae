export type { LoadError, LoadWarning } from './fault.js';
export { type FileResult, type LoadOptions, type LoadResult, loadRules, type RulesFile } from './load.js';
export * from './model.js';
export {
  type FalcoOutcome,
  falcoOutcome,
  type JsonFileResult,
  type JsonIssue,
  type JsonLoadResults,
  loadResultsToJson,
} from './to-json.js';
export { compareVersions, DEFAULT_TARGET, engineOfFalco, parseVersion, type Target } from './versions.js';
export { type WrittenCondition, writtenCondition } from './written.js';
