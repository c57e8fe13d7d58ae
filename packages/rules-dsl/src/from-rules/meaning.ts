import {
  asText,
  decodeBool,
  decodeText,
  decodeUint,
  lookup,
  type MapNode,
  parseCondition,
  parseOperand,
  printOperand,
  type YamlNode,
} from '@falco-rules/language';
import { substitutedText } from '../condition/literal.js';
import type { Canon } from './canon.js';

/**
 * What each key of an item comes to, as texts to compare: two items with the same meaning load to the same. What an
 * item does beside its name: defines, appends, replaces.
 */
export function meaningOf(item: MapNode, canon: Canon): ReadonlyMap<string, string> {
  const meaning = new Map<string, string>();
  const legacyAppend = boolOf(item, 'append') === true;
  for (const { key, value } of item.entries) {
    const word = key.kind === 'scalar' ? key.value : '';
    if (meaning.has(word) || word === 'append' || word === 'override') continue;
    const read = MEANINGS[word];
    if (read) meaning.set(word, read(value, canon, legacyAppend || operationOf(item, word) === 'append'));
  }
  return meaning;
}

/** The operation that `override` names for a key. */
export function operationOf(item: MapNode, key: string): 'append' | 'replace' | undefined {
  const override = lookup(item, 'override');
  const value = override && lookup(override, key);
  const word = value && asText(value);
  return word === 'append' || word === 'replace' ? word : undefined;
}

export function boolOf(item: MapNode, key: string): boolean | undefined {
  const value = lookup(item, key);
  return value && decodeBool(value);
}

/** The text of a scalar, a null being `null` as to Falco. */
export function textOf(node: YamlNode): string | undefined {
  const own = asText(node);
  return own === undefined ? undefined : decodeText(own);
}

/** What goes before an appended condition, to read it. */
export const BASE = 'put_before_by_import';

type Reader = (node: YamlNode, canon: Canon, appended: boolean) => string;

const flag: Reader = (node) => String(decodeBool(node));
const plain: Reader = (node) => textOf(node) ?? '?';

const MEANINGS: Readonly<Record<string, Reader>> = {
  list: plain,
  macro: plain,
  rule: plain,
  source: plain,
  // The line break that `>` leaves behind it.
  desc: (node) => textOf(node)?.trimEnd() ?? '?',
  output: (node) => textOf(node)?.trim() ?? '?',
  priority: (node) =>
    textOf(node)
      ?.toLowerCase()
      .replace(/^informational$/, 'info') ?? '?',
  condition: (node, canon, appended) => {
    const text = textOf(node) ?? '?';
    return String(canon.ofText(appended ? `${BASE} ${text}` : text) ?? text);
  },
  tags: (node) =>
    node.kind === 'sequence'
      ? [...new Set(node.items.map((tag) => textOf(tag) ?? '?'))].sort().join('\n')
      : '',
  items: (node, canon) =>
    node.kind === 'sequence' ? node.items.map((item) => itemMeaning(item, canon)).join('\n') : '',
  exceptions: (node, canon) =>
    node.kind === 'sequence' ? node.items.map((one) => exceptionMeaning(one, canon)).join('\n') : '',
  enabled: flag,
  capture: flag,
  warn_evttypes: flag,
  'skip-if-unknown-filter': flag,
  capture_duration: (node) => String(decodeUint(node)),
};

/** An item of a list or an exception, by what it is in a condition. */
function itemMeaning(node: YamlNode, canon: Canon): string {
  const text = textOf(node);
  if (text === undefined) return '?';
  const put = substitutedText(text);
  const parsed = parseCondition(`evt.type in (${put})`);
  if (!parsed.ok || parsed.expr.kind !== 'BinaryCheck' || parsed.expr.right.kind !== 'List')
    return `text ${text}`;
  return parsed.expr.right.values.map((value) => canon.of(value)).join(' ');
}

function exceptionMeaning(node: YamlNode, canon: Canon): string {
  if (node.kind !== 'map') return '?';
  const part = (key: string, read: (node: YamlNode) => string): string => {
    const value = lookup(node, key);
    return value === undefined ? '' : nested(value, read);
  };
  const fields = part('fields', fieldMeaning);
  const comps = part('comps', (comp) => (textOf(comp) ?? '?').trim().replace(/^==$/, '='));
  return [
    part('name', (one) => textOf(one) ?? '?'),
    fields,
    comps || defaultComps(node),
    valuesMeaning(node, canon),
  ].join(' | ');
}

function valuesMeaning(node: MapNode, canon: Canon): string {
  const values = lookup(node, 'values');
  return values?.kind === 'sequence' && values.items.length > 0
    ? nested(values, (one) => itemMeaning(one, canon))
    : '';
}

function fieldMeaning(node: YamlNode): string {
  const text = textOf(node) ?? '?';
  const parsed = parseOperand(text);
  return parsed.ok ? printOperand(parsed.operand) : text;
}

function defaultComps(node: MapNode): string {
  const fields = lookup(node, 'fields');
  if (!fields) return '';
  return fields.kind === 'sequence' ? `[${fields.items.map(() => '=').join(', ')}]` : 'in';
}

function nested(node: YamlNode, read: (node: YamlNode) => string): string {
  return node.kind === 'sequence' ? `[${node.items.map((one) => nested(one, read)).join(', ')}]` : read(node);
}
