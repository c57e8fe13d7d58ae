import type { Ruleset } from '@falco-rules/language';
import type { PlaceNeeds } from '@falco-rules/simulator';
import { AcceptedCounts } from './accepted-counts.js';
import { CrewRun } from './crew-run.js';
import type { WorkerStart } from './messages.js';
import type { RunContext } from './run.js';
import type { RunAssembly } from './run-assembly.js';
import type { Place, RunSetup } from './setup.js';
import type { RunPart } from './shard.js';
import { WorkerThread } from './worker-thread.js';

export interface CrewRunOptions {
  readonly context: RunContext;
  readonly setup: RunSetup;
  readonly ruleset: Ruleset;
  readonly place: Place;
  readonly needs: PlaceNeeds;
  readonly assembly: RunAssembly;
}

/** Threads that run rules together: this one, and workers. */
export class Crew {
  readonly #start: WorkerStart = { counts: AcceptedCounts.share() };
  readonly #workers: WorkerThread[] = [];

  /** Starts `threads` - 1 workers: they get ready while this thread loads the rules. */
  constructor(threads: number) {
    while (this.#workers.length < threads - 1) this.#workers.push(new WorkerThread(this.#start));
  }

  /** Runs the events of parts, as runParts does. */
  async run(parts: readonly RunPart[], options: CrewRunOptions): Promise<void> {
    // Where rules read evt.num, threads wait for each other's counts. This one must not: it hands out the tasks. So it
    // runs none, and somebody else does.
    if (options.needs.number) this.#workers.push(new WorkerThread(this.#start));
    await new CrewRun(this.#workers, new AcceptedCounts(this.#start.counts), options).run(parts);
  }

  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.close()));
  }
}
