import {
  decodeText,
  type ExceptionEntry,
  type ItemChange,
  type LoadedRule,
  type MappedText,
  markAt,
  type Part,
  readYaml,
  type Span,
  sliceText,
  spanOf,
} from '@falco-rules/language';
import type { Locator } from '../project/locate.js';

/** A stretch of text, and where it was written. */
export interface PlacedText {
  readonly text: string;
  /** Empty for what nobody wrote. */
  readonly place: string;
  /** What it is part of, where that is another item than the one that is shown. */
  readonly part?: Part;
}

/** A joined text, cut where it goes on in another line or another item. What Falco adds goes with its neighbour. */
export function placedPieces(mapped: MappedText, locate: Locator, rule: string): PlacedText[] {
  const pieces: {
    start: number;
    end: number;
    key: string;
    span: Span | undefined;
    part: Part | undefined;
  }[] = [];
  for (const { start, length, origin } of mapped.segments) {
    const last = pieces.at(-1);
    const key = origin
      ? keyOf(origin.file.name, markAt(origin.file, origin.start).line, origin.part)
      : undefined;
    if (last && (key === undefined || key === last.key)) last.end = start + length;
    else {
      const span = origin && { file: origin.file, start: origin.start, end: origin.end };
      pieces.push({ start, end: start + length, key: key ?? '', span, part: origin?.part });
    }
  }
  return pieces.flatMap(({ start, end, span, part }) => {
    const text = decodeText(sliceText(mapped, start, end).text)
      .replace(/\s+/g, ' ')
      .trim();
    return text === '' ? [] : [{ text, place: span ? locate(span, part, rule) : '', ...(part && { part }) }];
  });
}

function keyOf(file: string, line: number, { kind, name, index }: Part): string {
  return `${file}\n${line}\n${kind}\n${name}\n${index ?? ''}`;
}

/** The keys of a rule that are shown, and how. */
const SHOWN_KEYS = ['desc', 'priority', 'tags', 'enabled', 'source'] as const;

/** Which item of which file gave a rule a key its value. */
export interface PlacedKey {
  readonly key: string;
  readonly value: string;
  /** The items that set it, first to last; of a replaced key only the one that counts. */
  readonly places: readonly string[];
}

/** The plain keys of a rule with the items that they come from. */
export function placedKeys(rule: LoadedRule, locate: Locator): PlacedKey[] {
  const values: Readonly<Record<(typeof SHOWN_KEYS)[number], string>> = {
    desc: decodeText(rule.desc).replace(/\s+/g, ' ').trim(),
    priority: rule.priority,
    tags: rule.tags.map(decodeText).join(', '),
    enabled: String(rule.enabled),
    source: rule.source,
  };
  return SHOWN_KEYS.flatMap((key) => {
    const setters = settersOf(rule.history, key);
    if (values[key] === '' || (setters.length === 0 && key === 'enabled')) return [];
    const places = setters.map(({ span }) => itemPlace(keySpan(span, key), rule, locate));
    return [{ key, value: values[key], places }];
  });
}

/** Where a key stands in an item; the item where it is not found (in a module, all keys are the call's). */
export function keySpan(item: Span, key: string): Span {
  const { file, start, end } = item;
  const { column } = markAt(file, start);
  // The item alone, as deep in as it is: its first key stands behind the dash.
  const text = ' '.repeat(column) + file.text.slice(start, end);
  const [node] = readYaml({ name: file.name, text }).documents;
  if (node?.kind !== 'map') return item;
  const entry = node.entries.find((each) => each.key.kind === 'scalar' && each.key.value === key);
  if (!entry) return item;
  const offset = start - column;
  return { file, start: entry.key.span.start + offset, end: entry.key.span.end + offset };
}

/** An exception, and where its parts were written. */
export interface PlacedException {
  readonly name: string;
  readonly place: string;
  /** `ka.user.name in, ka.verb =`; empty where values are added to an exception of another item. */
  readonly compares: string;
  readonly values: readonly PlacedText[];
}

export function placedExceptions(rule: LoadedRule, locate: Locator): PlacedException[] {
  const owner = decodeText(rule.name);
  return rule.exceptions.map(({ name, fields, comps, values, span }) => {
    const part: Part = { kind: 'exception', name };
    const [left, right] = [entryTexts(fields), entryTexts(comps)];
    return {
      name: decodeText(name),
      place: locate(span, part, owner),
      compares: left.map((field, i) => `${field} ${right[i] ?? ''}`.trim()).join(', '),
      values: values.map((value) => {
        const found = firstSpan(value);
        return { text: entryText(value), place: found ? locate(found, part, owner) : '' };
      }),
    };
  });
}

function entryTexts(entry: ExceptionEntry): string[] {
  return entry.list ? entry.items.map(entryText) : [entryText(entry)];
}

function entryText(entry: ExceptionEntry): string {
  return entry.list ? `(${entry.items.map(entryText).join(', ')})` : decodeText(entry.item);
}

function firstSpan(entry: ExceptionEntry): Span | undefined {
  if (!entry.list) return spanOf(entry.text, 0, entry.text.text.length);
  for (const item of entry.items) {
    const found = firstSpan(item);
    if (found) return found;
  }
  return undefined;
}

/** The changes that a key's value comes from: the last that sets it, and what is appended behind. */
export function settersOf(history: readonly ItemChange[], key: string): ItemChange[] {
  let found: ItemChange[] = [];
  for (const change of history) {
    if (change.kind === 'define' || change.kind === 'redefine')
      found = change.keys.includes(key) ? [change] : [];
    else if (change.keys.includes(key)) found = change.kind === 'append' ? [...found, change] : [change];
  }
  return found;
}

export function itemPlace(
  span: Span,
  { name }: { readonly name: string },
  locate: Locator,
  kind: 'rule' | 'macro' | 'list' = 'rule',
): string {
  return locate(span, { kind, name });
}

const CHANGE_WORDS: Readonly<Record<ItemChange['kind'], string>> = {
  define: 'defined',
  redefine: 'defined anew',
  append: 'appended to',
  replace: 'replaced',
  enable: 'switched on or off',
};

/** `appended to: condition` */
export function changeWords({ kind, keys }: ItemChange): string {
  const what = keys.filter(
    (key) => key !== 'rule' && key !== 'macro' && key !== 'list' && key !== 'override' && key !== 'append',
  );
  return kind === 'define' || kind === 'redefine' || what.length === 0
    ? CHANGE_WORDS[kind]
    : `${CHANGE_WORDS[kind]}: ${what.join(', ')}`;
}
