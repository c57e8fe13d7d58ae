import { relative } from 'node:path';
import { decodeText } from '@falco-rules/language';
import { createMatchers, type TestResult } from '@falco-rules/simulator';
import type { Project } from '../project/project.js';
import type { Measured, OwnRules } from './measure.js';
import type { RecordedExpectation, RecordedFile, RecordedReplay } from './recording.js';

/** A test, or the lack of one, that says nothing of the rules. */
export interface Weakness {
  /** The test file, relative to the project; absent where no test is at fault. */
  readonly file?: string;
  readonly test?: string;
  readonly message: string;
}

/**
 * Tests that say nothing: identical cases; replays of which nothing is expected, or only silence that no change of
 * a single check would break, so that it would hold of no rules as well; rules that no test fires or passes by.
 */
export function weakTests(
  files: readonly RecordedFile[],
  { ruleset }: OwnRules,
  measured: Measured,
  project: Project,
): Weakness[] {
  const found: Weakness[] = [];
  const seen = new Map<string, string>();
  for (const { path, replays } of files) {
    const file = relative(project.root, path).replaceAll('\\', '/');
    for (const [test, own] of byTest(replays)) {
      const about = { file, ...(test !== undefined && { test }) };
      const expectations = own.flatMap((replay) => replay.expectations);
      const looked = own.some((replay) => replay.looked);
      if (expectations.length === 0 && !looked) {
        found.push({ ...about, message: 'it expects nothing of what it replays' });
        continue;
      }
      const key = looked ? undefined : caseKey(own);
      const twin = key === undefined ? undefined : seen.get(key);
      if (twin !== undefined) found.push({ ...about, message: `it is the same case as ${twin}` });
      else if (key !== undefined) seen.set(key, `"${test ?? 'a hook'}" in ${file}`);
      if (!looked && own.every((replay) => isEmptySilence(replay, measured))) {
        found.push({
          ...about,
          message:
            'it would hold with no rules at all: it expects silence on events that no single check keeps from firing a rule',
        });
      }
    }
  }
  const tallies = new Map(measured.tallies.map((tally) => [tally.rule, tally.nodes.get(0)]));
  for (const { name, enabled } of ruleset.rules) {
    if (!enabled) continue;
    const rule = decodeText(name);
    const root = tallies.get(rule);
    if (!root?.held.n) found.push({ message: `no test has an event that fires "${rule}"` });
    if (!root?.failed.n) found.push({ message: `no test has an event that "${rule}" passes by` });
  }
  return found;
}

function byTest(replays: readonly RecordedReplay[]): ReadonlyMap<string | undefined, RecordedReplay[]> {
  const tests = new Map<string | undefined, RecordedReplay[]>();
  for (const replay of replays) {
    // What a hook has replayed belongs to the tests that ask about it.
    const names =
      replay.test !== undefined ? [replay.test] : [...new Set(replay.expectations.map(({ test }) => test))];
    for (const name of names.length > 0 ? names : [undefined]) {
      const expectations =
        replay.test === undefined
          ? replay.expectations.filter(({ test }) => test === name)
          : replay.expectations;
      const own = tests.get(name) ?? [];
      own.push({ ...replay, expectations, ...behind(replay) });
      tests.set(name, own);
    }
  }
  return tests;
}

const ORIGINAL: unique symbol = Symbol('the replay that it is a part of');
type Part = RecordedReplay & { readonly [ORIGINAL]?: RecordedReplay };

function behind(replay: RecordedReplay): object {
  return { [ORIGINAL]: replay };
}

function caseKey(replays: readonly RecordedReplay[]): string {
  return replays
    .map(({ sources, inputs, ruleMatching, expectations }) =>
      [
        ruleMatching,
        ...sources.map(({ content }) => text(content)),
        ...inputs.map((input) => (input.kind === 'file' ? input.path : text(input.bytes))),
        ...expectations.map(expectationKey),
      ].join('\n'),
    )
    .join('\n\n');
}

function expectationKey({ matcher, rule, options, negated }: RecordedExpectation): string {
  const shown = JSON.stringify(options, (_, value: unknown) =>
    typeof value === 'bigint' || value instanceof RegExp ? String(value) : value,
  );
  return `${negated ? 'not ' : ''}${matcher} ${rule} ${shown}`;
}

function text(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

/** Whether all that is expected of a replay would hold with no rules, and says nothing of those that there are. */
function isEmptySilence(replay: Part, { nearMisses }: Measured): boolean {
  const { expectations } = replay;
  if (!expectations.every(holdsOfNothing())) return false;
  const near = nearMisses.get(replay[ORIGINAL] ?? replay);
  if (!near) return true;
  return !expectations.some(({ matcher, rule }) =>
    matcher === 'toFireNothingElse' ? near.size > 0 : rule !== undefined && near.has(rule),
  );
}

/** Whether an expectation holds where no rule fires at all. */
function holdsOfNothing(): (expectation: RecordedExpectation) => boolean {
  const matchers = createMatchers();
  return ({ matcher, rule, options, negated }) => {
    const nothing: TestResult = {
      alerts: [],
      rules: new Map(
        rule === undefined
          ? []
          : [[rule, { enabled: true, fields: Object.keys(options?.fields ?? {}), hidden: [] }]],
      ),
      events: 0,
      dropped: [],
      nearestMiss: () => undefined,
    };
    const outcome =
      matcher === 'toFire'
        ? matchers.toFire(nothing, rule ?? '', options)
        : matcher === 'toStaySilent'
          ? matchers.toStaySilent(nothing, rule ?? '')
          : matchers.toFireNothingElse(nothing);
    return !outcome.misuse && outcome.pass !== negated;
  };
}
