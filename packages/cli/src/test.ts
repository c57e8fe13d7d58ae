import { bindMatchers } from './testing/matchers.js';
import { bindSerializer } from './testing/serializer.js';

bindMatchers();
bindSerializer();

export type {
  Alert,
  AlertField,
  AuditEvent,
  Call,
  ExpectedField,
  FireOptions,
  KubernetesObject,
  RuleRef,
  TestResult,
} from '@falco-rules/simulator';
export { event, events } from '@falco-rules/simulator';
export * from 'vitest';
export { type FixtureHandle, fixture, type RulesHandle, rules } from './testing/handles.js';
export { manifest } from './testing/manifest.js';
export type { FalcoMatchers } from './testing/matchers.js';
export { type EventsInput, type ReplayOptions, type RulesInput, replay } from './testing/replay.js';
