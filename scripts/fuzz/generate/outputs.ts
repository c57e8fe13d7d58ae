import { FIELDS, type FieldRow, TRANSFORMERS } from '@falco-rules/language';
import type { Random } from '../random.js';
import { reference } from './conditions.js';

const ROWS: readonly FieldRow[] = FIELDS;

const TEXT_ROWS = ROWS.filter(({ type }) => type === 'string');
const SINGLE_ROWS = TEXT_ROWS.filter(({ list }) => !list);
const LIST_ROWS = ROWS.filter(({ list }) => list);

const TEXTS = [
  'plain',
  ' text ',
  '(user=',
  ')',
  ' x=',
  '.',
  ',',
  ':',
  '[0]',
  '\t',
  'é',
  '\u{1f600}',
  '"',
  '\\',
  '\\n',
  '\n',
  '\u0001',
  '\u007f',
  '\u0085',
  '{}',
  '*',
  's',
  'on',
  '<NA>',
] as const;

const WRONG = [
  '%',
  '%%',
  '100%',
  '%nosuch.field',
  '%ka.',
  '%ka',
  '%5',
  '%toupper(',
  '%len(ka.verb',
  '%val(ka.verb)',
  '%ka.user.groups[',
  '%ka.uri.param[]',
  '%proc.name',
  '% ka.verb',
  '%KA.VERB',
  '%join(ka.verb)',
  '%concat(ka.verb)',
  '%tolower(evt.num)',
  '%-5ka.verb',
  '%4294967296ka.verb',
  '%007ka.verb',
  '%evt.args',
  '%evt.type',
] as const;

/** Text of a rule's output. `wrong`: the chance that a token is one that Falco may refuse. */
export function output(random: Random, wrong = 0.03): string {
  const lead = random.chance(0.1) ? '*' : '';
  return lead + random.times(0, 6, () => piece(random, wrong)).join(random.chance(0.3) ? ' ' : '');
}

function piece(random: Random, wrong: number): string {
  if (random.chance(wrong)) return random.pick(WRONG);
  if (random.chance(0.35)) return random.pick(TEXTS);
  const width = random.chance(0.12) ? random.pick(['1', '3', '10', '0', '007', '40']) : '';
  return `%${width}${token(random, wrong)}`;
}

function token(random: Random, wrong: number): string {
  const field = () => reference(random, random.pick(ROWS), wrong);
  const text = () => reference(random, random.pick(random.chance(wrong) ? ROWS : TEXT_ROWS), wrong);
  const single = () => reference(random, random.pick(random.chance(wrong) ? ROWS : SINGLE_ROWS), wrong);
  const list = () => reference(random, random.pick(random.chance(wrong) ? ROWS : LIST_ROWS), wrong);
  if (random.chance(0.75)) return field();
  return random.weighted<() => string>([
    [
      4,
      () =>
        `${random.chance(wrong) ? random.pick(TRANSFORMERS).name : random.pick(['tolower', 'toupper', 'basename', 'b64', 'len'])}(${text()})`,
    ],
    [
      1,
      () => `${random.pick(['tolower', 'toupper', 'len'])}(${random.pick(['basename', 'b64'])}(${text()}))`,
    ],
    [1, () => `concat(${single()}, "-", ${single()})`],
    [1, () => `join(",", ${list()})`],
    [1, () => `join("/", (${single()}, ${single()}))`],
    [1, () => `getopt(${list()}, "x:c")`],
    [1, () => `toupper( ${text()} )`],
  ])();
}
