import { decodeText, type LoadedRule, type Priority } from '@falco-rules/language';
import type { Engine } from '../engine/engine.js';
import type { FieldValue } from '../extract/index.js';

/** A rule that matched an event, for people and tests. Texts are ordinary ones, not byte strings. */
export interface Alert {
  readonly rule: string;
  readonly priority: Priority;
  readonly source: string;
  readonly tags: readonly string[];
  /** Nanoseconds since the epoch. */
  readonly time: bigint;
  /** `evt.num`: which of the accepted events it is, from 1. */
  readonly event: number;
  /** The output, without the time and priority in front of it. */
  readonly output: string;
  /** What `output_fields` holds; null where the field is absent. */
  readonly fields: Readonly<Record<string, AlertField>>;
}

export type AlertField = string | bigint | boolean | null | readonly string[];

/** The alert of a rule on the engine's last event. */
export function alertOf(engine: Engine, rule: number, event: number): Alert {
  const { name, priority, source, tags } = engine.rules[rule] as LoadedRule;
  const fields = engine.fields(rule).map(([field, value]) => [decodeText(field), decodeValue(value)]);
  return {
    rule: decodeText(name),
    priority,
    source,
    tags: tags.map(decodeText),
    time: engine.time,
    event,
    output: decodeText(engine.message(rule)),
    fields: Object.fromEntries(fields),
  };
}

function decodeValue(value: FieldValue): AlertField {
  if (value === undefined) return null;
  if (typeof value === 'string') return decodeText(value);
  return typeof value === 'object' ? value.map(decodeText) : value;
}
