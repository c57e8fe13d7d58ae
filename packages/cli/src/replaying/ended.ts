import { contentFault, type ExitCode } from '../fault.js';
import { type ReplayOutcome, replaySummary } from '../reporters/replay-summary.js';
import type { Terminal } from '../terminal.js';

/** Says what became of a run; its exit code, or the fault of a run that Falco would have ended early. */
export function ended(outcome: ReplayOutcome, terminal: Terminal, isShard = false): ExitCode {
  for (const line of replaySummary(outcome, terminal.errColours)) terminal.err(line);
  const { stop } = outcome.report;
  // Of a shard, it is for `merge` to say.
  if (!stop || isShard) return 0;
  throw contentFault(`${stop.file}:${stop.line} is a line of 64 KiB or more: Falco ends its run there`, {
    help: 'with --input webhook there is no such limit, as when Falco gets its events from the API server',
  });
}
