import { createHash } from 'node:crypto';
import type { Target } from '@falco-rules/language';
import { fileSize } from '../files.js';
import type { RulesSource } from '../project/rules-files.js';
import type { PartReport } from './report.js';
import type { RunSetup } from './setup.js';
import type { Shard } from './shard.js';
import { printTrailer, type Trailer } from './trailer.js';

/** What a run was. */
export interface RunOfShards {
  readonly setup: RunSetup;
  readonly sources: readonly RulesSource[];
  readonly target: Target;
  readonly input: string;
  readonly files: readonly string[];
}

/** The line that ends what a shard prints. */
export function trailerOf(
  shard: Shard,
  { setup, sources, target, input, files }: RunOfShards,
  told: Pick<Trailer, 'rules' | 'otherRules' | 'warnings'>,
  parts: readonly PartReport[],
  bytesByPart: readonly number[],
): string {
  const rules = createHash('sha256');
  for (const { content } of sources) rules.update(content).update('\0');
  return printTrailer({
    shard,
    run: {
      rules: rules.digest('hex'),
      'sizes of the events files': files.map(fileSize).join(' '),
      'target versions': JSON.stringify([target.falco, target.plugins]),
      'rule matching': setup.ruleMatching,
      format: setup.format,
      'time format': setup.timeFormat,
      hostname: setup.hostname,
      'time zone': setup.utcOffset,
      input,
    },
    ...told,
    parts: parts.map((part, i) => ({ ...part, bytes: bytesByPart[i] ?? 0 })),
  });
}
