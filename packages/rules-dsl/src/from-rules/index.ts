export type { GivenFile } from './file-items.js';
export { type ImportedFile, type ImportResult, importRules } from './import-rules.js';
