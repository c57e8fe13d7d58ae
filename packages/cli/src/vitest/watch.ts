import { PassThrough } from 'node:stream';
import { isDeepStrictEqual } from 'node:util';
import { registerConsoleShortcuts, startVitest, type Vite, type Vitest } from 'vitest/node';
import { isFault } from '../fault.js';
import { isConfigName, loadProject, type Project } from '../project/project.js';
import { faultText } from '../reporters/fault.js';
import type { Terminal } from '../terminal.js';
import { type Follows, followChanges } from './changes.js';
import { isWithin } from './concerned.js';
import { filtersOf, optionsOf, type TestRun, viteOptions } from './options.js';
import { Readers } from './readers.js';
import { reporterFault } from './reporter-fault.js';
import { threadsInWaiting } from './threads.js';

/** Runs tests, and again what changes concern, until a person ends it by a key that vitest listens to. */
export async function watchTests(
  project: Project,
  run: TestRun,
  cwd: string,
  terminal: Terminal,
): Promise<never> {
  for (let current = project; ; ) current = await watchProject(current, run, cwd, terminal);
}

/** Watches until the config says something else; gives the project as it is then. */
async function watchProject(
  project: Project,
  run: TestRun,
  cwd: string,
  terminal: Terminal,
): Promise<Project> {
  const readers = new Readers();
  const config = await watchedConfig(project, cwd, terminal);
  let vitest: Vitest | undefined;
  const threads = threadsInWaiting((read) => {
    readers.add(read);
    vitest?.vite.watcher.add(read.paths.filter((path) => !isWithin(path, project.root)));
  });
  let leaveKeys = (): void => {};
  const plugin: Vite.Plugin = {
    name: 'falco-rules:watch',
    // For each server: a key of vitest's starts another.
    configureVitest(context) {
      if (!vitest && process.stdin.isTTY)
        leaveKeys = registerConsoleShortcuts(context.vitest, process.stdin, process.stdout);
      vitest = context.vitest;
      followChanges(vitest, { project, readers, ...config });
    },
  };
  const { plugins = [], ...vite } = viteOptions(project);
  try {
    await startVitest(
      'test',
      filtersOf(run, cwd),
      {
        ...optionsOf(project, run),
        watch: true,
        pool: threads.pool,
        // One thread for all files costs a third of a process for each.
        isolate: false,
      },
      { ...vite, plugins: [...plugins, plugin] },
      // It would listen to keys, and never leave off.
      { stdin: new PassThrough() as unknown as NodeJS.ReadStream },
    ).catch(reporterFault);
    return await config.replaced;
  } finally {
    leaveKeys();
    await vitest?.close();
    await threads.close();
  }
}

/** What a change of the config leads to. */
async function watchedConfig(project: Project, cwd: string, terminal: Terminal) {
  let replace = (_: Project): void => {};
  const replaced = new Promise<Project>((resolve) => {
    replace = resolve;
  });
  const { filesLoaded } = await import('../project/load-module.js');
  let modules = new Set(await filesLoaded());
  let isWrong = false;

  async function follows(hasChanged: boolean): Promise<Follows> {
    if (!hasChanged) return 'concerned tests';
    const wasWrong = isWrong;
    try {
      const now = await loadProject(cwd, { anew: true });
      isWrong = false;
      if (isDeepStrictEqual(now, project)) return wasWrong ? 'all tests' : 'concerned tests';
      replace(now);
    } catch (error) {
      if (!isFault(error)) throw error;
      isWrong = true;
      terminal.err(`\n${faultText(error, terminal.errColours)}`);
      terminal.err('\nTests run again when the config is right.');
    } finally {
      modules = new Set(await filesLoaded());
    }
    return 'nothing';
  }

  return { replaced, follows, isConfig: (path: string) => isConfigName(path) || modules.has(path) };
}
