import type { Random } from '../random.js';

/** Raw JSON text. Values are kept as text: spelling of numbers, order of keys, duplicates and escapes all matter. */
export type Json = string;

export const quote = (text: string): Json => JSON.stringify(text);

/** Keys whose order and uniqueness a JavaScript object would not keep. */
const ODD_KEYS = [
  '2',
  '10',
  '1',
  '__proto__',
  'constructor',
  'k',
  'k',
  '',
  'a.b',
  'a/b',
  '\\u006b',
  'é',
] as const;

const ODD_STRINGS = [
  '"\\u0041\\n\\t"',
  '"\\u0000nul"',
  '"a\\u0000b"',
  '"\\ud83d\\ude00"',
  '"\\ud800"',
  '"\\udc00x"',
  '"\\ud800\\ud800"',
  '"\\ud83d\\u0041"',
  '"quote\\"d \\\\ back"',
  '"\\/\\b\\f\\r"',
  '"\\u003cscript\\u003e &"',
  '"\\u2028"',
  '"\u007f\u0080\u{10ffff}"',
  '"ünï"',
  '""',
  '" lead "',
  '"%s"',
] as const;

const NUMBERS = [
  '0',
  '-0',
  '1',
  '-1',
  '0.1',
  '1.0',
  '12.50',
  '1e3',
  '1E5',
  '1e+3',
  '-1.5e-7',
  '65534',
  '9007199254740993',
  '12345678901234567890',
  '1e400',
  '0.1000000000000000055511151231257827',
] as const;

/** Texts that JSON forbids and fastjson takes, or the other way round. */
const LOOSE = [
  '01',
  '1.2.3e',
  '+1',
  '.5',
  '-',
  '1.',
  '"\\q"',
  '"\\u12"',
  '"tab\there"',
  '"\u0001"',
  'NaN',
  'nan',
  'inf',
  '-inf',
  'Infinity',
  'tru',
  'True',
  'nulll',
  '[1,]',
  '{"a":1,}',
  '{,}',
  '[,]',
  '{"a" 1}',
  '{a:1}',
  "'a'",
  '',
] as const;

export function scalar(random: Random): Json {
  return random.weighted([
    [3, random.pick(ODD_STRINGS)],
    [3, random.pick(NUMBERS)],
    [2, random.pick(['true', 'false', 'null'])],
    [2, random.pick(['"x"', '"a b"', '"web-0"', '"/etc"'])],
  ]);
}

/** Any JSON value. */
export function anyJson(random: Random, depth = 3): Json {
  if (depth === 0 || random.chance(0.6)) return scalar(random);
  const blank = random.chance(0.1) ? random.pick([' ', '\t', ' \r ']) : '';
  if (random.chance(0.5)) {
    return `[${blank}${random.times(0, 3, () => anyJson(random, depth - 1)).join(`,${blank}`)}${blank}]`;
  }
  const entries = random.times(
    0,
    4,
    () => `"${random.pick(ODD_KEYS)}"${blank}:${blank}${anyJson(random, depth - 1)}`,
  );
  return `{${blank}${entries.join(`${blank},`)}${blank}}`;
}

/** A value that is not quite JSON, or that only looks so. */
export function looseJson(random: Random): Json {
  return random.pick(LOOSE);
}

/** How deep fastjson goes (its MaxDepth), and a little more and less. */
export function deepJson(random: Random): Json {
  const depth = random.pick([10, 100, 280, 290, 296, 297, 298, 299, 300, 301, 302, 1000, 10_000]);
  return random.chance(0.5)
    ? `${'['.repeat(depth)}${']'.repeat(depth)}`
    : `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
}

/** A JSON object under construction: a list of entries, since keys may repeat. */
export type Entries = [key: string, value: Json][];

export function objectText(entries: Entries, random: Random, blankness: number): Json {
  const blank = () => (random.chance(blankness) ? random.pick([' ', '\t', '  ', '\r']) : '');
  const parts = entries.map(([key, value]) => `${blank()}"${key}"${blank()}:${blank()}${value}${blank()}`);
  return `{${parts.join(',')}}`;
}
