import {
  type Assembly,
  type BatchOutcome,
  createAssembly,
  type EventBatch,
  type EventInput,
  type SegmentOutcome,
} from '@falco-rules/simulator';
import { countLineFeeds } from '../files/line-starts.js';
import type { RunPart } from './shard.js';

export interface PartOutcome extends SegmentOutcome {
  readonly part: RunPart;
}

export interface RunAssemblyOptions {
  readonly input: EventInput;
  readonly ruleCount: number;
  /** The run is a shard: see Assembly. */
  readonly keepTail: boolean;
  /** Where it returns a promise, the run waits. */
  readonly write: (bytes: Uint8Array) => Promise<void> | undefined;
  /** Called when all of a part is written. */
  readonly partDone: () => void;
  /** Told of events as they are accepted. */
  readonly onEvents: (count: number) => void;
}

/** Takes what comes of the parts of a run, in the order of the events, writes the alerts, and keeps the rest. */
export class RunAssembly {
  readonly outcomes: PartOutcome[] = [];
  /** Events of the run that were accepted so far. */
  accepted = 0;
  readonly #options: RunAssemblyOptions;
  #part: { readonly part: RunPart; readonly assembly: Assembly } | undefined;

  constructor(options: RunAssemblyOptions) {
    this.#options = options;
  }

  begin(part: RunPart): void {
    this.#part = { part, assembly: createAssembly(this.#options) };
  }

  /** What came of the next events. `stop`: after them, a line ends the run. Where it returns a promise, the run waits. */
  take(outcome: BatchOutcome, stop?: EventBatch['stop']): Promise<void> | undefined {
    this.accepted += outcome.accepted;
    this.#options.onEvents(outcome.accepted);
    return this.#write(this.#part!.assembly.add(outcome, stop));
  }

  /** The part that was begun has been run. */
  async end(): Promise<void> {
    const { part, assembly } = this.#part!;
    await this.#write(assembly.finish());
    this.#options.partDone();
    this.outcomes.push({ ...withLines(assembly.outcome(), part), part });
  }

  #write(pieces: readonly Uint8Array[]): Promise<void> | undefined {
    let waits: Promise<void> | undefined;
    for (const piece of pieces) waits = this.#options.write(piece) ?? waits;
    return waits;
  }
}

/** Lines of a part that does not begin with its file are numbered from its first one: puts that right where they show. */
function withLines(outcome: SegmentOutcome, part: RunPart): SegmentOutcome {
  const { stop, drops } = outcome;
  if (part.from === 0 || (!stop && drops.length === 0)) return outcome;
  const before = countLineFeeds(part.path, part.from);
  return {
    ...outcome,
    drops: drops.map((group) => ({
      ...group,
      first: { ...group.first, line: group.first.line + before },
    })),
    ...(stop && { stop: { ...stop, line: stop.line + before } }),
  };
}
