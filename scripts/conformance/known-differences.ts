import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../root.js';

/** Why an answer of ours may differ from Falco's: nothing else is admitted. They count against the score. */
export const REASONS = {
  crash: 'Falco crashes, or ends its run, on this',
  varies: "Falco's answer varies from run to run",
  'yaml-words': 'only the words of a YAML parse error differ',
} as const;

export interface KnownDifference {
  /** Name of the check, as `Check.vector`. */
  readonly vector: string;
  /** What Falco does there, for people. */
  readonly falco: string;
  readonly ours: string;
  readonly reason: keyof typeof REASONS;
  readonly why: string;
}

/** The one place where differences from Falco are admitted. */
export function readKnownDifferences(): readonly KnownDifference[] {
  const path = join(ROOT, 'fixtures', 'conformance', 'known-differences.json');
  return JSON.parse(readFileSync(path, 'utf8')) as KnownDifference[];
}
