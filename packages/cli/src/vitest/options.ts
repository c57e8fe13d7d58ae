import { dirname, relative, resolve } from 'node:path';
import type { startVitest } from 'vitest/node';
import { pathKind } from '../files.js';
import type { Project } from '../project/project.js';
import type { Watch } from '../quality/recorder.js';
import { falcoRulesPlugin, OWN_FOLDER } from './plugin.js';

export interface TestRun {
  /** Files, folders or parts of their names; empty: all tests of the project. */
  readonly filters: readonly string[];
  readonly testName: string | undefined;
  readonly reporters: readonly string[];
  readonly outputFile: string | undefined;
  readonly shard: string | undefined;
  readonly update: boolean;
  /** What is recorded of the tests, or changed for them. */
  readonly watching?: Watch;
  /** Nothing is printed. */
  readonly quiet?: boolean;
}

/** All tests of a project. */
export const ALL_TESTS: TestRun = {
  filters: [],
  testName: undefined,
  reporters: [],
  outputFile: undefined,
  shard: undefined,
  update: false,
};

export function filtersOf({ filters }: TestRun, cwd: string): string[] {
  return filters.map((filter) => (pathKind(resolve(cwd, filter)) ? resolve(cwd, filter) : filter));
}

type VitestOptions = NonNullable<Parameters<typeof startVitest>[2]>;
type ViteOptions = NonNullable<Parameters<typeof startVitest>[3]>;

export function optionsOf(project: Project, run: TestRun): VitestOptions {
  return {
    root: project.root,
    config: false,
    watch: false,
    include: project.tests.flatMap((path) => patterns(project, path)),
    ...(run.testName !== undefined && { testNamePattern: run.testName }),
    ...(run.reporters.length > 0 && { reporters: [...run.reporters] }),
    ...(run.quiet && { reporters: [{}], silent: true }),
    ...(run.watching?.record !== undefined && { setupFiles: [`${OWN_FOLDER}record.js`] }),
    ...(run.outputFile !== undefined && { outputFile: run.outputFile }),
    ...(run.shard !== undefined && { shard: run.shard }),
    ...(run.update && { update: true }),
    cache: false,
    provide: { 'falco-rules:project': project, 'falco-rules:watch': run.watching ?? {} },
    server: { deps: { external: [new RegExp(`^${OWN_FOLDER.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')}`)] } },
    // Source maps lead from our built files to their sources next to them.
    onStackTrace: (_, frame) => !frame.file.startsWith(dirname(OWN_FOLDER)),
  };
}

export function viteOptions(project: Project): ViteOptions {
  return { envDir: false, plugins: [falcoRulesPlugin(project)] };
}

/** Vitest's patterns for where a project says that its tests are: a file, a folder, or what is not there yet. */
function patterns({ root }: Project, given: string): string[] {
  const kind = pathKind(given);
  const path = relative(root, given).replaceAll('\\', '/');
  const below = path === '' ? '**' : `${path}/**`;
  return [
    ...(kind === 'folder' ? [] : [path]),
    ...(kind === 'file' ? [] : [`${below}/*.test.{ts,mts,js,mjs}`, `${below}/*.falco-test.{yaml,yml}`]),
  ];
}
