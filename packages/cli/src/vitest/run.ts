import { dirname, relative, resolve } from 'node:path';
import type { RunnerTask, RunnerTestCase } from 'vitest';
import { startVitest } from 'vitest/node';
import { contentFault, type ExitCode } from '../fault.js';
import { pathKind } from '../files.js';
import type { Project } from '../project/project.js';
import type { Watch } from '../quality/recorder.js';
import { falcoRulesPlugin, OWN_FOLDER } from './plugin.js';

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
    run.filters.map((filter) => (pathKind(resolve(cwd, filter)) ? resolve(cwd, filter) : filter)),
    {
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
      provide: { 'falco-rules:project': project, 'falco-rules:watch': run.watching ?? {} },
      forceRerunTriggers: [...project.rules, project.fixtures].flatMap((path) => [path, `${path}/**`]),
      server: { deps: { external: [new RegExp(`^${OWN_FOLDER.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`)] } },
      // Source maps lead from our built files to their sources next to them.
      onStackTrace: (_, frame) => !frame.file.startsWith(dirname(OWN_FOLDER)),
    },
    { envDir: false, plugins: [falcoRulesPlugin(project)] },
  );
  // A person ends the watch, by a key that vitest listens to.
  if (run.watch) await new Promise(() => {});
  const failed = Boolean(process.exitCode);
  const results = vitest.state.getFiles().flatMap((file) => testsOf(file).map((test) => test.result?.state));
  if (!failed && !results.some((state) => state === 'pass' || state === 'fail'))
    throw contentFault('no test was run');
  return failed ? 1 : 0;
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
