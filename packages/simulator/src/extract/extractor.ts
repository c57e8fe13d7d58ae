import { type ByteString, byteStringToBytes } from '@falco-rules/language';
import { ByteView } from './byte-view.js';
import { FastjsonDocument } from './document.js';
import type { EventFacts } from './event-fields.js';
import type { Reader } from './readers.js';
import { addPath, createPathTree, type PathNode, Scanner } from './scan.js';
import { OPEN_ARRAY, OPEN_OBJECT, QUOTE } from './skip.js';
import { compactJson, countBlanks, cutAtNul, hasSpecialBytes, sliceBytes, textOf } from './slices.js';
import { type JsonSlot, type Plugin, planSlots, type Slot, touchableNodes } from './slots.js';
import { type Moment, parseTimestamp, TimestampReader, toEventTime } from './timestamp.js';
import type {
  Extractor,
  ExtractorOptions,
  FieldPlace,
  FieldRequest,
  FieldValue,
  LoadResult,
} from './types.js';
import type { JsonView } from './view.js';
import type { WasmMemory } from './wasm-memory.js';
import { OTHER, UNKNOWN } from './wasm-scan.js';

const DEFAULT_MAX_EVENT_SIZE = 262_144;

/** Stands for a value that bytes alone do not tell: it depends on what has been looked at. */
const REMEMBERED = Symbol('remembered');

/**
 * Plans the extraction of fields. A request for a field that does not exist, or whose argument the field does not
 * take, gives undefined for every event: loading refuses such rules (checkFieldRef).
 */
export function planExtraction(requests: readonly FieldRequest[], options: ExtractorOptions = {}): Extractor {
  return new PlannedExtractor(requests, options);
}

class PlannedExtractor implements Extractor {
  firstTime: bigint | undefined;
  readonly #slots: readonly Slot[];
  readonly #scanner: Scanner;
  /** Where fields lead that other fields may touch, by where they are in the event's root. */
  readonly #touchable: ReadonlyMap<PathNode, readonly PathNode[]>;
  readonly #kindNode: PathNode;
  readonly #timeNode: PathNode;
  readonly #auditIdNode: PathNode;
  readonly #view: ByteView;
  readonly #facts: EventFacts;
  readonly #maxEventSize: number;
  readonly #clock = new TimestampReader();

  #bytes: Uint8Array = new Uint8Array(0);
  #moment: Moment = { seconds: 0, nanoseconds: 0 };
  /** Whether #moment is the event's; else WebAssembly knows, and #daySeconds when the day began that it tells the time of. */
  #isTimed = true;
  #daySeconds = 0;
  #time: bigint | undefined;
  #documents: Partial<Record<Plugin, FastjsonDocument>> = {};
  #hasDocuments = false;

  /** Values of the slots, valid where `#generations` equals `#generation`; `#log` has the slots read so far, in order. */
  readonly #values: FieldValue[];
  readonly #generations: Int32Array;
  readonly #log: Int32Array;
  #logged = 0;
  #generation = 0;

  constructor(requests: readonly FieldRequest[], options: ExtractorOptions) {
    const tree = createPathTree();
    this.#kindNode = addPath(tree, ['kind']);
    this.#timeNode = addPath(tree, ['stageTimestamp']);
    this.#auditIdNode = addPath(tree, ['auditID']);
    this.#slots = planSlots(tree, requests);
    this.#touchable = touchableNodes(this.#slots);
    this.#scanner = new Scanner(tree, options.scanner);
    this.#view = new ByteView(this.#scanner, tree);
    this.#values = requests.map(() => undefined);
    this.#generations = new Int32Array(requests.length);
    this.#log = new Int32Array(requests.length);
    this.#maxEventSize = options.maxEventSize ?? DEFAULT_MAX_EVENT_SIZE;
    this.#facts = new LoadedFacts(this, options);
  }

  /** The loaded event's bytes and where its root stands, for the fields that show the whole of it. */
  get bytes(): Uint8Array {
    return this.#bytes;
  }
  get start(): number {
    return this.#scanner.starts[0]!;
  }
  get end(): number {
    return this.#scanner.ends[0]!;
  }
  num = 0;

  get moment(): Moment {
    if (!this.#isTimed) {
      const { module } = this.#scanner.inWasm!.memory;
      this.#moment = {
        seconds: this.#daySeconds + module.secondOfDay(),
        nanoseconds: module.nanoseconds(),
      };
      this.#isTimed = true;
    }
    return this.#moment;
  }

  get inMemory(): WasmMemory | undefined {
    return this.#scanner.inWasm?.memory;
  }

  get audited(): boolean {
    return this.#scanner.has(this.#auditIdNode.index);
  }

  placeOf(slot: number): FieldPlace | undefined {
    const planned = this.#slots[slot];
    if (planned?.kind !== 'json' || !planned.json.regular) return undefined;
    return { node: planned.json.node.index, needsAudit: planned.json.plugin === 'k8saudit' };
  }

  get time(): bigint {
    if (this.#time === undefined) {
      const { seconds, nanoseconds } = this.moment;
      this.#time = toEventTime(seconds, nanoseconds);
    }
    return this.#time;
  }

  load(bytes: Uint8Array, start: number, end: number, num: number, item = false): LoadResult {
    this.#generation = (this.#generation + 1) | 0;
    this.#logged = 0;
    this.#time = undefined;
    if (this.#hasDocuments) {
      this.#documents = {};
      this.#hasDocuments = false;
    }
    const scanner = this.#scanner;
    if (!scanner.scan(bytes, start, end)) return 'broken-json';
    this.#bytes = bytes;
    const first = bytes[scanner.starts[0]!];
    if (first !== OPEN_OBJECT) {
      if (item) return 'no-stage-timestamp';
      return first === OPEN_ARRAY ? 'several' : 'not-an-event';
    }
    this.#isTimed = !this.#isOrdinary(item);
    if (this.#isTimed) {
      const fault = this.#needsRewriting(item) ? this.#loadRewritten(item) : this.#checkEvent(item);
      if (fault !== undefined) return fault;
    }
    this.num = num;
    this.firstTime ??= this.time;
    return undefined;
  }

  /** Whether there is nothing about the loaded event that Falco could stumble over. */
  #isOrdinary(item: boolean): boolean {
    const scanner = this.#scanner;
    const { inWasm } = scanner;
    if (!inWasm || scanner.escapedRootKeys || this.end - this.start > this.#maxEventSize) return false;
    return inWasm.memory.module.isOrdinary(this.#kindNode.index, this.#timeNode.index, item) !== 0;
  }

  /** What Falco asks of an event before it takes it (source.go). */
  #checkEvent(item: boolean): LoadResult {
    const scanner = this.#scanner;
    const b = this.#bytes;
    if (!item) {
      const { index } = this.#kindNode;
      const from = scanner.starts[index]!;
      const length = scanner.has(index) && b[from] === QUOTE ? scanner.ends[index]! - from - 2 : -1;
      if (length !== 5 || !isText(b, from + 1, 'Event')) {
        return length === 9 && isText(b, from + 1, 'EventList') ? 'several' : 'not-an-event';
      }
    }
    const { index } = this.#timeNode;
    if (!scanner.has(index)) return 'no-stage-timestamp';
    const from = scanner.starts[index]!;
    const past = scanner.ends[index]!;
    if (b[from] !== QUOTE) return 'bad-timestamp';
    if (this.#clock.read(b, from + 1, past - 1)) {
      this.#moment = this.#clock;
      this.#daySeconds = this.#clock.daySeconds;
      scanner.inWasm?.memory.module.keepDate(index);
    } else {
      const moment = parseTimestamp(sliceBytes(b, from + 1, past - 1));
      if (!moment) return 'bad-timestamp';
      this.#moment = moment;
    }
    const size = this.end - this.start;
    if (size > this.#maxEventSize && size - countBlanks(b, this.start, this.end) > this.#maxEventSize) {
      return 'too-large';
    }
    return undefined;
  }

  /** Whether Falco's look at kind and time changes how it writes the event down for its plugins. */
  #needsRewriting(item: boolean): boolean {
    if (this.#scanner.escapedRootKeys) return true;
    return (!item && this.#isSpecial(this.#kindNode)) || this.#isSpecial(this.#timeNode);
  }

  #isSpecial({ index }: PathNode): boolean {
    const { starts, ends } = this.#scanner;
    return this.#scanner.has(index) && hasSpecialBytes(this.#bytes, starts[index]!, ends[index]!);
  }

  #loadRewritten(item: boolean): LoadResult {
    const document = new FastjsonDocument(sliceBytes(this.#bytes, this.start, this.end));
    if (!item) {
      const kind = document.get(document.root, 'kind');
      if (kind < 0 || document.kind(kind) !== 'string') return 'not-an-event';
      const text = document.text(kind);
      if (text !== 'Event') return text === 'EventList' ? 'several' : 'not-an-event';
    }
    const timestamp = document.get(document.root, 'stageTimestamp');
    if (timestamp < 0) return 'no-stage-timestamp';
    const moment =
      document.kind(timestamp) === 'string' ? parseTimestamp(document.text(timestamp)) : undefined;
    if (!moment) return 'bad-timestamp';
    this.#moment = moment;
    const rewritten = byteStringToBytes(document.marshal(document.root));
    if (rewritten.length > this.#maxEventSize) return 'too-large';
    if (!this.#scanner.scan(rewritten, 0, rewritten.length)) return 'broken-json';
    this.#bytes = rewritten;
    return undefined;
  }

  get(slot: number): FieldValue {
    if (this.#generations[slot] === this.#generation) return this.#values[slot];
    const planned = this.#slots[slot]!;
    let value: FieldValue | typeof REMEMBERED;
    if (planned.kind === 'json') {
      const { json } = planned;
      value = this.#scanner.escapedKeys || this.#documents[json.plugin] ? REMEMBERED : this.#readBytes(json);
      // What depends on the looks before it is read anew each time.
      if (value === REMEMBERED) return this.#readDocument(json);
      this.#log[this.#logged++] = slot;
    } else {
      value = planned.kind === 'event' ? planned.read(this.#facts) : undefined;
    }
    this.#generations[slot] = this.#generation;
    this.#values[slot] = value;
    return value;
  }

  get orderShows(): boolean {
    if (this.#scanner.escapedKeys) return true;
    for (const [member, nodes] of this.#touchable) {
      // Only a container can be touched.
      if (!this.#scanner.has(member.index)) continue;
      for (let i = 0; i < nodes.length; i++) if (this.#showsLooks(nodes[i]!)) return true;
    }
    return false;
  }

  /** Whether what stands at a node, or in the array on the way to it, is written differently once looked into. */
  #showsLooks(node: PathNode): boolean {
    const scanner = this.#scanner;
    let at: PathNode = node;
    while (!scanner.has(at.index)) at = at.parent!;
    const first = this.#bytes[scanner.starts[at.index]!];
    if (first !== OPEN_ARRAY && (at !== node || first !== OPEN_OBJECT)) return false;
    return hasSpecialBytes(this.#bytes, scanner.starts[at.index]!, scanner.ends[at.index]!);
  }

  /** The value by the bytes alone; REMEMBERED where they do not tell. */
  #readBytes(json: JsonSlot): FieldValue | typeof REMEMBERED {
    const scanner = this.#scanner;
    // Events without an auditID are none of k8saudit's.
    if (json.plugin === 'k8saudit' && !this.audited) return undefined;
    const { node } = json;
    const isText = json.regular && !json.request.list;
    const { inWasm } = scanner;
    if (inWasm && isText) {
      const text = inWasm.text(node.index);
      if (text !== OTHER) return text;
    } else if (inWasm && json.regular && !json.touchable) {
      const list = inWasm.list(node.index);
      if (list === UNKNOWN) {
        const made = this.#readList(json);
        inWasm.keepList(made);
        return made;
      }
      if (list !== OTHER) return list;
    }
    if (!scanner.has(node.index)) {
      if (!this.#mayLieInArray(node)) return undefined;
    } else if (isText) {
      const b = this.#bytes;
      const start = scanner.starts[node.index]!;
      const end = scanner.ends[node.index]!;
      const first = b[start];
      if (first === QUOTE) return textOf(b, start + 1, end - 1).value;
      if (first !== OPEN_OBJECT && first !== OPEN_ARRAY) return textOf(b, start, end).value;
      if (json.touchable && hasSpecialBytes(b, start, end)) return REMEMBERED;
      return cutAtNul(compactJson(b, start, end));
    }
    const view = this.#view;
    view.reset(this.#bytes);
    const value = finish(json.reader(view, json.request));
    return view.sawEscapedKey || (view.sawSpecialBytes && json.touchable) ? REMEMBERED : value;
  }

  /** A list of which the bytes tell all. */
  #readList({ reader, request }: JsonSlot): readonly ByteString[] | undefined {
    const view = this.#view;
    view.reset(this.#bytes);
    return finish(reader(view, request)) as readonly ByteString[] | undefined;
  }

  /** The nearest ancestor that is there decides: only in an array can more of the path be found. */
  #mayLieInArray(node: PathNode): boolean {
    let ancestor = node.parent;
    while (ancestor && !this.#scanner.has(ancestor.index)) ancestor = ancestor.parent;
    return ancestor !== undefined && this.#bytes[this.#scanner.starts[ancestor.index]!] === OPEN_ARRAY;
  }

  /** Reads by way of a document, after everything that the plugin has read of this event before. */
  #readDocument(json: JsonSlot): FieldValue {
    let document = this.#documents[json.plugin];
    if (!document) {
      document = new FastjsonDocument(sliceBytes(this.#bytes, this.start, this.end));
      this.#documents[json.plugin] = document;
      this.#hasDocuments = true;
      for (let i = 0; i < this.#logged; i++) {
        const index = this.#log[i]!;
        const earlier = this.#slots[index]!;
        if (earlier.kind !== 'json' || earlier.json.plugin !== json.plugin) continue;
        readIn(document, earlier.json);
        this.#generations[index] = this.#generation - 1;
      }
    }
    return finish(readIn(document, json));
  }
}

function readIn(document: JsonView, { plugin, reader, request }: JsonSlot): ReturnType<Reader> {
  if (plugin === 'k8saudit' && document.get(document.root, 'auditID') < 0) return undefined;
  return reader(document, request);
}

/** What the rules see: strings end at their first NUL, empty lists are absent. */
function finish(value: ByteString | readonly ByteString[] | undefined): FieldValue {
  if (value === undefined) return undefined;
  if (typeof value === 'string') return cutAtNul(value);
  return value.length === 0 ? undefined : value.map(cutAtNul);
}

function isText(b: Uint8Array, at: number, text: ByteString): boolean {
  for (let i = 0; i < text.length; i++) if (b[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** What the generic fields read of the loaded event. */
class LoadedFacts implements EventFacts {
  readonly #extractor: PlannedExtractor;
  readonly hostname: ByteString | undefined;
  readonly utcOffset: number;
  readonly #countedBefore: (() => number) | undefined;

  constructor(extractor: PlannedExtractor, options: ExtractorOptions) {
    this.#extractor = extractor;
    this.hostname = options.hostname;
    this.utcOffset = options.utcOffset ?? 0;
    this.#countedBefore = options.countedBefore;
  }
  get bytes(): Uint8Array {
    return this.#extractor.bytes;
  }
  get start(): number {
    return this.#extractor.start;
  }
  get end(): number {
    return this.#extractor.end;
  }
  get num(): number {
    return this.#extractor.num + (this.#countedBefore?.() ?? 0);
  }
  get time(): bigint {
    return this.#extractor.time;
  }
  get moment(): Moment {
    return this.#extractor.moment;
  }
  get firstTime(): bigint {
    return this.#extractor.firstTime ?? this.#extractor.time;
  }
}
