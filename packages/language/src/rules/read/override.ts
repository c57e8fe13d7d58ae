import { suggestion } from '../../diagnostics/did-you-mean.js';
import type { ByteString } from '../../text/bytes.js';
import { fileContext, itemContext } from '../context.js';
import { failShape, hasKey, type Item, keySpan, nodeAt, textOf } from './decode.js';
import { fail, spanOfNode } from './scope.js';

export interface Overrides {
  readonly append: ReadonlySet<ByteString>;
  readonly replace: ReadonlySet<ByteString>;
}

/** What an item's `override` may name. */
export interface Overridable {
  readonly append: readonly string[];
  readonly replace: readonly string[];
}

const NO_OVERRIDES: Overrides = { append: new Set(), replace: new Set() };

/** The keys that `override` names, by operation (rule_loader_reader.cpp, decode_overrides). */
export function readOverrides(item: Item, overridable: Overridable): Overrides {
  const { reading, node, ctx } = item;
  const value = nodeAt(node, 'override');
  if (!value) return NO_OVERRIDES;
  const append = new Set<ByteString>();
  const replace = new Set<ByteString>();
  const ctxOfAll = itemContext(node.mark, 'overrides', '', ctx);
  if (value.kind === 'sequence' && value.items.length > 0) {
    const message =
      'invalid node; this may result from using a map iterator as a sequence iterator, or vice-versa';
    fail('LOAD_ERR_VALIDATE', message, fileContext(reading.file.name), spanOfNode(reading.file, value), {
      message: '`override` takes a mapping, for instance `condition: append`',
    });
  }
  for (const entry of value.kind === 'map' ? value.entries : []) {
    const key = textOf(reading, entry.key);
    const operation = textOf(reading, entry.value);
    const canAppend = overridable.append.includes(key);
    const canReplace = overridable.replace.includes(key);
    const keyCtx = itemContext(entry.key.mark, 'overrides', key, ctxOfAll);
    const help = canReplace ? undefined : suggestion(key, overridable.replace);
    if (operation === 'append') {
      if (!canAppend) {
        const message = `Key '${key}' cannot be appended to, use 'replace' instead`;
        failShape(reading, message, keyCtx, entry.key, { help });
      }
      append.add(key);
    } else if (operation === 'replace') {
      if (!canReplace) failShape(reading, `Key '${key}' cannot be replaced`, keyCtx, entry.key, { help });
      replace.add(key);
    } else {
      const allowed = `${canAppend ? 'append ' : ''}${canReplace ? 'replace ' : ''}`;
      const message = `Invalid override operation for key '${key}': '${operation}'. Allowed values are: ${allowed}`;
      failShape(reading, message, itemContext(entry.value.mark, 'value for', key, ctxOfAll), entry.value, {
        message: `\`${key}\` cannot be overridden by \`${operation}\``,
        help: allowed === '' ? help : `use ${allowed.trim().replace(' ', ' or ')}`,
      });
    }
  }
  return { append, replace };
}

const OVERRIDE_WITH_APPEND =
  "Keys 'override' and 'append: true' cannot be used together. Add an 'append' entry (e.g. " +
  "'condition: append') under 'override' instead.";

export function refuseOverrideWithAppend(
  item: Item,
  append: boolean,
  { append: a, replace: r }: Overrides,
): void {
  if (!append || (a.size === 0 && r.size === 0)) return;
  const span = keySpan(item.reading.file, item.node, 'append');
  fail('LOAD_ERR_YAML_VALIDATE', OVERRIDE_WITH_APPEND, item.ctx, span);
}

/** The keys of a rule that stand beside `override` and have not been used by one of its operations yet. */
export function pendingKeys(item: Item, overridable: Overridable): Set<ByteString> {
  const keys = [...new Set([...overridable.append, ...overridable.replace])].sort();
  return new Set(keys.filter((key) => hasKey(item.node, key)));
}

/** Whether an operation is asked for on a key; the key is then no longer pending. */
export function takePending(
  item: Item,
  pending: Set<ByteString>,
  asked: ReadonlySet<ByteString>,
  operation: 'append' | 'replace',
  key: string,
): boolean {
  if (!asked.has(key)) return false;
  if (!pending.has(key)) {
    const message = `An ${operation} override for '${key}' was specified but '${key}' is not defined`;
    const override = nodeAt(item.node, 'override');
    const span = override?.kind === 'map' ? keySpan(item.reading.file, override, key) : undefined;
    failShape(item.reading, message, item.ctx, item.node, span && { span });
  }
  pending.delete(key);
  return true;
}
