import { suggestion } from '../../diagnostics/did-you-mean.js';
import { decodeText } from '../../text/bytes.js';
import { appendText } from '../../text/mapped-text.js';
import type { MapNode, YamlNode } from '../../yaml/node.js';
import { define, newPlace, touch } from '../collect.js';
import { type Context, itemContext } from '../context.js';
import {
  boolOf,
  failShape,
  hasKey,
  type Item,
  mappedText,
  type Reading,
  requiredOf,
  scalarsOf,
} from './decode.js';
import { warnDeprecatedAppend, warnUnknownKeys } from './keys.js';
import { type Overridable, readOverrides, refuseOverrideWithAppend } from './override.js';
import { readEngineVersion, readPluginVersions } from './requirements.js';
import { readRule } from './rule.js';
import { fail, spanOfNode, warning } from './scope.js';

/** Which key says what an item is, in the order in which Falco looks for them. */
const ITEM_READERS: readonly {
  readonly key: string;
  readonly read: (reading: Reading, node: MapNode, parent: Context) => void;
}[] = [
  { key: 'required_engine_version', read: readEngineVersion },
  { key: 'required_plugin_versions', read: readPluginVersions },
  { key: 'list', read: readList },
  { key: 'macro', read: readMacro },
  { key: 'rule', read: readRule },
];

const ITEM_KINDS: readonly string[] = ITEM_READERS.map(({ key }) => key);

/** Reads an item and puts it into the collection (rule_loader_reader.cpp, read_item). Throws a Fault. */
export function readItem(reading: Reading, node: YamlNode, parent: Context): void {
  const ctx = itemContext(node.mark, 'rules content item', '', parent);
  if (node.kind !== 'map') {
    const message = 'Unexpected element type. Each element should be a yaml associative array.';
    failShape(reading, message, ctx, node, { message: 'an item must be a mapping' });
  }
  for (const { key, read } of ITEM_READERS) {
    if (!hasKey(node, key)) continue;
    read(reading, node, parent);
    return;
  }
  const first = node.entries[0]?.key;
  const word = first?.kind === 'scalar' ? decodeText(first.value) : '';
  reading.warn(
    warning('LOAD_UNKNOWN_ITEM', 'Unknown top level item', ctx, spanOfNode(reading.file, first ?? node), {
      message: 'unknown item is ignored',
      help: suggestion(word, ITEM_KINDS) ?? `items are ${ITEM_KINDS.join(', ')}`,
    }),
  );
}

const LIST_NAME = /^[^()"'\t\n\v\f\r =,]+$/;
const LIST_KEYS = ['list', 'items', 'append', 'override'] as const;
const LIST_OVERRIDABLE: Overridable = { append: ['items'], replace: ['items'] };
const NO_LIST_TO_APPEND =
  "List uses 'append' or 'override.items: append' but no list by that name already exists";

function readList(reading: Reading, node: MapNode, parent: Context): void {
  const unnamed = itemContext(node.mark, 'list', '', parent);
  const nameNode = requiredOf({ reading, node, ctx: unnamed }, 'list');
  const name = nameNode.value;
  const ctx = itemContext(node.mark, 'list', name, parent);
  const item: Item = { reading, node, ctx };
  const nameSpan = spanOfNode(reading.file, nameNode);
  const span = spanOfNode(reading.file, node);
  if (!LIST_NAME.test(name)) {
    const message =
      'List has an invalid name. List names should match a regular expression: ([^()"\'[:space:]=,]+)';
    reading.warn(
      warning('LOAD_INVALID_LIST_NAME', message, ctx, nameSpan, {
        message: 'a list name has no blanks, quotes, parentheses, commas or `=`',
      }),
    );
  }
  const items = scalarsOf(item, 'items')!.map((value, index) =>
    mappedText(reading, value, { kind: 'list', name, index }),
  );
  const append = boolOf(item, 'append') ?? false;
  if (append) warnDeprecatedAppend(item);
  const overrides = readOverrides(item, LIST_OVERRIDABLE);
  refuseOverrideWithAppend(item, append, overrides);

  const { collection } = reading;
  if (append || overrides.append.has('items')) {
    const list = collection.lists.get(name);
    if (!list) {
      fail('LOAD_ERR_VALIDATE', NO_LIST_TO_APPEND, ctx, nameSpan, {
        message: `no list \`${decodeText(name)}\` is defined before this`,
        help:
          collection.suggester.suggest(name, collection.lists) ??
          'the file that defines it must be loaded first',
      });
    }
    for (const added of items) list.items.push(added);
    touch(collection, 'lists', list, { kind: 'append', keys: ['items'], span });
  } else {
    define(collection, 'lists', { name, ctx, place: newPlace(), span, nameSpan, items }, ['items']);
  }
  warnUnknownKeys(item, LIST_KEYS);
}

const MACRO_NAME = /^[a-zA-Z]+[a-zA-Z0-9_]*$/;
const MACRO_KEYS = ['macro', 'condition', 'append', 'override'] as const;
const MACRO_OVERRIDABLE: Overridable = { append: ['condition'], replace: ['condition'] };
const NO_MACRO_TO_APPEND =
  "Macro uses 'append' or 'override.condition: append' but no macro by that name already exists";

function readMacro(reading: Reading, node: MapNode, parent: Context): void {
  const unnamed = itemContext(node.mark, 'macro', '', parent);
  const nameNode = requiredOf({ reading, node, ctx: unnamed }, 'macro');
  const name = nameNode.value;
  const ctx = itemContext(node.mark, 'macro', name, parent);
  const item: Item = { reading, node, ctx };
  const nameSpan = spanOfNode(reading.file, nameNode);
  const span = spanOfNode(reading.file, node);
  if (!MACRO_NAME.test(name)) {
    const message =
      'Macro has an invalid name. Macro names should match a regular expression: ([a-zA-Z]+[a-zA-Z0-9_]*)';
    reading.warn(
      warning('LOAD_INVALID_MACRO_NAME', message, ctx, nameSpan, {
        message:
          'a macro name is a letter, then letters, digits and underscores: no condition can refer to this one',
      }),
    );
  }
  const text = requiredOf(item, 'condition');
  const condCtx = itemContext(text.mark, 'macro condition', '', ctx);
  const append = boolOf(item, 'append') ?? false;
  if (append) warnDeprecatedAppend(item);
  const overrides = readOverrides(item, MACRO_OVERRIDABLE);
  refuseOverrideWithAppend(item, append, overrides);

  const { collection } = reading;
  if (append || overrides.append.has('condition')) {
    const macro = collection.macros.get(name);
    if (!macro) {
      fail('LOAD_ERR_VALIDATE', NO_MACRO_TO_APPEND, ctx, nameSpan, {
        message: `no macro \`${decodeText(name)}\` is defined before this`,
        help:
          collection.suggester.suggest(name, collection.macros) ??
          'the file that defines it must be loaded first',
      });
    }
    macro.condition = appendText(macro.condition, mappedText(reading, text, { kind: 'append', name }));
    touch(collection, 'macros', macro, { kind: 'append', keys: ['condition'], span });
  } else {
    const condition = mappedText(reading, text, { kind: 'macro', name });
    const macro = { name, ctx, condCtx, place: newPlace(), span, nameSpan, condition };
    define(collection, 'macros', macro, ['condition']);
  }
  warnUnknownKeys(item, MACRO_KEYS);
}
