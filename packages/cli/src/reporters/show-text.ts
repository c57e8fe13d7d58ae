import {
  decodeText,
  type LoadedList,
  type LoadedMacro,
  type LoadedRule,
  type Ruleset,
} from '@falco-rules/language';
import type { ChalkInstance } from 'chalk';
import type { Locator } from '../project/locate.js';
import { type ExpandedRow, expandedCondition, usedItems } from '../show/expanded.js';
import { changeWords, itemPlace, placedExceptions, placedKeys, placedPieces } from '../show/placed.js';
import { counted } from './replay-summary.js';

/** Text and place, in two columns. */
type Row = readonly [text: string, place: string];

const WIDEST = 88;

/** All items of a ruleset, for a terminal. */
export function listText(
  { rules, macros, lists, otherRules }: Ruleset,
  locate: Locator,
  c: ChalkInstance,
): string {
  const section = (title: string, rows: readonly Row[]): string[] =>
    rows.length === 0 ? [] : [c.bold(`${title} (${rows.length})`), ...columns(rows, c), ''];
  return [
    ...section(
      'Rules',
      rules.map((rule) => [
        `${decodeText(rule.name)}  ${rule.priority}${rule.enabled ? '' : ', not enabled'}`,
        locate(rule.nameSpan, { kind: 'rule', name: rule.name }),
      ]),
    ),
    ...section(
      'Macros',
      macros.map((macro) => [
        `${decodeText(macro.name)}${macro.used ? '' : '  not used'}`,
        locate(macro.nameSpan, { kind: 'macro', name: macro.name }),
      ]),
    ),
    ...section(
      'Lists',
      lists.map((list) => [
        `${decodeText(list.name)}  ${counted(list.items.length, 'item')}${list.used ? '' : ', not used'}`,
        locate(list.nameSpan, { kind: 'list', name: list.name }),
      ]),
    ),
    ...section(
      'Rules of other sources',
      otherRules.map((rule) => [
        `${decodeText(rule.name)}  ${rule.source}`,
        locate(rule.span, { kind: 'rule', name: rule.name }),
      ]),
    ),
  ].join('\n');
}

/** A rule as it is in the end, with the place of every part. */
export function resolvedRuleText(
  rule: LoadedRule,
  ruleset: Ruleset,
  locate: Locator,
  c: ChalkInstance,
): string {
  const name = decodeText(rule.name);
  const keys = placedKeys(rule, locate).map(
    ({ key, value, places }): Row => [`${key}: ${value}`, places.join(', ')],
  );
  const pieces = (mapped: LoadedRule['output']): Row[] =>
    placedPieces(mapped, locate, name).map(({ text, place }) => [`  ${text}`, place]);
  const exceptions = placedExceptions(rule, locate).flatMap((exception): Row[] => [
    [`  ${exception.name}: ${exception.compares}`, exception.place],
    ...exception.values.map(({ text, place }): Row => [`    ${text}`, place]),
  ]);
  const { macros, lists } = usedItems(rule, ruleset);
  const history = rule.history.map(
    (change): Row => [`  ${changeWords(change)}`, itemPlace(change.span, rule, locate)],
  );
  return [
    c.bold(`rule: ${name}`),
    ...columns(history, c),
    '',
    ...columns(keys, c),
    'condition:',
    ...columns(pieces(rule.condition), c),
    ...(exceptions.length === 0 ? [] : ['exceptions:', ...columns(exceptions, c)]),
    'output:',
    ...columns(pieces(rule.output), c),
    '',
    ...(macros.length === 0
      ? []
      : [c.bold('macros that it uses'), ...macros.flatMap((macro) => itemLines(macro, locate, c)), '']),
    ...(lists.length === 0
      ? []
      : [c.bold('lists that it uses'), ...lists.flatMap((list) => itemLines(list, locate, c)), '']),
    c.bold('as Falco evaluates it'),
    ...columns(treeRows(expandedCondition(rule, ruleset, locate)), c),
    '',
  ].join('\n');
}

/** A macro or a list, with the place of every part. */
export function itemLines(item: LoadedMacro | LoadedList, locate: Locator, c: ChalkInstance): string[] {
  const kind = 'items' in item ? 'list' : 'macro';
  const name = decodeText(item.name);
  const history = item.history
    .slice(1)
    .map((change): Row => [`    ${changeWords(change)}`, itemPlace(change.span, item, locate, kind)]);
  const first: Row = [`  ${name}:`, locate(item.nameSpan, { kind, name: item.name })];
  const parts: Row[] =
    'items' in item
      ? itemRows(item, locate)
      : placedPieces(item.condition, locate, name).map(({ text, place }) => [`    ${text}`, place]);
  return columns([first, ...history, ...parts], c);
}

/** Items that stand on one line are told on one line. */
function itemRows({ items }: LoadedList, locate: Locator): Row[] {
  const rows: { texts: string[]; place: string; line: string }[] = [];
  for (const { text } of items) {
    for (const { text: item, place } of placedPieces(text, locate, '')) {
      const line = place.replace(/:\d+$/, '');
      const last = rows.at(-1);
      if (last?.line === line) last.texts.push(item);
      else rows.push({ texts: [item], place, line });
    }
  }
  return rows.map(({ texts, place }) => [`    ${texts.join(', ')}`, place]);
}

function treeRows(root: ExpandedRow): Row[] {
  const rows: Row[] = [];
  const visit = ({ text, place, children }: ExpandedRow, head: string, tail: string): void => {
    rows.push([`  ${head}${text}`, place]);
    children.forEach((child, i) => {
      const last = i === children.length - 1;
      visit(child, `${tail}${last ? '└─ ' : '├─ '}`, `${tail}${last ? '   ' : '│  '}`);
    });
  };
  visit(root, '', '');
  return rows;
}

function columns(rows: readonly Row[], c: ChalkInstance): string[] {
  const width = Math.min(
    WIDEST,
    Math.max(0, ...rows.filter(([, place]) => place !== '').map(([text]) => text.length)),
  );
  return rows.map(([text, place]) => (place === '' ? text : `${text.padEnd(width)}  ${c.dim(place)}`));
}
