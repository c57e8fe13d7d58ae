import { type FieldRow, NO_ARG, REQUIRED_KEY } from '../row.js';

const VALUE = {
  type: 'string',
  list: false,
  arg: REQUIRED_KEY,
  provider: 'json',
  from: { path: 'what the JSON pointer names', irregular: 'json-pointer' },
  trap: 'a pointer that names an object or array gives its compact JSON text; an empty one gives the whole event',
} as const;

const OBJ = {
  type: 'string',
  list: false,
  arg: NO_ARG,
  provider: 'json',
  from: { path: 'the whole event', irregular: 'json-indented' },
  trap: 'absent where the event is JSON only by the loose grammar that lets it in (raw control characters, 01, \\q)',
} as const;

const RAWTIME = {
  type: 'string',
  list: false,
  arg: NO_ARG,
  provider: 'json',
  from: { path: 'stageTimestamp', irregular: 'json-rawtime' },
  trap: 'a string: order comparisons go byte by byte; evt.rawtime is the number',
} as const;

/** The json plugin: any value of the event by its JSON pointer. */
export const JSON_ROWS = [
  { ...VALUE, name: 'json.value', desc: 'The value at a JSON pointer (RFC 6901) in the event, as text.' },
  { ...OBJ, name: 'json.obj', desc: 'The whole event as JSON text, indented by two blanks.' },
  { ...RAWTIME, name: 'json.rawtime', desc: 'The time of the event in nanoseconds since 1970, as text.' },
  { ...VALUE, name: 'jevt.value', desc: 'The older name of json.value, the one that most rules use.' },
  { ...OBJ, name: 'jevt.obj', desc: 'The older name of json.obj.' },
  { ...RAWTIME, name: 'jevt.rawtime', desc: 'The older name of json.rawtime.' },
] as const satisfies readonly FieldRow[];
