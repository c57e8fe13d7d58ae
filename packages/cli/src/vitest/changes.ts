import { relative, sep } from 'node:path';
import type { Vitest } from 'vitest/node';
import { fileStamp } from '../files.js';
import { isConfigName, type Project } from '../project/project.js';
import { type ChangeKind, concernedTests, isWithin } from './concerned.js';
import type { Readers } from './readers.js';
import { rerun } from './rerun.js';

/** Saving is over when nothing has changed for so long, in ms. Vitest waits for 100. */
const QUIET = 10;
/** For so long (ms) vite's watcher drops changes: for 50 after a change of the file, for 100 after its removal. */
const WATCHER_DROPS = 120;

/** What is to be run after changes. */
export type Follows = 'concerned tests' | 'all tests' | 'nothing';

export interface Following {
  readonly project: Project;
  readonly readers: Readers;
  /** Whether a file is the config, or a module of it. */
  isConfig(path: string): boolean;
  /** Asked when saving is over. */
  follows(configHasChanged: boolean): Promise<Follows>;
}

/** Runs again what changes of files concern, in place of vitest's own handler: that one is slower, and knows less. */
export function followChanges(vitest: Vitest, { project, readers, isConfig, follows }: Following): void {
  const files = vitest.vite.watcher;
  /** Files of tests that are to run. */
  const concerned = new Set<string>();
  /** What has changed since the last run began, the latest at the end. */
  const changed = new Set<string>();
  /** Files as they were when the run began that their last change has led to. */
  const stamps = new Map<string, { readonly stamp: string | undefined }>();
  let configHasChanged = false;
  let timer: NodeJS.Timeout | undefined;
  let last: Promise<void> = Promise.resolve();

  vitest.watcher.unregisterWatcher();
  // Vite watches the root by itself.
  const places = [...project.rules, ...project.tests, project.fixtures];
  files.add(places.filter((place) => !isWithin(place, project.root)));
  files.on('change', (path) => note('change', path));
  files.on('add', (path) => note('add', path));
  files.on('unlink', (path) => {
    if (fileStamp(path) === undefined) return note('unlink', path);
    // The watcher has missed that the file was written anew, and looks at it no more.
    files.add(path);
    note('change', path);
  });
  vitest.onClose(() => clearTimeout(timer));

  function note(kind: ChangeKind, path: string): void {
    if (isConfig(path)) configHasChanged = true;
    const tests = isConfigName(path) ? [] : concernedTests(vitest, project, readers, kind, path);
    for (const test of tests) concerned.add(test);
    if (kind === 'unlink') concerned.delete(path.replaceAll(sep, '/'));
    if (tests.length === 0 && !configHasChanged) return;
    stamps.delete(path);
    changed.delete(path);
    changed.add(path);
    clearTimeout(timer);
    const mine = setTimeout(() => {
      last = last.then(() => run(mine));
    }, QUIET);
    timer = mine;
  }

  async function run(mine: NodeJS.Timeout): Promise<void> {
    await vitest.waitForTestRunEnd();
    // What has changed meanwhile has a timer of its own.
    if (timer !== mine) return;
    const trigger = relative(project.root, [...changed].at(-1) ?? '');
    const begun = [...changed].map((path) => [path, { stamp: fileStamp(path) }] as const);
    for (const [path, stamp] of begun) stamps.set(path, stamp);
    changed.clear();
    setTimeout(() => {
      for (const [path, stamp] of begun) if (stamps.get(path) === stamp) repeatIfDropped(path, stamp.stamp);
    }, WATCHER_DROPS);
    const what = await follows(configHasChanged);
    if (what === 'nothing') return;
    configHasChanged = false;
    const tests = what === 'all tests' ? vitest.state.getFilepaths() : [...concerned];
    concerned.clear();
    await rerun(vitest, tests, trigger);
  }

  /** A change that the watcher has dropped came while a run was reading files: its verdict may be of an earlier text. */
  function repeatIfDropped(path: string, before: string | undefined): void {
    stamps.delete(path);
    const now = fileStamp(path);
    if (now === before) return;
    files.emit(now === undefined ? 'unlink' : before === undefined ? 'add' : 'change', path);
  }
}
