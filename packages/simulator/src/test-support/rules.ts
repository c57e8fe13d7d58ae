import { loadRules, type Ruleset } from '@falco-rules/language';
import { type EventBatch, EventReader } from '../events/index.js';

/** Loads a rules file of a test; a file that does not load is the test's mistake. */
export function load(yaml: string): Ruleset {
  const { ruleset, files } = loadRules([{ name: 'rules.yaml', content: Buffer.from(yaml) }]);
  if (!ruleset) throw new Error(JSON.stringify(files));
  return ruleset;
}

/** A rule, written short. */
export function rule(name: string, condition: string, more: Record<string, unknown> = {}): string {
  const item = { rule: name, desc: 'd', condition, output: '%ka.user.name', priority: 'WARNING', ...more };
  return `- ${JSON.stringify({ source: 'k8s_audit', ...item })}\n`;
}

/** An audit event of a test: what it says over what is common. */
export function auditEvent(more: Record<string, unknown> = {}): Record<string, unknown> {
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: 'a',
    stage: 'ResponseComplete',
    verb: 'get',
    user: { username: 'alice' },
    objectRef: { resource: 'pods' },
    stageTimestamp: '2026-01-31T08:00:00.000000Z',
    ...more,
  };
}

/** Events as one batch, a line each. */
export function batchOf(events: readonly (Record<string, unknown> | string)[]): EventBatch {
  const lines = events.map((event) => (typeof event === 'string' ? event : JSON.stringify(event)));
  const batch = new EventReader({ input: 'webhook' }).push(Buffer.from(`${lines.join('\n')}\n`));
  if (!batch) throw new Error('no events');
  return batch;
}
