export { event, events, type SeveralOptions } from './event.js';
export { isEventMistake } from './mistake.js';
export type { KubernetesObject, ManifestOf } from './objects.js';
export { type BuiltInName, type BuiltInResource, RESOURCES, type ResourceRow } from './resources.js';
export type {
  AuditEvent,
  AuditUser,
  Call,
  CallOptions,
  Level,
  ManifestCall,
  ObjectReference,
  PathCall,
  QueryValue,
  Requester,
  ResourceCall,
  ResponseStatus,
  Stage,
  Verb,
} from './types.js';
