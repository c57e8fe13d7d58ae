import { contentFault, usageFault } from '../fault.js';
import { readTail } from '../files/tail.js';
import type { PartReport } from './report.js';
import type { Shard } from './shard.js';

/** What makes two shards parts of the same run: things by their names, compared one by one. */
export type RunIdentity = Readonly<Record<string, string | number>>;

/** The last line of what `replay --shard` prints: all that `merge` must know beside the alerts. */
export interface Trailer {
  readonly shard: Shard;
  readonly run: RunIdentity;
  readonly rules: readonly string[];
  readonly otherRules: { readonly count: number; readonly sources: readonly string[] };
  readonly warnings: number;
  readonly parts: readonly (PartReport & {
    /** How many bytes of alerts it gave. */
    readonly bytes: number;
  })[];
}

const MARK = '# falco-rules shard ';

export function printTrailer(trailer: Trailer): string {
  return `${MARK}${JSON.stringify(trailer)}\n`;
}

/** A shard's result: where its alerts end in the file, and its trailer. */
export interface ShardResult {
  readonly path: string;
  readonly alertBytes: number;
  readonly trailer: Trailer;
}

/** Reads the end of a shard's result. */
export async function readShardResult(path: string): Promise<ShardResult> {
  const { line, at } = await readTail(path);
  if (!line.startsWith(MARK) || !line.endsWith('}\n')) {
    throw usageFault(`${path} is not the result of a whole shard`, {
      help: 'falco-rules replay --shard I/N prints it, and a line about itself at its end; a run that was cut short lacks that',
    });
  }
  const trailer = JSON.parse(line.slice(MARK.length)) as Trailer;
  const alertBytes = trailer.parts.reduce((sum, { bytes }) => sum + bytes, 0);
  if (alertBytes !== at) throw usageFault(`${path} is damaged: ${at} bytes of alerts, not ${alertBytes}`);
  return { path, alertBytes, trailer };
}

/** The results in the order of their shards. Throws a fault where they are not all the shards of one run. */
export function orderShards(results: readonly ShardResult[]): readonly ShardResult[] {
  const [first] = results;
  if (!first) return [];
  const { run, shard } = first.trailer;
  const byIndex = new Map<number, ShardResult>();
  for (const result of results) {
    const { trailer, path } = result;
    if (trailer.shard.of !== shard.of) {
      throw contentFault(`${path} is one of ${trailer.shard.of} shards, ${first.path} one of ${shard.of}`);
    }
    const other = Object.keys(run).find((name) => run[name] !== trailer.run[name]);
    if (other !== undefined) {
      throw contentFault(
        `${path} and ${first.path} are not of the same run: their ${other} differ${other.endsWith('s') ? '' : 's'}`,
        other === 'hostname' ? { help: 'set FALCO_HOSTNAME to the same name for all shards' } : {},
      );
    }
    const same = byIndex.get(trailer.shard.index);
    if (same) throw contentFault(`${path} and ${same.path} are both shard ${trailer.shard.index}`);
    byIndex.set(trailer.shard.index, result);
  }
  const missing = Array.from({ length: shard.of }, (_, i) => i + 1).filter((index) => !byIndex.has(index));
  if (missing.length > 0) {
    const named = missing.slice(0, 10).join(', ');
    throw contentFault(
      `shard${missing.length === 1 ? '' : 's'} ${named}${missing.length > 10 ? ', ...' : ''} of ${shard.of} missing`,
    );
  }
  return [...byIndex].sort(([a], [b]) => a - b).map(([, result]) => result);
}
