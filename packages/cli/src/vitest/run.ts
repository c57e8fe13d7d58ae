import { dirname, relative, resolve } from 'node:path';
import type { RunnerTask, RunnerTestCase } from 'vitest';
import { createVitest, startVitest } from 'vitest/node';
import { contentFault, type ExitCode } from '../fault.js';
import { pathKind } from '../files.js';
import type { Project } from '../project/project.js';
import type { Watch, WatchedMutant } from '../quality/recorder.js';
import { falcoRulesPlugin, OWN_FOLDER } from './plugin.js';
import { reporterFault } from './reporter-fault.js';

export interface TestRun {
  /** Files, folders or parts of their names; empty: all tests of the project. */
  readonly filters: readonly string[];
  readonly testName: string | undefined;
  readonly watch: boolean;
  readonly reporters: readonly string[];
  readonly outputFile: string | undefined;
  readonly shard: string | undefined;
  readonly update: boolean;
  /** What is recorded of the tests, or changed for them. */
  readonly watching?: Watch;
  /** Nothing is printed. */
  readonly quiet?: boolean;
}

/** Runs a project's tests on vitest; returns when they are done, in watch mode when the user ends it. */
export async function runTests(project: Project, run: TestRun, cwd: string): Promise<ExitCode> {
  const vitest = await startVitest(
    'test',
    filtersOf(run, cwd),
    optionsOf(project, run),
    viteOptions(project),
  ).catch(reporterFault);
  // A person ends the watch, by a key that vitest listens to.
  if (run.watch) await new Promise(() => {});
  const failed = Boolean(process.exitCode);
  const results = vitest.state.getFiles().flatMap((file) => testsOf(file).map((test) => test.result?.state));
  if (!failed && !results.some((state) => state === 'pass' || state === 'fail'))
    throw contentFault('no test was run');
  return failed ? 1 : 0;
}

/** What tests read without importing it: rules and recordings, also those that a test names outside of the usual places. */
function rerunTriggers({ root, rules, fixtures }: Project): string[] {
  const anywhere = ['!(*.falco-test).{yaml,yml}', '*.rules.{ts,mts,js,mjs}', '*.jsonl'];
  return [
    ...[...rules, fixtures].flatMap((path) => [path, `${path}/**`]),
    ...anywhere.map((pattern) => `${root}/**/${pattern}`),
  ];
}

/** Vitest, started once for many runs of the same tests. */
export interface TestBench {
  /** Runs files (absolute) with a change of the rules. Whether all their tests pass. */
  run(files: readonly string[], mutant: WatchedMutant): Promise<boolean>;
  close(): Promise<void>;
}

/** Starts vitest for running tests again and again, without a word. */
export async function openTestBench(project: Project): Promise<TestBench> {
  const run: TestRun = { ...ALL_TESTS, quiet: true };
  const vitest = await createVitest('test', optionsOf(project, run), viteOptions(project));
  await vitest.standalone();
  return {
    async run(files, mutant) {
      vitest.provide('falco-rules:watch', { mutant });
      const { testModules, unhandledErrors } = await vitest.runTestSpecifications(
        await vitest.globTestSpecifications([...files]),
      );
      return unhandledErrors.length === 0 && testModules.every((module) => module.ok());
    },
    close: () => vitest.close(),
  };
}

/** All tests of a project. */
export const ALL_TESTS: TestRun = {
  filters: [],
  testName: undefined,
  watch: false,
  reporters: [],
  outputFile: undefined,
  shard: undefined,
  update: false,
};

function filtersOf({ filters }: TestRun, cwd: string): string[] {
  return filters.map((filter) => (pathKind(resolve(cwd, filter)) ? resolve(cwd, filter) : filter));
}

function optionsOf(project: Project, run: TestRun): NonNullable<Parameters<typeof startVitest>[2]> {
  return {
    root: project.root,
    config: false,
    watch: run.watch,
    include: project.tests.flatMap((path) =>
      patterns(relative(project.root, path).replaceAll('\\', '/'), pathKind(path) === 'folder'),
    ),
    ...(run.testName !== undefined && { testNamePattern: run.testName }),
    ...(run.reporters.length > 0 && { reporters: [...run.reporters] }),
    ...(run.quiet && { reporters: [{}], silent: true }),
    ...(run.watching?.record !== undefined && { setupFiles: [`${OWN_FOLDER}record.js`] }),
    ...(run.outputFile !== undefined && { outputFile: run.outputFile }),
    ...(run.shard !== undefined && { shard: run.shard }),
    ...(run.update && { update: true }),
    cache: false,
    // A verdict well within a second of saving: one thread for all files costs a third of a process for each.
    ...(run.watch && { pool: 'threads' as const, isolate: false }),
    provide: { 'falco-rules:project': project, 'falco-rules:watch': run.watching ?? {} },
    forceRerunTriggers: rerunTriggers(project),
    server: { deps: { external: [new RegExp(`^${OWN_FOLDER.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`)] } },
    // Source maps lead from our built files to their sources next to them.
    onStackTrace: (_, frame) => !frame.file.startsWith(dirname(OWN_FOLDER)),
  };
}

function viteOptions(project: Project): NonNullable<Parameters<typeof startVitest>[3]> {
  return { envDir: false, plugins: [falcoRulesPlugin(project)] };
}

function testsOf(task: RunnerTask): RunnerTestCase[] {
  return task.type === 'suite' ? task.tasks.flatMap(testsOf) : [task];
}

/** Vitest's patterns for where a project says that its tests are. */
function patterns(path: string, isFolder: boolean): string[] {
  if (!isFolder) return [path];
  const below = path === '' ? '**' : `${path}/**`;
  return [`${below}/*.test.{ts,mts,js,mjs}`, `${below}/*.falco-test.{yaml,yml}`];
}
