export { type Alert, type AlertField, alertOf } from './alert.js';
export {
  type Assembly,
  type AssemblyOptions,
  createAssembly,
  FILE_BATCH,
  type SegmentOutcome,
  type TailAlert,
} from './assembly.js';
export {
  type BatchOutcome,
  type BatchRunner,
  type BatchRunOptions,
  createBatchCounter,
  createBatchRunner,
  type DropGroup,
} from './batch-run.js';
export {
  createReplayer,
  type Replayer,
  type ReplayOptions,
  type ReplaySummary,
  type RuleTally,
} from './replay.js';
export { type Replay, replay } from './stream.js';
