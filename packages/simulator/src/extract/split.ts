import { ByteView } from './byte-view.js';
import { FastjsonDocument } from './document.js';
import { addPath, createPathTree, Scanner } from './scan.js';
import { skipValue } from './skip.js';
import { sliceBytes } from './slices.js';
import type { Handle, JsonView } from './view.js';

/** One event of a list: its bytes, and whether it is an item of an EventList (see Extractor.load). */
export interface ListedEvent {
  readonly start: number;
  readonly end: number;
  readonly item: boolean;
}

/**
 * Takes arrays and EventLists apart, nested ones included, as Falco's plugin does (source.go). Undefined where
 * something in an array is neither an event nor a list: then the whole value is lost. An EventList's items are
 * not looked at. The bytes [start, end) are well-formed JSON: `load` has said `several`.
 */
export type Splitter = (bytes: Uint8Array, start: number, end: number) => readonly ListedEvent[] | undefined;

export function createSplitter(): Splitter {
  const tree = createPathTree();
  addPath(tree, ['kind']);
  addPath(tree, ['items']);
  const scanner = new Scanner(tree);
  const view = new ByteView(scanner, tree);
  return (bytes, start, end) => {
    if (!scanner.scan(bytes, start, end)) return undefined;
    view.reset(bytes);
    const span = (at: Handle) => ({ start: at, end: skipValue(bytes, at, end, 1) });
    const events = collectEvents(view, view.root, span);
    if (!view.sawEscapedKey && !scanner.escapedKeys) return events;
    const document = new FastjsonDocument(sliceBytes(bytes, start, end));
    const shifted = (at: Handle) => {
      const { start: from, end: to } = document.span(at);
      return { start: from + start, end: to + start };
    };
    return collectEvents(document, document.root, shifted);
  };
}

type SpanOf = (at: Handle) => { readonly start: number; readonly end: number };

function collectEvents(view: JsonView, value: Handle, span: SpanOf): ListedEvent[] | undefined {
  const out: ListedEvent[] = [];
  if (view.kind(value) === 'array') {
    for (const element of view.elements(value)) {
      const events = collectEvents(view, element, span);
      if (!events) return undefined;
      for (const event of events) out.push(event);
    }
    return out;
  }
  const kind = view.get(value, 'kind');
  if (kind < 0 || view.kind(kind) !== 'string') return undefined;
  switch (view.text(kind)) {
    case 'Event':
      return [{ ...span(value), item: false }];
    case 'EventList': {
      const items = view.get(value, 'items');
      // An empty list of items counts as none.
      if (items < 0 || view.elements(items).length === 0) return undefined;
      return view.elements(items).map((item) => ({ ...span(item), item: true }));
    }
    default:
      return undefined;
  }
}
