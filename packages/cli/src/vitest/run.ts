import type { RunnerTask, RunnerTestCase } from 'vitest';
import { createVitest, startVitest } from 'vitest/node';
import { contentFault, type ExitCode } from '../fault.js';
import type { Project } from '../project/project.js';
import type { WatchedMutant } from '../quality/recorder.js';
import { ALL_TESTS, filtersOf, optionsOf, type TestRun, viteOptions } from './options.js';
import { reporterFault } from './reporter-fault.js';

/** Runs a project's tests on vitest; returns when they are done. */
export async function runTests(project: Project, run: TestRun, cwd: string): Promise<ExitCode> {
  const vitest = await startVitest(
    'test',
    filtersOf(run, cwd),
    optionsOf(project, run),
    viteOptions(project),
  ).catch(reporterFault);
  const failed = Boolean(process.exitCode);
  const results = vitest.state.getFiles().flatMap((file) => testsOf(file).map((test) => test.result?.state));
  if (!failed && !results.some((state) => state === 'pass' || state === 'fail'))
    throw contentFault('no test was run');
  return failed ? 1 : 0;
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

function testsOf(task: RunnerTask): RunnerTestCase[] {
  return task.type === 'suite' ? task.tasks.flatMap(testsOf) : [task];
}
