import { relative, resolve } from 'node:path';
import { suggestion } from '@falco-rules/language';
import type { AnyItem } from '@falco-rules/rules-dsl';
import { isItem } from '@falco-rules/rules-dsl';
import { collectResult, readEvents, type TestResult } from '@falco-rules/simulator';
import { Chalk } from 'chalk';
import { inject } from 'vitest';
import { type Fault, isFault, usageFault } from '../fault.js';
import { eventFiles, filesBelow, pathKind } from '../files.js';
import { loadProject, type Project, shownPath } from '../project/project.js';
import { chosenRules, isModule, type RulesSource, yamlOf } from '../project/rules-files.js';
import { type Loaded, loadOrFault, targetOf } from '../project/rulesets.js';
import { recordReplay, type Watch, watchOfRun } from '../quality/recorder.js';
import type { RecordedInput, RecordedSource } from '../quality/recording.js';
import { bytesOf, mutatedBy, TEST_HOSTNAME } from '../quality/replays.js';
import { homesOf, sourceAt } from '../quality/sources.js';
import { renderDiagnostics } from '../reporters/diagnostics.js';
import { tellFilesRead } from './files-read.js';
import { type FixtureHandle, isFixtureHandle, isRulesHandle, type RulesHandle } from './handles.js';

/** Rules as a test names them: values of the DSL, files, or both in the order in which Falco would load them. */
export type RulesInput = RulesHandle | AnyItem | readonly (RulesHandle | AnyItem)[];

/** Events as a test has them: a recording, an audit event as an object, JSON as bytes, or several of these. */
export type EventsInput = EventInput | readonly EventInput[];
type EventInput = FixtureHandle | Uint8Array | Readonly<Record<string, unknown>>;

export interface ReplayOptions {
  /** As Falco's `rule_matching`. Default: that of the project's config. */
  readonly ruleMatching?: 'first' | 'all';
}

declare module 'vitest' {
  interface ProvidedContext {
    'falco-rules:project': Project;
  }
}

/** Runs events through rules, as Falco would: built to YAML, loaded, matched. Rejects where the rules do not load. */
export function replay(
  rules: RulesInput,
  events: EventsInput,
  options: ReplayOptions = {},
): Promise<TestResult> {
  const call = new Error();
  Error.captureStackTrace(call, replay);
  return replayInTest(rules, events, options).catch((error: unknown) => {
    throw isFault(error) ? told(error, call) : error;
  });
}

/** The project that the running test belongs to. */
export async function projectOfTest(): Promise<Project> {
  return inject('falco-rules:project') ?? (await loadProject(process.cwd()));
}

async function replayInTest(
  rules: RulesInput,
  events: EventsInput,
  options: ReplayOptions,
): Promise<TestResult> {
  return replayIn(await projectOfTest(), watchOfRun(), rules, events, options);
}

/** What `replay` does, in a project and with what the runner wants of it. */
export async function replayIn(
  project: Project,
  { record, mutant }: Watch,
  rules: RulesInput,
  events: EventsInput,
  { ruleMatching }: ReplayOptions = {},
): Promise<TestResult> {
  const sources = await sourcesOf(Array.isArray(rules) ? rules : [rules], project);
  const loaded = loadOnce(sources, project).ruleset;
  const ruleset = mutant ? mutatedBy(mutant, loaded, sources, project) : loaded;
  const matching = ruleMatching ?? project.ruleMatching;
  const collector = collectResult(ruleset, { ruleMatching: matching, hostname: TEST_HOSTNAME });
  const inputs: RecordedInput[] = [];
  for (const event of Array.isArray(events) ? events : [events]) {
    for (const input of await inputsOf(event, project)) {
      if (record !== undefined) inputs.push(input);
      collector.begin();
      for await (const batch of readEvents(bytesOf(input), { input: 'webhook' })) collector.feed(batch);
    }
  }
  const result = collector.result();
  return record === undefined ? result : recordReplay({ sources, inputs, ruleMatching: matching }, result);
}

/** The inputs behind an event: a folder of recordings has several. */
async function inputsOf(event: EventInput, project: Project): Promise<RecordedInput[]> {
  if (event instanceof Uint8Array) return [{ kind: 'bytes', bytes: event }];
  if (!isFixtureHandle(event)) return [{ kind: 'bytes', bytes: Buffer.from(JSON.stringify(event)) }];
  const paths = await fixtureFiles(event.path, project);
  return paths.map((path) => ({ kind: 'file', path, shown: shownPath(project.root, path) }));
}

async function fixtureFiles(name: string, { root, fixtures }: Project): Promise<readonly string[]> {
  const path = resolve(fixtures, name);
  tellFilesRead([path]);
  if (pathKind(path)) return eventFiles([path]);
  const there = filesBelow(fixtures).map((each) => relative(fixtures, each).replaceAll('\\', '/'));
  const meant = suggestion(name, there);
  const shown = shownPath(root, path);
  throw usageFault(
    `cannot read ${shown}: there is no such file or folder`,
    meant === undefined ? {} : { help: meant },
  );
}

/** Values that follow each other make a file; so they are given to the loader as they would be deployed. */
async function sourcesOf(
  rules: readonly (RulesHandle | AnyItem)[],
  project: Project,
): Promise<RecordedSource[]> {
  const sources: RecordedSource[] = [];
  const earlier: AnyItem[] = [];
  let items: AnyItem[] = [];
  const endOfItems = async (): Promise<void> => {
    if (items.length === 0) return;
    sources.push(await builtOnce(items, earlier, project));
    earlier.push(...items);
    items = [];
  };
  for (const rule of rules) {
    if (isRulesHandle(rule)) {
      await endOfItems();
      const paths = chosenRules(rule.paths, project, project.root);
      tellFilesRead(paths);
      try {
        for (const path of paths) sources.push(await sourceAt(path, project, earlier));
      } finally {
        // Also where one of them does not load: which may be put right in another.
        if (paths.some(isModule)) tellFilesRead(await modulesLoaded());
      }
    } else if (isItem(rule)) items.push(rule);
    else throw new TypeError(`replay takes rules of the DSL, or rules('path'), not ${typeof rule}`);
  }
  await endOfItems();
  return sources;
}

async function modulesLoaded(): Promise<readonly string[]> {
  const { filesLoaded } = await import('../project/load-module.js');
  return filesLoaded();
}

/** Of the last few replays, what was built and loaded is kept: tests of one file mostly ask for the same rules. */
const MOST_KEPT = 8;

const built: {
  readonly items: readonly AnyItem[];
  readonly earlier: readonly AnyItem[];
  readonly root: string;
  readonly source: RecordedSource;
}[] = [];

/** Items as a file of YAML, after those of earlier files. They never change: the same ones give the same file. */
async function builtOnce(
  items: readonly AnyItem[],
  earlier: readonly AnyItem[],
  { root }: Project,
): Promise<RecordedSource> {
  const known = built.find(
    (each) => each.root === root && sameItems(each.items, items) && sameItems(each.earlier, earlier),
  );
  if (known) return known.source;
  const content = await yamlOf(items, [], earlier, root);
  const source = { name: 'rules of the test', content, homes: homesOf(items) };
  keep(built, { items, earlier: [...earlier], root, source });
  return source;
}

function sameItems(a: readonly AnyItem[], b: readonly AnyItem[]): boolean {
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

const kept: { readonly sources: readonly RulesSource[]; readonly loaded: Loaded }[] = [];

function loadOnce(sources: readonly RulesSource[], project: Project): Loaded {
  const known = kept.find((each) => equalSources(each.sources, sources));
  if (known) return known.loaded;
  const loaded = loadOrFault(sources, targetOf({}, project));
  keep(kept, { sources, loaded });
  return loaded;
}

function keep<T>(entries: T[], latest: T): void {
  entries.unshift(latest);
  entries.length = Math.min(entries.length, MOST_KEPT);
}

function equalSources(a: readonly RulesSource[], b: readonly RulesSource[]): boolean {
  if (a.length !== b.length) return false;
  return a.every(
    ({ name, content }, i) => name === b[i]?.name && Buffer.compare(content, b[i].content) === 0,
  );
}

/** A fault as vitest shows it: with its code frames, at the line of the test that asked for the replay. */
export function told({ message, diagnostics, help }: Fault, call: Error): Error {
  const frames = renderDiagnostics(diagnostics, new Chalk({ level: 0 }));
  const error = new Error([message, frames, help && `help: ${help}`].filter(Boolean).join('\n\n'));
  error.stack = `Error: ${error.message}\n${(call.stack ?? '').split('\n').slice(1).join('\n')}`;
  return error;
}
