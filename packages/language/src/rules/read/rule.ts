import { suggestion } from '../../diagnostics/did-you-mean.js';
import type { ByteString } from '../../text/bytes.js';
import { type MappedText, type Part, sliceText } from '../../text/mapped-text.js';
import type { ScalarNode } from '../../yaml/node.js';
import { type CollectedRule, newPlace, type RuleUpdate } from '../collect.js';
import { appendRule, defineRule, enableRule, replaceRule } from '../collect-rule.js';
import { type Context, itemContext } from '../context.js';
import { PRIORITIES, type Priority } from '../model.js';
import { RuleExceptions } from '../rule-exceptions.js';
import {
  boolOf,
  failShape,
  hasKey,
  type Item,
  mappedText,
  nodeAt,
  type Reading,
  requiredOf,
  scalarOf,
  scalarsOf,
  uint32Of,
} from './decode.js';
import { readExceptions } from './exceptions.js';
import { warnDeprecatedAppend, warnUnknownKeys } from './keys.js';
import {
  type Overridable,
  type Overrides,
  pendingKeys,
  readOverrides,
  refuseOverrideWithAppend,
  takePending,
} from './override.js';
import { spanOfNode, warning } from './scope.js';

const OVERRIDABLE: Overridable = {
  append: ['condition', 'output', 'desc', 'tags', 'exceptions'],
  replace: [
    'condition',
    'output',
    'desc',
    'priority',
    'capture',
    'capture_duration',
    'tags',
    'exceptions',
    'enabled',
    'warn_evttypes',
    'skip-if-unknown-filter',
  ],
};

export const RULE_KEYS = [
  'rule',
  'condition',
  'output',
  'desc',
  'priority',
  'source',
  'enabled',
  'capture',
  'capture_duration',
  'warn_evttypes',
  'skip-if-unknown-filter',
  'tags',
  'exceptions',
  'override',
  'append',
] as const;

const OPTIONAL = { optional: true } as const;
/** Keys of which one makes an item more than a switch. */
const DEFINING_KEYS = ['condition', 'output', 'desc', 'priority'] as const;

const STANDALONE_ENABLED =
  "The standalone 'enabled' key usage is deprecated. The correct approach requires also a " +
  "'replace' entry under the 'override' key (i.e. 'enabled: replace').";

/** A rule that is about to be read. */
interface RuleItem extends Item {
  readonly name: ByteString;
  readonly nameNode: ScalarNode;
  /** As the item says it; empty where it does not. */
  readonly source: ByteString;
}

/** Reads an item with a `rule` key and puts it into the collection (rule_loader_reader.cpp, read_item). */
export function readRule(reading: Reading, node: Item['node'], parent: Context): void {
  const unnamed = itemContext(node.mark, 'rule', '', parent);
  const nameNode = requiredOf({ reading, node, ctx: unnamed }, 'rule');
  const ctx = itemContext(node.mark, 'rule', nameNode.value, parent);
  const item: Item = { reading, node, ctx };
  const source = scalarOf(item, 'source', { optional: true, emptyIsNone: true })?.value ?? '';
  const rule: RuleItem = { ...item, name: nameNode.value, nameNode, source };

  const append = boolOf(item, 'append') ?? false;
  if (append) warnDeprecatedAppend(item);
  const overrides = readOverrides(item, OVERRIDABLE);
  refuseOverrideWithAppend(item, append, overrides);

  if (overrides.append.size > 0 || overrides.replace.size > 0) readOverride(rule, overrides);
  else if (append) readAppend(rule);
  else if (!DEFINING_KEYS.some((key) => hasKey(node, key))) readEnabled(rule);
  else readDefinition(rule);
  warnUnknownKeys(item, RULE_KEYS);
}

function readOverride(rule: RuleItem, overrides: Overrides): void {
  const pending = pendingKeys(rule, OVERRIDABLE);
  if (overrides.append.size > 0) {
    const take = (key: string) => takePending(rule, pending, overrides.append, 'append', key);
    const withSource = overrides.append.has('condition') ? rule.source : '';
    const update: RuleUpdate = {
      ...(take('condition') && { condition: textOf(rule, 'condition', 'append') }),
      ...(take('exceptions') && { exceptions: readExceptions(rule, true) }),
      ...(take('output') && { output: textOf(rule, 'output', 'append') }),
      ...(take('desc') && { desc: requiredOf(rule, 'desc').value }),
      ...(take('tags') && { tags: tagsOf(rule) }),
    };
    appendRule(rule, rule.name, withSource, update, [...overrides.append]);
  }
  if (overrides.replace.size > 0) {
    const take = (key: string) => takePending(rule, pending, overrides.replace, 'replace', key);
    const withSource = overrides.replace.has('condition') ? rule.source : '';
    const update: RuleUpdate = {
      ...(take('condition') && { condition: textOf(rule, 'condition', 'rule') }),
      ...(take('exceptions') && { exceptions: readExceptions(rule, false) }),
      ...(take('output') && { output: textOf(rule, 'output', 'rule') }),
      ...(take('desc') && { desc: requiredOf(rule, 'desc').value }),
      ...(take('tags') && { tags: tagsOf(rule) }),
      ...(take('priority') && { priority: priorityOf(rule) }),
      ...(take('capture') && { capture: boolOf(rule, 'capture')! }),
      ...(take('capture_duration') && { captureDuration: uint32Of(rule, 'capture_duration')! }),
      ...(take('enabled') && { enabled: boolOf(rule, 'enabled')! }),
      ...(take('warn_evttypes') && { warnEvttypes: boolOf(rule, 'warn_evttypes')! }),
      ...(take('skip-if-unknown-filter') && { skipIfUnknownFilter: boolOf(rule, 'skip-if-unknown-filter')! }),
    };
    replaceRule(rule, rule.name, withSource, update, [...overrides.replace]);
  }
  for (const key of pending) {
    const value = nodeAt(rule.node, key)!;
    const message = `Unexpected key '${key}': no corresponding entry under 'override' is defined.`;
    failShape(rule.reading, message, itemContext(value.mark, 'overrides', key, rule.ctx), value, {
      span: keySpanOf(rule, key),
      message: `\`override\` does not say what to do with \`${key}\``,
      help: `add \`${key}: ${OVERRIDABLE.append.includes(key) ? 'append` or `' : ''}replace\` under \`override\``.replace(
        'append` or `replace',
        `append\` or \`${key}: replace`,
      ),
    });
  }
}

function readAppend(rule: RuleItem): void {
  const update: RuleUpdate = {
    ...(hasKey(rule.node, 'condition') && { condition: textOf(rule, 'condition', 'append') }),
    ...(hasKey(rule.node, 'exceptions') && { exceptions: readExceptions(rule, true) }),
  };
  appendRule(rule, rule.name, rule.source, update, Object.keys(update));
}

/** A rule that says nothing but `enabled` switches an earlier one on or off. */
function readEnabled(rule: RuleItem): void {
  const enabled = boolOf(rule, 'enabled', {})!;
  const { reading, ctx, node } = rule;
  reading.warn(warning('LOAD_DEPRECATED_ITEM', STANDALONE_ENABLED, ctx, keySpanOf(rule, 'enabled')));
  enableRule(rule, rule.name, enabled, spanOfNode(reading.file, node));
}

function readDefinition(rule: RuleItem): void {
  const { reading, node, ctx, name, nameNode } = rule;
  const { file } = reading;
  const condition = requiredOf(rule, 'condition');
  const condCtx = itemContext(condition.mark, 'rule condition', '', ctx);
  const output = requiredOf(rule, 'output');
  const outputCtx = itemContext(output.mark, 'rule output', '', ctx);
  const desc = requiredOf(rule, 'desc').value;
  const priority = priorityOf(rule);
  const source = scalarOf(rule, 'source', OPTIONAL);
  const enabled = boolOf(rule, 'enabled') ?? true;
  boolOf(rule, 'capture');
  uint32Of(rule, 'capture_duration');
  const warnEvttypes = boolOf(rule, 'warn_evttypes') ?? true;
  const skipIfUnknownFilter = boolOf(rule, 'skip-if-unknown-filter') ?? false;
  const tags = tagsOf(rule);
  const exceptions = readExceptions(rule, false);
  const part: Part = { kind: 'rule', name };
  const definition: CollectedRule = {
    name,
    ctx,
    place: newPlace(),
    condCtx,
    outputCtx,
    span: spanOfNode(file, node),
    nameSpan: spanOfNode(file, nameNode),
    unknownSource: false,
    condition: mappedText(reading, condition, part),
    output: trimmed(mappedText(reading, output, part)),
    source: source?.value ?? 'syscall',
    sourceSpan: source && spanOfNode(file, source),
    desc,
    priority,
    enabled,
    warnEvttypes,
    skipIfUnknownFilter,
    tags,
    exceptions: new RuleExceptions([]),
  };
  defineRule(rule, definition, exceptions);
}

function textOf(rule: RuleItem, key: 'condition' | 'output', kind: 'rule' | 'append'): MappedText {
  return mappedText(rule.reading, requiredOf(rule, key), { kind, name: rule.name });
}

function tagsOf(rule: RuleItem): Set<ByteString> {
  const tags = new Set<ByteString>();
  for (const { value } of scalarsOf(rule, 'tags', OPTIONAL) ?? []) tags.add(value);
  return tags;
}

function keySpanOf(rule: RuleItem, key: string) {
  const entry = rule.node.entries.find((e) => e.key.kind === 'scalar' && e.key.value === key);
  return spanOfNode(rule.reading.file, entry?.key ?? rule.node);
}

/** Short names that Falco takes beside the ones that it prints. */
const PRIORITY_ALIASES: Readonly<Record<string, Priority>> = { info: 'Informational' };

const PRIORITY_BY_NAME: ReadonlyMap<string, Priority> = new Map([
  ...PRIORITIES.map((priority) => [priority.toLowerCase(), priority] as const),
  ...Object.entries(PRIORITY_ALIASES),
]);

function priorityOf(rule: RuleItem): Priority {
  const node = requiredOf(rule, 'priority');
  const word = cString(node.value);
  const priority = PRIORITY_BY_NAME.get(word.toLowerCase());
  if (priority && /^[\x00-\x7f]*$/.test(word)) return priority;
  const ctx = itemContext(node.mark, 'rule priority', '', rule.ctx);
  const names = PRIORITIES.map((name) => name.toUpperCase());
  return failShape(rule.reading, 'Invalid priority', ctx, node, {
    message: `there is no priority \`${word}\``,
    help: suggestion(word.toUpperCase(), names) ?? `priorities are ${names.join(', ')}`,
  });
}

/** What strcasecmp sees of a text. */
function cString(text: ByteString): ByteString {
  const nul = text.indexOf('\0');
  return nul < 0 ? text : text.slice(0, nul);
}

const BLANK = /^[ \t\n\v\f\r]$/;

function trimmed(text: MappedText): MappedText {
  let start = 0;
  let end = text.text.length;
  while (end > 0 && BLANK.test(text.text[end - 1]!)) end--;
  while (start < end && BLANK.test(text.text[start]!)) start++;
  return start === 0 && end === text.text.length ? text : sliceText(text, start, end);
}
