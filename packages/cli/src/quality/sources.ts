import type { AnyItem } from '@falco-rules/rules-dsl';
import type { Project } from '../project/project.js';
import { chosenRules, isModule, readRules } from '../project/rules-files.js';
import { namedItems } from './named-items.js';
import type { RecordedSource } from './recording.js';

/** Where each item of the DSL was written, those that others refer to included. */
export function homesOf(items: readonly AnyItem[]): ReadonlyMap<string, string> {
  return new Map(
    [...namedItems(items)].flatMap(([key, { callSite }]) => (callSite ? [[key, callSite.file]] : [])),
  );
}

/** A rules file with where its items were written. `earlier` are the items of the files before, as in readRules. */
export async function sourceAt(path: string, { root }: Project, earlier: AnyItem[]): Promise<RecordedSource> {
  const before = earlier.length;
  const [source] = await readRules([path], root, root, earlier);
  const homes = isModule(path) ? homesOf(earlier.slice(before)) : path;
  return { ...source!, homes };
}

/** The rules of a project, or those given, with what its modules export. */
export async function projectSources(
  project: Project,
  given: readonly string[] = [],
  cwd: string = project.root,
): Promise<{ readonly sources: readonly RecordedSource[]; readonly items: readonly AnyItem[] }> {
  const items: AnyItem[] = [];
  const sources: RecordedSource[] = [];
  for (const path of chosenRules(given, project, cwd)) sources.push(await sourceAt(path, project, items));
  return { sources, items };
}
