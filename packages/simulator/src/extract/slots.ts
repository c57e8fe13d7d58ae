import { type ByteString, type FieldRow, findField } from '@falco-rules/language';
import { EVENT_READERS, type EventFacts, isEventOrigin } from './event-fields.js';
import { type JsonOrigin, pointerKeys, READERS, type Reader, type ReadRequest, readKeys } from './readers.js';
import { addPath, type PathNode, type PathTree } from './scan.js';
import { cutAtNul } from './slices.js';
import type { FieldRequest, FieldValue } from './types.js';

/** Plugins parse an event each for themselves, and each remembers what it has looked at. */
export type Plugin = 'k8saudit' | 'json';

/** A field that is read from the JSON of the event. */
export interface JsonSlot {
  readonly plugin: Plugin;
  readonly reader: Reader;
  readonly request: ReadRequest;
  /** Where the path leads; values behind arrays are not found there. */
  readonly node: PathNode;
  /** Whether the field is nothing but what stands there. */
  readonly regular: boolean;
  /** Whether reading another planned field may change how this one's objects and arrays are written. */
  touchable: boolean;
}

/** A field asked for, and how it is read. */
export type Slot =
  | { readonly kind: 'json'; readonly json: JsonSlot }
  | { readonly kind: 'event'; readonly read: (facts: EventFacts) => FieldValue }
  | { readonly kind: 'unknown' };

/** Plans how fields are read; what has to be found in the event for that is added to the tree. */
export function planSlots(tree: PathTree, requests: readonly FieldRequest[]): readonly Slot[] {
  const slots = requests.map((request) => planSlot(tree, request));
  markTouchable(slots);
  return slots;
}

/** Fields of one plugin touch each other where one's path leads through the other's. */
function markTouchable(slots: readonly Slot[]): void {
  const planned = slots.flatMap((slot) => (slot.kind === 'json' ? [slot.json] : []));
  // By their paths as text, in order, those that lead through one stand right behind it.
  const sorted = planned
    .map((json) => ({
      json,
      path: [json.plugin, ...json.request.keys].map((key) => JSON.stringify(key)).join('/'),
    }))
    .sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  const open: typeof sorted = [];
  for (const entry of sorted) {
    while (open.length > 0 && !isBelow(entry.path, open.at(-1)!.path)) open.pop();
    if (open.length > 0) entry.json.touchable = true;
    for (const above of open) above.json.touchable = true;
    open.push(entry);
  }
}

/** Where fields lead that other fields may touch, by where they are in the event's root. */
export function touchableNodes(slots: readonly Slot[]): ReadonlyMap<PathNode, readonly PathNode[]> {
  const nodes = new Set(
    slots.flatMap((slot) => (slot.kind === 'json' && slot.json.touchable ? [slot.json.node] : [])),
  );
  const byMember = new Map<PathNode, PathNode[]>();
  for (const node of nodes) {
    let member = node;
    while (member.parent?.parent) member = member.parent;
    const known = byMember.get(member);
    if (known) known.push(node);
    else byMember.set(member, [node]);
  }
  return byMember;
}

function isBelow(path: string, above: string): boolean {
  return path.startsWith(above) && (path.length === above.length || path[above.length] === '/');
}

function planSlot(tree: PathTree, { name, arg }: FieldRequest): Slot {
  const row = findField(name);
  if (!row) return { kind: 'unknown' };
  const { irregular } = row.from;
  if (irregular !== undefined && isEventOrigin(irregular))
    return { kind: 'event', read: EVENT_READERS[irregular] };
  return { kind: 'json', json: planJson(tree, row, irregular as JsonOrigin | undefined, arg) };
}

function planJson(
  tree: PathTree,
  row: FieldRow,
  origin: JsonOrigin | undefined,
  arg: ByteString | undefined,
): JsonSlot {
  const keys = origin === 'json-pointer' ? pointerKeys(arg ?? '') : (row.from.keys ?? []);
  const index = row.arg.kind === 'index' && arg !== undefined ? indexArgument(arg) : undefined;
  const request: ReadRequest = { keys, list: row.list, index, key: cutAtNul(arg ?? '') };
  const plugin = row.provider === 'json' ? 'json' : 'k8saudit';
  // An empty key stands for the value itself; the json plugin means it as written.
  const node = addPath(tree, origin === 'json-pointer' ? keys : keys.filter((key) => key !== ''));
  // Readers find other things on their way; what is planned is found without searching.
  if (origin === 'target-pod-name') {
    addPath(tree, ['objectRef', 'resource']);
    addPath(tree, ['objectRef', 'subresource']);
  }
  if (origin === 'ids-or-pod-id') addPath(tree, [...keys.slice(0, 2), ...keys.slice(3)]);
  return {
    plugin,
    reader: origin === undefined ? readKeys : READERS[origin],
    request,
    node,
    regular: origin === undefined || origin === 'json-pointer',
    touchable: false,
  };
}

/** An index as the plugin gets it: 64 bits, the largest of which means no index at all. */
function indexArgument(arg: ByteString): number | undefined {
  const index = BigInt.asIntN(64, BigInt(arg));
  return index === -1n ? undefined : Number(index);
}
