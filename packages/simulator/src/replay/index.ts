export type { Alert, AlertField } from './alert.js';
export {
  createReplayer,
  type DroppedEvent,
  type EventRanges,
  type Replayer,
  type ReplayOptions,
  type ReplaySummary,
  type RuleTally,
} from './replay.js';
