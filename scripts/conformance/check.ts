import type { Ruleset } from '@falco-rules/language';
import { replayFile, rulesOf, validate } from './simulate.js';
import type {
  ConditionsLine,
  EventsLine,
  FieldsFile,
  Issue,
  OutputsLine,
  RulesFilesFile,
  Validated,
  Validation,
  Vectors,
} from './vectors.js';

/** What is counted, in the order in which it is shown. */
export const AREAS = {
  fields: ['values', 'times'],
  conditions: ['matches', 'crashes'],
  outputs: ['JSON alerts', 'text alerts'],
  loading: ['verdicts', 'alerts'],
  validation: ['codes', 'messages', 'positions', 'snippets', 'schema'],
  events: ['files'],
} as const;
export type Area = keyof typeof AREAS;

/** One answer of Falco's, and ours. */
export interface Check {
  readonly area: Area;
  readonly aspect: string;
  /** Names the vector: its file, its line from 1, and what of it. */
  readonly vector: string;
  readonly falco: unknown;
  readonly ours: unknown;
}

/** Where Falco ends in a crash there is no answer to equal. */
export const CRASH = 'crashes';

export function isEqual({ falco, ours }: Check): boolean {
  return JSON.stringify(falco) === JSON.stringify(ours);
}

/** Asks ourselves everything that Falco was asked. */
export function* checkAll(vectors: Vectors): Generator<Check> {
  for (const [file, lines] of vectors.fields) yield* checkFields(file, lines);
  for (const [file, lines] of vectors.conditions) {
    for (const [i, line] of lines.entries()) yield* checkConditions(`${file} ${i + 1}`, line);
  }
  for (const [file, lines] of vectors.outputs) {
    for (const [i, line] of lines.entries()) yield* checkOutput(`${file} ${i + 1}`, line);
  }
  for (const [file, lines] of vectors.rulefiles) yield* checkRulesFiles(file, lines);
  for (const [file, lines] of vectors.events) {
    for (const [i, line] of lines.entries()) yield* checkEvents(`${file} ${i + 1}`, line);
  }
}

function* checkFields(file: string, { asked, events }: FieldsFile): Generator<Check> {
  const output = asked.map((field) => `%${field}`).join(' ');
  const ruleset = loaded(rulesOf([{ name: 'r', condition: 'evt.num >= 0' }], output));
  const text = linesOf(events.map(({ event }) => event));
  const alerts = replayFile(ruleset, text, 'json', 'all').lines.map(parseAlert);
  for (const [i, { time, fields }] of events.entries()) {
    const alert = alerts[i];
    const vector = `${file} ${i + 2}`;
    yield { area: 'fields', aspect: 'times', vector, falco: time, ours: alert?.['time'] };
    const ours = (alert?.['output_fields'] ?? {}) as Readonly<Record<string, unknown>>;
    for (const field of asked) {
      // The vectors were recorded without a hostname, which says nothing of the event.
      if (field === 'evt.hostname') continue;
      const answers = { falco: fields[field] ?? null, ours: ours[field] ?? null };
      yield { area: 'fields', aspect: 'values', vector: `${vector} ${field}`, ...answers };
    }
  }
}

function* checkConditions(vector: string, line: ConditionsLine): Generator<Check> {
  const { events, rules, invalid, crashes, warnings } = line;
  const { validation, ruleset } = validate(rulesOf(rules));
  yield* checkIssues(
    `${vector} warnings`,
    warnings,
    (validation?.falco_load_results[0]?.warnings ?? []).map(ofRule),
  );
  const matches = ruleset ? matchesOf(ruleset, events) : new Map<string, number[]>();
  for (const { name, condition, matches: falco } of rules) {
    const ours = matches.get(name) ?? [];
    yield { area: 'conditions', aspect: 'matches', vector: `${vector} ${name}: ${condition}`, falco, ours };
  }
  for (const [i, { condition, code, message }] of invalid.entries()) {
    const error = validate(rulesOf([{ name: 'r', condition }])).validation?.falco_load_results[0]?.errors[0];
    yield* checkIssues(`${vector} invalid ${i + 1}`, [{ code, message }], error ? [error] : []);
  }
  for (const [i, condition] of crashes.entries()) {
    const crashing = validate(rulesOf([{ name: 'r', condition }])).ruleset;
    const ours = crashing ? (matchesOf(crashing, events).get('r') ?? []) : 'does not load';
    yield { area: 'conditions', aspect: 'crashes', vector: `${vector} crash ${i + 1}`, falco: CRASH, ours };
  }
}

interface NamedIssue {
  readonly code: string;
  readonly message: string;
  readonly rule?: string | undefined;
}

function ofRule({ code, message, context }: Issue): NamedIssue {
  return { code, message, rule: context.locations[1]?.item_name };
}

function* checkIssues(
  vector: string,
  falco: readonly NamedIssue[],
  ours: readonly NamedIssue[],
): Generator<Check> {
  const codes = (issues: readonly NamedIssue[]) => issues.map(({ code, rule }) => [code, rule]);
  const messages = (issues: readonly NamedIssue[]) => issues.map(({ message }) => message);
  yield { area: 'validation', aspect: 'codes', vector, falco: codes(falco), ours: codes(ours) };
  yield { area: 'validation', aspect: 'messages', vector, falco: messages(falco), ours: messages(ours) };
}

function matchesOf(ruleset: Ruleset, events: readonly string[]): Map<string, number[]> {
  const matches = new Map<string, number[]>();
  for (const line of replayFile(ruleset, linesOf(events), 'json', 'all').lines) {
    const alert = parseAlert(line);
    const name = alert['rule'] as string;
    const number = (alert['output_fields'] as Record<string, number>)['evt.num'] as number;
    const known = matches.get(name);
    if (known) known.push(number);
    else matches.set(name, [number]);
  }
  return matches;
}

function* checkOutput(vector: string, line: OutputsLine): Generator<Check> {
  const ruleset = yield* checkValidation(vector, line);
  const { events = [], json, text } = line;
  if (!json || !text) return;
  const lines = (format: 'json' | 'text') =>
    ruleset ? replayFile(ruleset, linesOf(events), format, 'first').lines : [];
  yield* checkLines('JSON alerts', vector, json, lines('json').map(parseAlert));
  yield* checkLines('text alerts', vector, text, lines('text'));
}

function* checkLines(
  aspect: string,
  vector: string,
  falco: readonly unknown[],
  ours: readonly unknown[],
): Generator<Check> {
  for (let i = 0; i < Math.max(falco.length, ours.length); i++) {
    yield { area: 'outputs', aspect, vector: `${vector} ${aspect} ${i + 1}`, falco: falco[i], ours: ours[i] };
  }
}

function* checkRulesFiles(name: string, { events, files }: RulesFilesFile): Generator<Check> {
  for (const [i, file] of files.entries()) {
    const vector = `${name} ${i + 2}`;
    const ruleset = yield* checkValidation(vector, file);
    if (!file.alerts) continue;
    const ours = ruleset ? replayFile(ruleset, linesOf(events), 'json', 'first').lines.map(parseAlert) : null;
    yield { area: 'loading', aspect: 'alerts', vector: `${vector} alerts`, falco: file.alerts, ours };
  }
}

/** Whether the file loads, and all that is said of it. */
function* checkValidation(vector: string, file: Validated): Generator<Check, Ruleset | undefined> {
  const { status, validation, ruleset } = validate(file.yaml);
  yield {
    area: 'loading',
    aspect: 'verdicts',
    vector: `${vector} verdict`,
    falco: file.status,
    ours: status,
  };
  for (const [aspect, of] of Object.entries(ASPECTS)) {
    const answers = { falco: file.validation && of(file.validation), ours: validation && of(validation) };
    yield { area: 'validation', aspect, vector: `${vector} ${aspect}`, ...answers };
  }
  return ruleset;
}

const issuesOf = ({ falco_load_results }: Validation) =>
  falco_load_results.map(({ errors, warnings }) => ({ errors, warnings }));

const eachIssue =
  (of: (issue: Issue) => unknown) =>
  (validation: Validation): unknown =>
    issuesOf(validation).map(({ errors, warnings }) => [errors.map(of), warnings.map(of)]);

/** What of the JSON counts as what. */
const ASPECTS: Readonly<Record<(typeof AREAS)['validation'][number], (validation: Validation) => unknown>> = {
  codes: eachIssue(({ code }) => code),
  messages: eachIssue(({ context: _, ...rest }) => rest),
  positions: eachIssue(({ context }) => context.locations),
  snippets: eachIssue(({ context }) => context.snippet),
  schema: ({ falco_load_results }) => falco_load_results.map(({ errors: _, warnings: __, ...rest }) => rest),
};

function* checkEvents(vector: string, { text, status, alerts }: EventsLine): Generator<Check> {
  const output = '%evt.num %ka.auditid %ka.verb';
  const ruleset = loaded(rulesOf([{ name: 'r', condition: 'evt.num >= 0' }], output));
  const replayed = replayFile(ruleset, text, 'text', 'first');
  const ours = { status: replayed.status, alerts: replayed.lines };
  yield { area: 'events', aspect: 'files', vector, falco: { status, alerts }, ours };
}

function loaded(yaml: string): Ruleset {
  const { ruleset } = validate(yaml);
  if (!ruleset) throw new Error(`a rules file of ours does not load: ${yaml}`);
  return ruleset;
}

function linesOf(events: readonly string[]): string {
  return events.map((event) => `${event}\n`).join('');
}

/** An alert as the vectors have it: without hostname, long integers as texts. */
function parseAlert(line: string): Record<string, unknown> {
  const { hostname: _, ...alert } = JSON.parse(line.replace(LONG_INTEGER, '$1"$2"')) as Record<
    string,
    unknown
  >;
  return alert;
}

const LONG_INTEGER = /("evt\.[^"]*":)(-?\d{16,})/g;
