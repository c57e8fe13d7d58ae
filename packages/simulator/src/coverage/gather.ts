import type { Ruleset } from '@falco-rules/language';
import { createIntake, type Drop, type EventBatch } from '../events/index.js';
import { compileProbe, type ProbeOptions } from './probe.js';
import type { EventRef, RuleTally } from './tally.js';

export interface GathererOptions extends ProbeOptions {
  /** Says an event in a few words. */
  readonly describe: (bytes: Uint8Array, start: number, end: number) => string;
  readonly onDrop?: (drop: Drop) => void;
}

/** Runs recordings through rules and gathers what they decide. */
export interface Gatherer {
  /** Starts with a recording: what people call it. `evt.num` goes on. */
  begin(input: string): void;
  feed(batch: EventBatch): void;
  tallies(): RuleTally[];
  /** Rules that passed an event by since `begin` where a single check stood in the way. */
  readonly nearMisses: ReadonlySet<string>;
  /** Events that reached the rules. */
  readonly events: number;
}

export function createGatherer(ruleset: Ruleset, options: GathererOptions): Gatherer {
  const probe = compileProbe(ruleset, options);
  const nearMisses = new Set<string>();
  let input = '';
  let batch: EventBatch | undefined;
  let accepted = 0;

  const open = () =>
    createIntake({
      input: 'webhook',
      acceptedBefore: accepted,
      take(bytes, start, end, num, item) {
        let made: EventRef | undefined;
        const event = () => {
          made ??= { input, line: lineOf(batch!, start), summary: options.describe(bytes, start, end) };
          return made;
        };
        const refused = probe.process(bytes, start, end, num, item, event);
        if (refused !== undefined) return refused;
        probe.addNearMisses(nearMisses);
        return undefined;
      },
      ...(options.onDrop && { onDrop: options.onDrop }),
    });
  let intake = open();
  return {
    begin(name) {
      accepted = intake.accepted;
      intake = open();
      input = name;
      nearMisses.clear();
    },
    feed(next) {
      batch = next;
      intake.feed(next);
    },
    tallies: () => probe.tallies(),
    nearMisses,
    get events() {
      return intake.accepted;
    },
  };
}

/** The line on which the value starts that holds an offset. */
function lineOf({ starts, lines, firstLine, count }: EventBatch, offset: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (starts[middle]! <= offset) low = middle;
    else high = middle - 1;
  }
  return firstLine + lines[low]!;
}
