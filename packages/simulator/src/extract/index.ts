export { formatEventTime, localUtcOffset, TIME_FORMATS, type TimeFormat } from './event-time.js';
export { planExtraction } from './extractor.js';
export { sanitizeText } from './sanitize.js';
export { createSplitter, type ListedEvent, type Splitter } from './split.js';
export type { Moment } from './timestamp.js';
export {
  DROP_REASONS,
  type DropReason,
  type Extractor,
  type ExtractorOptions,
  type FieldPlace,
  type FieldRequest,
  type FieldValue,
  type LoadResult,
} from './types.js';
export { MARGIN, type WasmMemory } from './wasm-memory.js';
