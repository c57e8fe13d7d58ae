export type { EventBatch } from './batch.js';
export { BlockReader, type BlockReaderOptions, type EventInput } from './block-reader.js';
export { findCut } from './cut.js';
export { createIntake, type Drop, type Intake, type IntakeOptions, type Take } from './intake.js';
export { EventReader, type ReadOptions, readEvents } from './reader.js';
