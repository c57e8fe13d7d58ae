import type { ByteString } from '../../text/bytes.js';
import type { MappedText, Part } from '../../text/mapped-text.js';
import type { SourceFile, Span } from '../../text/source.js';
import { exceptionText } from '../../yaml/fault.js';
import { decodeBool, decodeUint, scalarText } from '../../yaml/index.js';
import type { MapNode, ScalarNode, SequenceNode, YamlNode } from '../../yaml/node.js';
import type { Collection } from '../collect.js';
import { type Context, fileContext, itemContext } from '../context.js';
import type { LoadWarning } from '../fault.js';
import type { Target } from '../versions.js';
import { fail, failFatally, type Notes, spanOfNode } from './scope.js';

/** What the reading of one file works with. */
export interface Reading {
  readonly file: SourceFile;
  readonly collection: Collection;
  readonly target: Target;
  /** Event sources that the target's plugins provide, and syscall. */
  readonly sources: ReadonlySet<ByteString>;
  warn(warning: LoadWarning): void;
}

/** The item that is being read. */
export interface Item {
  readonly reading: Reading;
  readonly node: MapNode;
  readonly ctx: Context;
}

/** The value of a key, as yaml-cpp finds it: the first one where a key is there twice. */
export function nodeAt({ entries }: MapNode, key: string): YamlNode | undefined {
  // Asked for some dozens of keys an item: an iterator makes an object a step until it is compiled.
  for (let i = 0; i < entries.length; i++) {
    const entry = entries[i]!;
    if (entry.key.kind === 'scalar' && entry.key.value === key) return entry.value;
  }
  return undefined;
}

export function hasKey(map: MapNode, key: string): boolean {
  return nodeAt(map, key) !== undefined;
}

/** The span of a key; the map's own where it is not there. */
export function keySpan(file: SourceFile, map: MapNode, key: string): Span {
  const entry = map.entries.find((e) => e.key.kind === 'scalar' && e.key.value === key);
  return spanOfNode(file, entry?.key ?? map);
}

/** A key as text, as yaml-cpp's as<std::string>() gives it; what is no text ends the reading with its words. */
export function textOf(reading: Reading, node: YamlNode): ByteString {
  if (node.kind === 'scalar') return node.value;
  if (node.kind === 'null') return 'null';
  return failConversion(reading, node);
}

function failConversion(reading: Reading, node: YamlNode): never {
  const message = exceptionText(node.mark, 'bad conversion');
  const file = fileContext(reading.file.name);
  return fail('LOAD_ERR_VALIDATE', message, file, spanOfNode(reading.file, node), {
    message: 'a plain value was expected here',
  });
}

/** A fault in the shape of the YAML. */
export function failShape(
  reading: Reading,
  message: ByteString,
  context: Context,
  node: YamlNode,
  notes?: Notes,
): never {
  return fail('LOAD_ERR_YAML_VALIDATE', message, context, spanOfNode(reading.file, node), notes);
}

/** How a value must be there. */
interface Wanted {
  readonly optional?: boolean;
  /** An empty value counts as none. */
  readonly emptyIsNone?: boolean;
}

/** The scalar under a key. Undefined only where it is optional and not there. */
export function scalarOf(item: Item, key: string, wanted: Wanted = {}): ScalarNode | undefined {
  const { reading, node, ctx } = item;
  const value = nodeAt(node, key);
  if (!value) {
    if (wanted.optional) return undefined;
    return failShape(reading, `Item has no mapping for key '${key}'`, ctx, node, missingKeyNotes(item, key));
  }
  if (value.kind === 'null') {
    if (wanted.emptyIsNone) return undefined;
    return failShape(reading, `Mapping for key '${key}' is empty`, ctx, value, {
      span: keySpan(reading.file, node, key),
      message: `\`${key}\` has no value`,
    });
  }
  const valueCtx = itemContext(value.mark, 'value for', key, ctx);
  if (value.kind !== 'scalar') {
    return failShape(reading, 'Value is not a scalar value', valueCtx, value, {
      message: `\`${key}\` takes a single value, not a ${value.kind === 'map' ? 'mapping' : 'list'}`,
    });
  }
  if (value.value !== '') return value;
  if (wanted.emptyIsNone) return undefined;
  return failShape(reading, 'Value must be non-empty', valueCtx, value, { message: `\`${key}\` is empty` });
}

function missingKeyNotes({ reading, node }: Item, key: string): Notes {
  const first = node.entries[0];
  return {
    message: `the key \`${key}\` is missing`,
    span: first ? spanOfNode(reading.file, first.key) : spanOfNode(reading.file, node),
  };
}

/** The scalar under a key that must be there. */
export function requiredOf(item: Item, key: string): ScalarNode {
  return scalarOf(item, key)!;
}

/** The boolean under a key; undefined where the key is not there. */
export function boolOf(item: Item, key: string, wanted: Wanted = { optional: true }): boolean | undefined {
  const value = scalarOf(item, key, wanted);
  if (!value) return undefined;
  return decodeBool(value) ?? failDecode(item, key, value, 'takes `true` or `false`');
}

/** The number (32 bits, no sign) under a key; undefined where the key is not there. */
export function uint32Of(item: Item, key: string, wanted: Wanted = { optional: true }): number | undefined {
  const value = scalarOf(item, key, wanted);
  if (!value) return undefined;
  return decodeUint(value) ?? failDecode(item, key, value, 'takes a whole number');
}

function failDecode({ reading, ctx }: Item, key: string, value: ScalarNode, takes: string): never {
  const valueCtx = itemContext(value.mark, 'value for', key, ctx);
  return failShape(reading, "Can't decode YAML scalar value", valueCtx, value, {
    message: `\`${key}\` ${takes}`,
  });
}

/** The scalars of the sequence under a key; undefined only where it is optional and not there. */
export function scalarsOf(item: Item, key: string, wanted: Wanted = {}): readonly ScalarNode[] | undefined {
  const { reading, node, ctx } = item;
  const value = nodeAt(node, key);
  if (!value) {
    if (wanted.optional) return undefined;
    return failShape(reading, `Item has no mapping for key '${key}'`, ctx, node, missingKeyNotes(item, key));
  }
  const valueCtx = itemContext(value.mark, 'value for', key, ctx);
  if (value.kind !== 'sequence') {
    return failShape(reading, 'Value is not a sequence', valueCtx, value, {
      message: `\`${key}\` takes a list`,
      ...(value.kind === 'null' && { span: keySpan(reading.file, node, key) }),
    });
  }
  return value.items.map((entry) => scalarItem(reading, entry, key, valueCtx));
}

function scalarItem(reading: Reading, entry: YamlNode, key: string, valueCtx: Context): ScalarNode {
  if (entry.kind === 'scalar') return entry;
  const entryCtx = itemContext(entry.mark, 'list item', '', valueCtx);
  return failShape(reading, 'sequence value is not scalar', entryCtx, entry, {
    message: `\`${key}\` takes plain values only`,
  });
}

/** A scalar's text with its origin. */
export function mappedText(reading: Reading, node: ScalarNode, part: Part): MappedText {
  return scalarText(node, reading.file, part);
}

/** Deepest and largest nest of sequences that is read; Falco runs out of stack or memory on more. */
const MAX_DEPTH = 1000;
const MAX_NODES = 1_000_000;

/** Guards a walk over nested sequences: aliases make cycles, and trees that are exponentially large. */
export function nestGuard(reading: Reading): (depth: number, node: SequenceNode) => void {
  let nodes = 0;
  return (depth, node) => {
    nodes += 1 + node.items.length;
    if (depth < MAX_DEPTH && nodes < MAX_NODES) return;
    failFatally('', spanOfNode(reading.file, node), {
      message: 'this is nested so much that Falco crashes on it',
    });
  };
}
