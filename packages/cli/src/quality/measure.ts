import { decodeText, type Ruleset, type Target } from '@falco-rules/language';
import {
  type CoverageTally,
  createGatherer,
  type KeptEvent,
  mergeTallies,
  readEvents,
} from '@falco-rules/simulator';
import { type Project, shownPath } from '../project/project.js';
import { eventStory } from '../reporters/explain-words.js';
import { createRulesCache } from './loaded-replays.js';
import type { RecordedFile, RecordedInput, RecordedReplay, RecordedSource } from './recording.js';
import { bytesOf, homeOf, isHome, TEST_HOSTNAME } from './replays.js';

/** A project's own rules. */
export interface OwnRules {
  readonly ruleset: Ruleset;
  readonly sources: readonly RecordedSource[];
}

/** What the tests of a project decided. */
export interface Measured {
  /** Of rules that are the project's own. */
  readonly tallies: readonly CoverageTally[];
  /** Rules that tests replayed and that are not (any more) the project's own, by name. */
  readonly others: ReadonlySet<string>;
  /** Of each replay: the rules that passed an event by for a single check. */
  readonly nearMisses: ReadonlyMap<RecordedReplay, ReadonlySet<string>>;
}

/** Replays again what tests replayed, with an eye on what decides. */
export async function measure(
  files: readonly RecordedFile[],
  own: OwnRules,
  project: Project,
  target: Target,
): Promise<Measured> {
  const load = createRulesCache(target);
  const tallies: CoverageTally[] = [];
  const others = new Set<string>();
  const nearMisses = new Map<RecordedReplay, ReadonlySet<string>>();
  const shapes = new Map(own.ruleset.rules.map((rule) => [decodeText(rule.name), rule]));
  for (const { path, replays } of files) {
    const testFile = shownPath(project.root, path);
    for (const replay of replays) {
      const ruleset = load(replay.sources);
      if (!ruleset) continue;
      const gatherer = createGatherer(ruleset, {
        ruleMatching: replay.ruleMatching,
        hostname: TEST_HOSTNAME,
        describe: describeEvent,
      });
      const near = new Set<string>();
      let made = 0;
      for (const input of replay.inputs) {
        if (input.kind === 'bytes') made++;
        gatherer.begin(inputLabel(input, testFile, replay, made));
        for await (const batch of readEvents(bytesOf(input), { input: 'webhook' })) gatherer.feed(batch);
        for (const name of gatherer.nearMisses) near.add(name);
      }
      nearMisses.set(replay, near);
      const isOwn = new Set(
        ruleset.rules
          .filter((rule) => {
            const original = shapes.get(decodeText(rule.name));
            const wanted = original && homeOf('rule', original, own.sources);
            return wanted !== undefined && isHome(homeOf('rule', rule, replay.sources), wanted, project);
          })
          .map(({ name }) => decodeText(name)),
      );
      for (const tally of gatherer.tallies()) {
        if (isOwn.has(tally.rule)) tallies.push(tally);
        else others.add(tally.rule);
      }
    }
  }
  return { tallies: mergeTallies(tallies), others, nearMisses };
}

export function describeEvent(bytes: Uint8Array, start: number, end: number): string {
  return eventStory({ bytes: bytes.subarray(start, end) } as KeptEvent);
}

function inputLabel(input: RecordedInput, testFile: string, { test }: RecordedReplay, made: number): string {
  if (input.kind === 'file') return input.shown;
  return `${testFile}${test === undefined ? '' : ` > ${test}`}${made > 1 ? ` (${made})` : ''}`;
}
