import type { ByteString } from '../../text/bytes.js';
import type { SequenceNode, YamlNode } from '../../yaml/node.js';
import { type Context, itemContext } from '../context.js';
import type { ExceptionEntry } from '../model.js';
import type { CollectedException } from '../rule-exceptions.js';
import { failShape, type Item, mappedText, nestGuard, nodeAt, requiredOf } from './decode.js';
import { spanOfNode, warning } from './scope.js';

/** Neither a text nor a list: what a key that is missing, empty or a mapping comes to. */
export const NO_ENTRY: ExceptionEntry = { list: false, item: '', text: { text: '', segments: [] } };

export function isEntry(entry: ExceptionEntry): boolean {
  return entry.list ? entry.items.length > 0 : entry.item !== '';
}

/**
 * The exceptions of a rule; none where the key is missing or empty. `append`: fields may be left out, values
 * should not (rule_loader_reader.cpp, read_rule_exceptions).
 */
export function readExceptions(item: Item, append: boolean): readonly CollectedException[] {
  const { reading, ctx: parent } = item;
  const node = nodeAt(item.node, 'exceptions');
  if (!node || node.kind === 'null') return [];
  const allCtx = itemContext(node.mark, 'exceptions', '', parent);
  if (node.kind !== 'sequence') {
    return failShape(reading, 'Rule exceptions must be a sequence', allCtx, node, {
      message: '`exceptions` takes a list',
    });
  }
  const exceptions: CollectedException[] = [];
  const byName = new Map<ByteString, CollectedException[]>();
  for (const entry of node.items) {
    const exception = readException(item, entry, append, allCtx, byName);
    exceptions.push(exception);
    const namesakes = byName.get(exception.name);
    if (namesakes) namesakes.push(exception);
    else byName.set(exception.name, [exception]);
  }
  return exceptions;
}

function readException(
  item: Item,
  node: YamlNode,
  append: boolean,
  allCtx: Context,
  before: ReadonlyMap<ByteString, readonly CollectedException[]>,
): CollectedException {
  const { reading, ctx: parent } = item;
  const { file } = reading;
  const unnamed = itemContext(node.mark, 'exception', '', allCtx);
  if (node.kind !== 'map') {
    return failShape(reading, 'Rule exception must be a mapping', unnamed, node, {
      message: 'an exception is a mapping with `name`, `fields`, `comps`, `values`',
    });
  }
  const name = requiredOf({ reading, node, ctx: unnamed }, 'name').value;
  const ctx = itemContext(node.mark, 'exception', name, parent);
  const span = spanOfNode(file, node);
  for (const other of before.get(name) ?? []) {
    const message = `Multiple definitions of exception '${name}' in the same rule`;
    const related = [{ span: other.span, message: 'the first one is here' }];
    const nameNode = nodeAt(node, 'name') ?? node;
    reading.warn(
      warning('LOAD_EXCEPTION_NAME_NOT_UNIQUE', message, ctx, spanOfNode(file, nameNode), { related }),
    );
  }
  const inside: Item = { reading, node, ctx };
  const fields = readKey(inside, 'fields', append, name);
  const comps = readKey(inside, 'comps', true, name);
  const values = readValues(inside, name, append);
  return { name, fields, comps, values, ctx, span };
}

function readKey(item: Item, key: 'fields' | 'comps', optional: boolean, name: string): ExceptionEntry {
  const value = nodeAt(item.node, key);
  if (value) return readEntry(item, value, key, name, undefined, item.ctx, 0);
  if (optional) return NO_ENTRY;
  return failShape(item.reading, `Item has no mapping for key '${key}'`, item.ctx, item.node, {
    message: `the exception lacks the key \`${key}\``,
  });
}

function readValues(item: Item, name: string, append: boolean): ExceptionEntry[] {
  const { reading, ctx, node } = item;
  const values = nodeAt(node, 'values');
  if (!values) {
    if (append) {
      const message = 'Overriding/appending exception with no values';
      reading.warn(warning('LOAD_APPEND_NO_VALUES', message, ctx, spanOfNode(reading.file, node)));
    }
    return [];
  }
  const valuesCtx = itemContext(values.mark, 'exception values', '', ctx);
  if (values.kind !== 'sequence') {
    return failShape(reading, 'Rule exception values must be a sequence', valuesCtx, values, {
      message: '`values` takes a list',
    });
  }
  return values.items.map((value, index) =>
    readEntry(item, value, '', name, index, itemContext(value.mark, 'exception value', '', valuesCtx), 0),
  );
}

/** A scalar or a nest of sequences; anything else counts as not there. */
function readEntry(
  item: Item,
  node: YamlNode,
  key: string,
  name: string,
  index: number | undefined,
  parent: Context,
  depth: number,
  guard: (depth: number, node: SequenceNode) => void = nestGuard(item.reading),
): ExceptionEntry {
  const { reading } = item;
  if (node.kind === 'scalar') {
    if (node.value === '') {
      failShape(reading, 'Value must be non-empty', itemContext(node.mark, 'value for', key, parent), node, {
        message: 'an exception cannot hold an empty text',
      });
    }
    const part = { kind: 'exception', name, ...(index !== undefined && { index }) } as const;
    return { list: false, item: node.value, text: mappedText(reading, node, part) };
  }
  if (node.kind !== 'sequence') return NO_ENTRY;
  guard(depth, node);
  const ctx = itemContext(node.mark, 'value for', key, parent);
  const items = node.items.map((entry) =>
    readEntry(item, entry, '', name, index, itemContext(entry.mark, 'exception', '', ctx), depth + 1, guard),
  );
  return { list: true, items, span: spanOfNode(reading.file, node) };
}
