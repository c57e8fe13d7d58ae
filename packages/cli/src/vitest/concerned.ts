import { basename, sep } from 'node:path';
import type { RunnerTask } from 'vitest';
import type { Vitest } from 'vitest/node';
import type { Project } from '../project/project.js';
import { isModule } from '../project/rules-files.js';
import { DECLARATIVE } from './plugin.js';
import type { Readers } from './readers.js';

export type ChangeKind = 'change' | 'add' | 'unlink';

/** The files of tests that a change of a file concerns. What vitest has made of the file is made anew. */
export function concernedTests(
  vitest: Vitest,
  project: Project,
  readers: Readers,
  kind: ChangeKind,
  path: string,
): readonly string[] {
  const importing = importingTests(vitest, kind, path);
  const all = vitest.state.getFilepaths();
  const reading = readers.of(path);
  if (isReadByAll(project, path) || reading.includes(undefined)) return [...importing, ...all];
  // Nobody writes down which modules are not there: the new one may be what a test could not find.
  const missing = kind === 'add' && isModule(path) ? testsThatMissModules(vitest) : [];
  if (missing.length > 0) forgetModules(vitest);
  return [...importing, ...missing, ...all.filter((test) => reading.includes(test))];
}

/** Tells vitest of a change, and takes from it what it would run. */
function importingTests(vitest: Vitest, kind: ChangeKind, path: string): readonly string[] {
  const { watcher } = vitest;
  if (kind === 'add') watcher.onFileCreate(path);
  else if (kind === 'change') watcher.onFileChange(path);
  else {
    watcher.onFileDelete(path);
    // For those who import it, it has changed; vitest would find that it knows.
    watcher.invalidates.clear();
    watcher.onFileChange(path);
  }
  const tests = [...watcher.changedTests];
  watcher.changedTests.clear();
  // For threads that have run before: there are none.
  watcher.invalidates.clear();
  return tests;
}

/** Rules and recordings: any test may read them, also as "the rules of the project", or a folder of them. */
function isReadByAll({ root, rules, fixtures }: Project, path: string): boolean {
  if ([...rules, fixtures].some((place) => isWithin(path, place))) return true;
  const name = basename(path);
  return (
    isWithin(path, root) &&
    ((/\.ya?ml$/.test(name) && !DECLARATIVE.test(name)) || /\.rules\.m?[jt]s$|\.jsonl$/.test(name))
  );
}

export function isWithin(path: string, place: string): boolean {
  return path === place || path.startsWith(place.endsWith(sep) ? place : place + sep);
}

function testsThatMissModules(vitest: Vitest): string[] {
  const misses = (task: RunnerTask): boolean =>
    Boolean(task.result?.errors?.some(({ message }) => NOT_FOUND.test(message))) ||
    ('tasks' in task && task.tasks.some(misses));
  return vitest.state
    .getFiles()
    .filter(misses)
    .map(({ filepath }) => filepath);
}

/** Vite keeps modules in which it could not resolve an import, and does not connect it when it can. */
function forgetModules(vitest: Vitest): void {
  for (const { vite } of vitest.projects)
    for (const { moduleGraph } of Object.values(vite.environments)) moduleGraph.invalidateAll();
}

/** As Node, vite and we say it. */
const NOT_FOUND = /cannot (?:find|read)|failed to (?:resolve|load)|does not exist/i;
