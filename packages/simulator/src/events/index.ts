export type { EventBatch } from './batch.js';
export { createIntake, type Drop, type Intake, type IntakeOptions, type Take } from './intake.js';
export { type EventInput, EventReader, type ReadOptions, readEvents } from './reader.js';
