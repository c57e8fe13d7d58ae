import { type FieldRow, findField } from '@falco-rules/language';
import { pointerKeys } from '../../extract/readers.js';
import { isObject, type Json, type JsonObject } from './json.js';

/** What a field shall become. */
export type Wanted =
  /** One value; of a field of several, `every` element, or `one` of them. */
  | { readonly value: string; readonly which: 'every' | 'one' }
  /** These values, and no others. */
  | { readonly values: readonly string[] }
  | 'absent';

/** A field as a condition names it; ordinary text. */
export interface FieldRef {
  readonly name: string;
  readonly arg?: string;
}

/**
 * Changes an event so that a field gets what is wanted: the way back from what READERS (extract/readers.ts) do.
 * Gives whether it knows how; whether the field then has the value is for the caller to see.
 */
export function writeField(event: JsonObject, { name, arg }: FieldRef, wanted: Wanted): boolean {
  const row = findField(name);
  if (!row) return false;
  // Without it k8saudit has no values at all.
  if (row.provider === 'k8saudit' && event['auditID'] === undefined && wanted !== 'absent')
    event['auditID'] = 'made-up';
  const { irregular } = row.from;
  const write = irregular === undefined ? writeKeys : WRITERS[irregular];
  return write ? write(event, { row, arg, keys: row.from.keys ?? [], wanted }) : false;
}

interface Writing {
  readonly row: FieldRow;
  readonly arg: string | undefined;
  readonly keys: readonly string[];
  readonly wanted: Wanted;
}

type Writer = (event: JsonObject, writing: Writing) => boolean;

/** Sets what a path leads to: `set` gets what is there, and gives what shall be. Undefined removes it. */
function atPath(
  event: JsonObject,
  steps: readonly Step[],
  which: 'every' | 'one',
  set: (before: Json | undefined) => Json | undefined,
): boolean {
  const [step, ...rest] = steps;
  if (!step) return false;
  let at = event[step.key];
  if (rest.length === 0) {
    put(event, step.key, set(at));
    return true;
  }
  if (!isObject(at) && !(Array.isArray(at) && (at.length === 0 || at.some(isObject)))) {
    if (set(undefined) === undefined) return true;
    at = step.list ? [{}] : {};
    event[step.key] = at;
  }
  if (!Array.isArray(at)) return isObject(at) && atPath(at, rest, which, set);
  if (at.length === 0) {
    if (set(undefined) === undefined) return true;
    at.push({});
  }
  const elements = typeof step.index === 'number' ? [at[step.index]] : which === 'one' ? [at[0]] : at;
  let done = false;
  for (const element of elements) if (isObject(element)) done = atPath(element, rest, which, set) || done;
  return done;
}

interface Step {
  readonly key: string;
  /** A list belongs there: made as one where nothing is. */
  readonly list: boolean;
  readonly index?: number;
}

/** The keys of a field with what its documented path says of lists on the way. */
function stepsOf({ row, keys, arg }: Writing): Step[] {
  const index =
    row.arg.kind === 'index' && arg !== undefined && /^\d{1,3}$/.test(arg) ? Number(arg) : undefined;
  return keys
    .filter((key) => key !== '')
    .map((key) => {
      // `containers[]`, `containers[0]`, `subjects[kind=User]`, but not `annotations["..."]`.
      const list = new RegExp(`(^|\\.)${key.replace(/\W/g, '\\$&')}\\[[^"]`).test(row.from.path);
      return { key, list, ...(list && index !== undefined && { index }) };
    });
}

function put(object: JsonObject, key: string, value: Json | undefined): void {
  if (value === undefined) delete object[key];
  else object[key] = value;
}

const writeKeys: Writer = (event, writing) => {
  const { wanted, row } = writing;
  const steps = stepsOf(writing);
  if (wanted === 'absent') return atPath(event, steps, 'every', () => undefined);
  if (row.list) return atPath(event, steps, 'every', (before) => listOf(before, wanted));
  const value = 'values' in wanted ? wanted.values[0] : wanted.value;
  return (
    value !== undefined && atPath(event, steps, 'every', (before) => typed(value, before, steps.at(-1)!.key))
  );
};

/** A list that is no path through lists: an array of texts (or of what texts stand for). */
function listOf(before: Json | undefined, wanted: Exclude<Wanted, 'absent'>): Json {
  const items = Array.isArray(before) ? before : [];
  if ('values' in wanted) return wanted.values.map(element);
  if (wanted.which === 'one') return [...items, element(wanted.value)];
  return items.length === 0 ? [element(wanted.value)] : items.map(() => element(wanted.value));
}

function element(text: string): Json {
  if (!/^[[{]/.test(text)) return text;
  try {
    return JSON.parse(text) as Json;
  } catch {
    return text;
  }
}

const NUMBERS = /^(code|runAsUser|runAsGroup|fsGroup|port|hostPort|containerPort)$/;

/** A text as the JSON value that one would find there; to Falco a number and its digits are the same. */
function typed(text: string, before: Json | undefined, key: string): Json {
  if (/^(true|false)$/.test(text) && typeof before !== 'string') return text === 'true';
  const isNumber = typeof before === 'number' || (before === undefined && NUMBERS.test(key));
  if (isNumber && /^(0|[1-9]\d{0,14})$/.test(text)) return Number(text);
  return isObject(before) || Array.isArray(before) ? element(text) : text;
}

/** Values at a path through lists. */
const writeValues: Writer = (event, writing) =>
  throughLists(event, writing, (value, before, key) => typed(value, before, key));

function throughLists(
  event: JsonObject,
  writing: Writing,
  made: (value: string, before: Json | undefined, key: string) => Json,
): boolean {
  const { wanted } = writing;
  const steps = stepsOf(writing);
  const key = steps.at(-1)?.key ?? '';
  if (wanted === 'absent') return atPath(event, steps, 'every', () => undefined);
  if ('value' in wanted)
    return atPath(event, steps, wanted.which, (before) => made(wanted.value, before, key));
  return (
    resized(event, steps, wanted.values.length) &&
    each(event, steps, wanted.values, (value, before) => made(value, before, key))
  );
}

/** Gives the first list on a path as many elements as are wanted. */
function resized(event: JsonObject, steps: readonly Step[], length: number): boolean {
  let at: Json | undefined = event;
  for (const { key, list } of steps) {
    if (!isObject(at)) return false;
    if (!list) {
      if (at[key] === undefined) at[key] = {};
      at = at[key];
      continue;
    }
    const items: Json[] = Array.isArray(at[key]) ? at[key] : [];
    while (items.length < length) items.push(structuredClone(items.at(-1) ?? {}));
    items.length = length;
    at[key] = items;
    return true;
  }
  return length <= 1;
}

function each(
  event: JsonObject,
  steps: readonly Step[],
  values: readonly string[],
  made: (value: string, before: Json | undefined) => Json,
): boolean {
  const first = steps.findIndex(({ list }) => list);
  return values.every((value, index) =>
    atPath(
      event,
      steps.map((step, i) => (i === first ? { ...step, index } : step)),
      'one',
      (before) => made(value, before),
    ),
  );
}

/** Every image keeps its tag. */
const writeRepositories: Writer = (event, writing) =>
  throughLists(event, writing, (value, before) => {
    const tag = typeof before === 'string' ? (/[:@].*$/.exec(before)?.[0] ?? '') : '';
    return value + tag;
  });

const writeWords: Writer = (event, writing) => throughLists(event, writing, (value) => value.split(' '));

const writePorts: Writer = (event, writing) =>
  throughLists(event, writing, (value) => [{ hostPort: typed(value, 0, 'hostPort') }]);

/** Arrays of texts at the end of a path through lists. */
const writeArrays: Writer = (event, writing) => {
  const { wanted } = writing;
  const steps = stepsOf(writing).map((step, i, all) =>
    i === all.length - 1 ? { ...step, list: false } : step,
  );
  if (wanted === 'absent') return atPath(event, steps, 'every', () => undefined);
  const which = 'which' in wanted ? wanted.which : 'every';
  return atPath(event, steps, which, (before) => listOf(before, wanted));
};

const writeVolumeTypes: Writer = (event, writing) => {
  const { wanted } = writing;
  const steps = stepsOf(writing);
  if (wanted === 'absent') return atPath(event, steps, 'every', () => undefined);
  const volume = (type: string): Json => ({ name: 'made-up', [type]: {} });
  return atPath(event, steps, 'every', (before) => {
    if ('values' in wanted) return wanted.values.map(volume);
    const volumes = Array.isArray(before) ? before : [];
    return wanted.which === 'one' ? [...volumes, volume(wanted.value)] : [volume(wanted.value)];
  });
};

const writeHostpath: Writer = (event, writing) => {
  const { wanted, arg = '' } = writing;
  const wants = wanted !== 'absent' && 'value' in wanted ? wanted.value : undefined;
  const steps = stepsOf(writing);
  if (wants === 'true') return atPath(event, steps, 'one', () => arg.replace(/\*$/, ''));
  return atPath(event, steps, 'every', () => (wants === 'false' ? '/made-up' : undefined));
};

const writeAnyTrue: Writer = (event, writing) => {
  const { wanted } = writing;
  if (wanted === 'absent' || !('value' in wanted)) return writeValues(event, writing);
  return writeValues(event, {
    ...writing,
    wanted: { value: wanted.value, which: wanted.value === 'true' ? 'one' : 'every' },
  });
};

function writeSubjects(kind: string): Writer {
  return (event, { keys, wanted }) =>
    atPath(
      event,
      keys.map((key) => ({ key, list: false })),
      'every',
      (before) => {
        const subjects = Array.isArray(before) ? before : [];
        const others = subjects.filter((subject) => !isObject(subject) || subject['kind'] !== kind);
        if (wanted === 'absent') return others;
        const subject = (text: string): Json => {
          const [namespace = '', name] = text.split(':');
          return name === undefined || kind !== 'ServiceAccount'
            ? { kind, name: text }
            : { kind, namespace, name };
        };
        if ('values' in wanted) return [...others, ...wanted.values.map(subject)];
        return [...(wanted.which === 'one' ? subjects : others), subject(wanted.value)];
      },
    );
}

const writeParameter: Writer = (event, { keys, arg = '', wanted }) =>
  atPath(
    event,
    keys.map((key) => ({ key, list: false })),
    'every',
    (before) => {
      const [path = '', query = ''] = (typeof before === 'string' ? before : '/').split('?', 2);
      const parameters = new URLSearchParams(query);
      if (wanted === 'absent') parameters.delete(arg);
      else parameters.set(arg, 'value' in wanted ? wanted.value : (wanted.values[0] ?? ''));
      const rest = parameters.toString();
      return rest === '' ? path : `${path}?${rest}`;
    },
  );

const writeTargetPod: Writer = (event, writing) => {
  if (writing.wanted === 'absent') return writeKeys(event, writing);
  const target = isObject(event['objectRef']) ? event['objectRef'] : {};
  event['objectRef'] = target;
  target['resource'] = 'pods';
  delete target['subresource'];
  return writeKeys(event, writing);
};

const writePointer: Writer = (event, { arg = '', wanted }) => {
  const keys = pointerKeys(arg);
  const last = keys.at(-1);
  if (last === undefined) return false;
  let at: JsonObject | Json[] = event;
  for (const [i, key] of keys.slice(0, -1).entries()) {
    const next: Json | undefined = Array.isArray(at) ? at[Number(key)] : at[key];
    if (isObject(next) || (Array.isArray(next) && /^\d+$/.test(keys[i + 1]!))) {
      at = next;
      continue;
    }
    if (wanted === 'absent') return true;
    const made: JsonObject = {};
    if (!Array.isArray(at)) at[key] = made;
    else if (Number(key) <= at.length) at[Number(key)] = made;
    else return false;
    at = made;
  }
  const before = isObject(at) ? at[last] : undefined;
  const text = wanted === 'absent' ? undefined : 'value' in wanted ? wanted.value : wanted.values[0];
  const value = text === undefined ? undefined : typed(text, before, last);
  if (!Array.isArray(at)) put(at, last, value);
  else if (value === undefined) at.splice(Number(last), 1);
  else if (Number(last) <= at.length) at[Number(last)] = value;
  else return false;
  return true;
};

/** By how a field is read; what is missing reads what no change of the event reaches. */
const WRITERS: Readonly<Partial<Record<NonNullable<FieldRow['from']['irregular']>, Writer>>> = {
  values: writeValues,
  'values-or-none': writeValues,
  'first-value': writeValues,
  repositories: writeRepositories,
  'first-repository': writeRepositories,
  'joined-words': writeWords,
  'host-ports': writePorts,
  'ids-or-pod-id': writeValues,
  'rule-values': writeArrays,
  'volume-types': writeVolumeTypes,
  'has-hostpath': writeHostpath,
  'any-true': writeAnyTrue,
  'user-subjects': writeSubjects('User'),
  'group-subjects': writeSubjects('Group'),
  'serviceaccount-subjects': writeSubjects('ServiceAccount'),
  'namespaced-serviceaccount-subjects': writeSubjects('ServiceAccount'),
  'uri-param': writeParameter,
  'target-pod-name': writeTargetPod,
  'json-pointer': writePointer,
};
