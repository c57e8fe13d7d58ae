import type { ByteString } from '../text/bytes.js';
import { appendText, type MappedText } from '../text/mapped-text.js';
import type { Span } from '../text/source.js';
import type { Context } from './context.js';
import type { ItemChange, Priority } from './model.js';
import type { CollectedException, RuleExceptions } from './rule-exceptions.js';
import { Suggester } from './suggest.js';
import type { Version } from './versions.js';

/** What has been read of a list, a macro or a rule (userspace/engine/rule_loader.h). */
interface CollectedItem {
  readonly name: ByteString;
  ctx: Context;
  readonly place: Place;
  span: Span;
  nameSpan: Span;
}

/** Where an item stands among all the others, and what became of it. Its collection says so. */
interface Place {
  /** Order of first definition, over all items of all files. */
  index: number;
  /** Order of the last change: what stands before it can be referred to. */
  visibility: number;
  history: ItemChange[];
}

/** Of an item that is not in a collection yet. */
export function newPlace(): Place {
  return { index: -1, visibility: -1, history: [] };
}

export interface CollectedList extends CollectedItem {
  readonly items: MappedText[];
}

export interface CollectedMacro extends CollectedItem {
  condCtx: Context;
  condition: MappedText;
}

export interface CollectedRule extends CollectedItem {
  condCtx: Context;
  outputCtx: Context;
  unknownSource: boolean;
  condition: MappedText;
  source: ByteString;
  sourceSpan: Span | undefined;
  desc: ByteString;
  output: MappedText;
  tags: Set<ByteString>;
  exceptions: RuleExceptions;
  priority: Priority;
  enabled: boolean;
  warnEvttypes: boolean;
  skipIfUnknownFilter: boolean;
}

/** The parts of a rule that an append or an override sets. */
export type RuleUpdate = Partial<
  Pick<
    CollectedRule,
    'condition' | 'desc' | 'output' | 'tags' | 'priority' | 'enabled' | 'warnEvttypes' | 'skipIfUnknownFilter'
  >
> & {
  readonly exceptions?: readonly CollectedException[];
  readonly capture?: boolean;
  readonly captureDuration?: number;
};

/** A plugin requirement: one of the alternatives must be loaded. */
export interface PluginRequirement {
  readonly alternatives: readonly { readonly name: ByteString; readonly version: ByteString }[];
  readonly span: Span;
}

export type ItemKind = 'lists' | 'macros' | 'rules';
type ItemOf<K extends ItemKind> = { lists: CollectedList; macros: CollectedMacro; rules: CollectedRule }[K];

/** Everything that has been read so far, over all files. Lists and macros and rules keep the place of their first definition. */
export interface Collection {
  /** Names of items that were defined or changed, in order, as often as they were. */
  readonly changed: Readonly<Record<ItemKind, ByteString[]>>;
  readonly lists: Map<ByteString, CollectedList>;
  readonly macros: Map<ByteString, CollectedMacro>;
  readonly rules: Map<ByteString, CollectedRule>;
  readonly pluginRequirements: PluginRequirement[];
  /** The highest that is asked for. */
  engineRequirement: Version | undefined;
  /** Names of items that could not be read: what refers to them is not at fault. Only filled where reading goes on after errors. */
  readonly broken: Set<ByteString>;
  /** Guesses at names that are not there. */
  readonly suggester: Suggester;
  nextIndex: number;
}

export function newCollection(): Collection {
  return {
    changed: { lists: [], macros: [], rules: [] },
    lists: new Map(),
    macros: new Map(),
    rules: new Map(),
    pluginRequirements: [],
    engineRequirement: undefined,
    broken: new Set(),
    suggester: new Suggester(),
    nextIndex: 0,
  };
}

/** Defines or redefines an item: gives it its place, or that of the one before, and what has become of that. */
export function define<K extends ItemKind>(
  collection: Collection,
  kind: K,
  item: ItemOf<K>,
  keys: readonly string[],
): void {
  const items = collection[kind] as Map<ByteString, CollectedItem>;
  const previous = items.get(item.name);
  const { place } = item;
  place.visibility = collection.nextIndex++;
  place.index = previous?.place.index ?? place.visibility;
  if (previous) place.history = previous.place.history;
  place.history.push({ kind: previous ? 'redefine' : 'define', keys, span: item.span });
  items.set(item.name, item);
  collection.changed[kind].push(item.name);
}

/** Notes that an item has been changed. */
export function touch(
  collection: Collection,
  kind: ItemKind,
  { name, place }: CollectedItem,
  change: ItemChange,
): void {
  collection.changed[kind].push(name);
  place.visibility = collection.nextIndex++;
  place.history.push(change);
}

/** Puts an append into a rule. Exceptions are the caller's: they are validated one by one. */
export function appendToRule(rule: CollectedRule, update: RuleUpdate): void {
  if (update.condition?.text) rule.condition = appendText(rule.condition, update.condition);
  if (update.output?.text) rule.output = appendText(rule.output, update.output);
  if (update.desc) rule.desc = `${rule.desc} ${update.desc}`;
  for (const tag of update.tags ?? []) rule.tags.add(tag);
}

/** Puts a replacement into a rule. */
export function replaceInRule(rule: CollectedRule, update: RuleUpdate): void {
  const { capture: _capture, captureDuration: _captureDuration, exceptions, ...rest } = update;
  Object.assign(rule, rest);
  if (exceptions) rule.exceptions = rule.exceptions.replaceBy(exceptions);
}
