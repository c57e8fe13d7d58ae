import { relative } from 'node:path';
import type { Ruleset, Target } from '@falco-rules/language';
import {
  createMatchers,
  type KeptRun,
  keepRun,
  type Mutant,
  type Mutated,
  mutantsOf,
  readEvents,
  type TestResult,
} from '@falco-rules/simulator';
import type { Project } from '../project/project.js';
import { createRulesCache } from './loaded-replays.js';
import type { ShownRules } from './own-rules.js';
import type { RecordedExpectation, RecordedFile, RecordedReplay } from './recording.js';
import { bytesOf, homeOf, mutate, TEST_HOSTNAME } from './replays.js';

/** `unknown`: there was no time. */
export type Fate = 'killed' | 'survived' | 'unknown';

export interface JudgedMutant {
  readonly mutant: Mutant;
  /** The file that its item was written in; absolute. */
  readonly home: string;
  readonly fate: Fate;
  /** Killed: the test that noticed, as far as it is known. */
  readonly by?: string;
  /** No test replays what it changes, so none could notice. */
  readonly untested: boolean;
}

export interface MutationRun {
  readonly mutants: readonly JudgedMutant[];
  readonly equivalent: number;
  readonly duplicate: number;
}

export interface MutationOptions {
  /** When to stop; as Date.now(). */
  readonly deadline: number;
  readonly onProgress: (done: number, all: number) => void;
  /** Runs test files (absolute) for real, with a mutant put into their rules. Whether they still pass. */
  readonly runFiles: (files: readonly string[], mutant: Mutant, home: string) => Promise<boolean>;
}

/**
 * Judges every mutant by what the tests would say of it. What the tests replayed is replayed again, only the rules
 * that changed, and only where that gives other alerts are the expectations asked again. A test that looks into the
 * alerts by itself is run for real, where they are others and nothing else has noticed.
 */
export async function judgeMutants(
  files: readonly RecordedFile[],
  own: ShownRules,
  project: Project,
  target: Target,
  { deadline, onProgress, runFiles }: MutationOptions,
): Promise<MutationRun> {
  const { mutants, equivalent, duplicate } = mutantsOf(own.ruleset);
  const bench = await openBench(files, project, target);
  const judged: JudgedMutant[] = [];
  for (const mutant of mutants) {
    onProgress(judged.length, mutants.length);
    const home = homeIn(own, mutant);
    if (home === undefined) continue;
    if (Date.now() > deadline) {
      judged.push({ mutant, home, fate: 'unknown', untested: false });
      continue;
    }
    const verdict = bench.judge(mutant, home);
    if (verdict.killedBy !== undefined) {
      judged.push({ mutant, home, fate: 'killed', by: verdict.killedBy, untested: false });
    } else if (verdict.unclear.length > 0 && !(await runFiles(verdict.unclear, mutant, home))) {
      const by = verdict.unclear.map((path) => relative(project.root, path)).join(', ');
      judged.push({ mutant, home, fate: 'killed', by, untested: false });
    } else {
      judged.push({ mutant, home, fate: 'survived', untested: verdict.untested });
    }
    // Lets the terminal and a signal through.
    if (judged.length % 50 === 0) await new Promise((resume) => setImmediate(resume));
  }
  onProgress(mutants.length, mutants.length);
  return { mutants: judged, equivalent, duplicate };
}

function homeIn({ ruleset, sources }: ShownRules, { target }: Mutant): string | undefined {
  const item = itemsOf(ruleset, target.kind).find(({ name }) => name === target.name);
  return item && homeOf(target.kind, item, sources);
}

function itemsOf({ rules, macros, lists }: Ruleset, kind: Mutant['target']['kind']) {
  return kind === 'rule' ? rules : kind === 'macro' ? macros : lists;
}

interface Verdict {
  /** The test whose expectation fails. */
  readonly killedBy: string | undefined;
  /** Files whose tests get other alerts and look into them. */
  readonly unclear: readonly string[];
  readonly untested: boolean;
}

interface Bench {
  judge(mutant: Mutant, home: string): Verdict;
}

/** A replay of a test, ready to be asked again. */
interface Case {
  readonly path: string;
  readonly replay: RecordedReplay;
  readonly ruleset: Ruleset;
  readonly kept: KeptRun;
  /** What it expects does not tell what the test would say. */
  readonly looked: boolean;
}

async function openBench(files: readonly RecordedFile[], project: Project, target: Target): Promise<Bench> {
  const load = createRulesCache(target);
  const runs = new Map<string, KeptRun>();
  const numbers = new Map<Ruleset, number>();
  const cases: Case[] = [];
  for (const { path, replays } of files) {
    for (const replay of replays) {
      const ruleset = load(replay.sources);
      if (!ruleset) continue;
      if (!numbers.has(ruleset)) numbers.set(ruleset, numbers.size);
      const key = runKey(replay, numbers.get(ruleset)!);
      const kept = runs.get(key) ?? (await run(replay, ruleset));
      runs.set(key, kept);
      // Where they come out otherwise here than they did in the test, only the test knows.
      const steady =
        failing(replay, kept.result) === undefined && replay.expectations.every(({ held }) => held);
      cases.push({ path, replay, ruleset, kept, looked: replay.looked || !steady });
    }
  }
  return {
    judge(mutant, home) {
      const mutated = new Map<Ruleset, Mutated | undefined>();
      const results = new Map<KeptRun, TestResult | undefined>();
      const unclear = new Set<string>();
      let untested = true;
      for (const { path, replay, ruleset, kept, looked } of cases) {
        // Sources of the same text may have been written in different places.
        const changed = mutated.get(ruleset) ?? mutate({ mutant, home }, ruleset, replay.sources, project);
        if (!changed) continue;
        mutated.set(ruleset, changed);
        untested = false;
        if (!results.has(kept)) results.set(kept, kept.with(changed));
        const result = results.get(kept);
        if (!result) continue;
        if (looked) {
          unclear.add(path);
          continue;
        }
        const failed = failing(replay, result);
        if (failed)
          return { killedBy: failed.test ?? relative(project.root, path), unclear: [], untested: false };
      }
      return { killedBy: undefined, unclear: [...unclear], untested };
    },
  };
}

/** The first expectation that a result does not meet. */
function failing({ expectations }: RecordedReplay, result: TestResult): RecordedExpectation | undefined {
  const matchers = createMatchers();
  return expectations.find(({ matcher, rule = '', options, negated }) => {
    const outcome =
      matcher === 'toFire'
        ? matchers.toFire(result, rule, options)
        : matcher === 'toStaySilent'
          ? matchers.toStaySilent(result, rule)
          : matchers.toFireNothingElse(result);
    return outcome.misuse || outcome.pass === negated;
  });
}

function runKey({ inputs, ruleMatching }: RecordedReplay, ruleset: number): string {
  const shown = inputs.map((input) =>
    input.kind === 'file' ? `file ${input.path}` : Buffer.from(input.bytes).toString('latin1'),
  );
  return [ruleset, ruleMatching, ...shown].join('\n');
}

async function run({ inputs, ruleMatching }: RecordedReplay, ruleset: Ruleset): Promise<KeptRun> {
  const keeper = keepRun(ruleset, { ruleMatching, hostname: TEST_HOSTNAME });
  for (const input of inputs) {
    keeper.begin();
    for await (const batch of readEvents(bytesOf(input), { input: 'webhook' })) keeper.feed(batch);
  }
  return keeper.done();
}
