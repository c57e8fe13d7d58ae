import { sep } from 'node:path';
import { decodeText, encodeText, type Ruleset, type Span } from '@falco-rules/language';
import { applyMutant, type Mutated } from '@falco-rules/simulator';
import { openEvents } from '../files.js';
import type { Project } from '../project/project.js';
import type { WatchedMutant } from './recorder.js';
import type { RecordedInput, RecordedSource } from './recording.js';

/** What `evt.hostname` is in tests. */
export const TEST_HOSTNAME: string = encodeText('localhost');

export function bytesOf(input: RecordedInput): AsyncIterable<Uint8Array> | Iterable<Uint8Array> {
  return input.kind === 'file' ? openEvents(input.path, input.shown) : [input.bytes];
}

/** The file that an item of loaded rules was written in; absolute. */
export function homeOf(
  kind: 'rule' | 'macro' | 'list',
  { name, span }: { readonly name: string; readonly span: Span },
  sources: readonly RecordedSource[],
): string | undefined {
  const key = `${kind} ${decodeText(name)}`;
  for (const source of sources) {
    if (encodeText(source.name) !== span.file.name) continue;
    const home = typeof source.homes === 'string' ? source.homes : source.homes.get(key);
    if (home !== undefined) return home;
  }
  return undefined;
}

/** Whether a file is where an item was written, or was built from there. */
export function isHome(home: string | undefined, wanted: string, { out }: Project): boolean {
  return home !== undefined && (home === wanted || home.startsWith(out + sep));
}

/** The rules with a mutant put in; undefined where they do not have the item that it changes. */
export function mutate(
  { mutant, home }: WatchedMutant,
  ruleset: Ruleset,
  sources: readonly RecordedSource[],
  project: Project,
): Mutated | undefined {
  const { kind, name } = mutant.target;
  const items = kind === 'rule' ? ruleset.rules : kind === 'macro' ? ruleset.macros : ruleset.lists;
  const item = items.find((each) => each.name === name);
  if (!item || !isHome(homeOf(kind, item, sources), home, project)) return undefined;
  return applyMutant(ruleset, mutant);
}

/** The rules that a test is to run with. */
export function mutatedBy(
  watched: WatchedMutant,
  ruleset: Ruleset,
  sources: readonly RecordedSource[],
  project: Project,
): Ruleset {
  return mutate(watched, ruleset, sources, project)?.ruleset ?? ruleset;
}
