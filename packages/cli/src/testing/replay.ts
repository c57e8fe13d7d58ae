import { relative, resolve } from 'node:path';
import { encodeText, suggestion } from '@falco-rules/language';
import type { AnyItem } from '@falco-rules/rules-dsl';
import { isItem } from '@falco-rules/rules-dsl';
import { collectResult, readEvents, type TestResult } from '@falco-rules/simulator';
import { Chalk } from 'chalk';
import { inject } from 'vitest';
import { type Fault, isFault, usageFault } from '../fault.js';
import { eventFiles, filesBelow, openEvents, pathKind } from '../files.js';
import { loadProject, type Project, shownPath } from '../project/project.js';
import { chosenRules, type RulesSource, readRules, yamlOf } from '../project/rules-files.js';
import { type Loaded, loadOrFault, targetOf } from '../project/rulesets.js';
import { renderDiagnostics } from '../reporters/diagnostics.js';
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
  return run(rules, events, options).catch((error: unknown) => {
    throw isFault(error) ? told(error, call) : error;
  });
}

/** The project that the running test belongs to. */
export async function projectOfTest(): Promise<Project> {
  return inject('falco-rules:project') ?? (await loadProject(process.cwd()));
}

async function run(
  rules: RulesInput,
  events: EventsInput,
  { ruleMatching }: ReplayOptions,
): Promise<TestResult> {
  const project = await projectOfTest();
  const sources = await sourcesOf(Array.isArray(rules) ? rules : [rules], project);
  const { ruleset } = loadOnce(sources, project);
  const collector = collectResult(ruleset, {
    ruleMatching: ruleMatching ?? project.ruleMatching,
    hostname: encodeText('localhost'),
  });
  for (const event of Array.isArray(events) ? events : [events]) {
    for await (const input of inputsOf(event, project)) {
      collector.begin();
      for await (const batch of readEvents(input, { input: 'webhook' })) collector.feed(batch);
    }
  }
  return collector.result();
}

type Bytes = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** The inputs behind an event: a folder of recordings has several. */
async function* inputsOf(event: EventInput, project: Project): AsyncGenerator<Bytes> {
  if (event instanceof Uint8Array) yield [event];
  else if (!isFixtureHandle(event)) yield [Buffer.from(JSON.stringify(event))];
  else
    for (const path of await fixtureFiles(event.path, project))
      yield openEvents(path, shownPath(project.root, path));
}

async function fixtureFiles(name: string, { root, fixtures }: Project): Promise<readonly string[]> {
  const path = resolve(fixtures, name);
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
): Promise<RulesSource[]> {
  const sources: RulesSource[] = [];
  const earlier: AnyItem[] = [];
  let items: AnyItem[] = [];
  const endOfItems = async (): Promise<void> => {
    if (items.length === 0) return;
    sources.push({ name: 'rules of the test', content: await yamlOf(items, [], earlier, project.root) });
    earlier.push(...items);
    items = [];
  };
  for (const rule of rules) {
    if (isRulesHandle(rule)) {
      await endOfItems();
      const paths = chosenRules(rule.paths, project, project.root);
      sources.push(...(await readRules(paths, project.root, project.root, earlier)));
    } else if (isItem(rule)) items.push(rule);
    else throw new TypeError(`replay takes rules of the DSL, or rules('path'), not ${typeof rule}`);
  }
  await endOfItems();
  return sources;
}

/** Rulesets of the last few replays: tests of one file mostly ask for the same rules. */
const MOST_KEPT = 8;
const kept: { readonly sources: readonly RulesSource[]; readonly loaded: Loaded }[] = [];

function loadOnce(sources: readonly RulesSource[], project: Project): Loaded {
  const known = kept.find((each) => equalSources(each.sources, sources));
  if (known) return known.loaded;
  const loaded = loadOrFault(sources, targetOf({}, project));
  kept.unshift({ sources, loaded });
  kept.length = Math.min(kept.length, MOST_KEPT);
  return loaded;
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
