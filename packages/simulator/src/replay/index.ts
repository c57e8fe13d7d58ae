export { type Alert, type AlertField, alertOf } from './alert.js';
export {
  createReplayer,
  type Replayer,
  type ReplayOptions,
  type ReplaySummary,
  type RuleTally,
} from './replay.js';
export { type Replay, replay } from './stream.js';
