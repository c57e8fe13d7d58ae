import type { ByteString } from '@falco-rules/language';
import { unescapeJson } from './escapes.js';
import { SCAN_WASM } from './generated/scan-wasm.js';
import type { PathTree } from './scan.js';
import { QUOTE } from './skip.js';
import { cutAtNul, sliceBytes } from './slices.js';
import { WasmMemory } from './wasm-memory.js';

/** See wasm/scan.ts. */
const NODE_SIZE = 24;
const CHILD_SIZE = 24;
/** So much of the bytes that events stand in is copied at a time into the module's memory. */
const WINDOW = 1 << 15;
/** Events longer than this are not copied there: that memory never shrinks. */
const LONGEST = 4 << 20;

/** See wasm/text.ts. */
const TEXTS = 4096;
const TEXT_SIZE = 16 + 192;
const LISTS = 1024;
const LIST_SIZE = 16 + 256;

const NOTHING = new Uint8Array(0);

/** What `text` and `list` give where somebody else has to look at the value. */
export const OTHER: unique symbol = Symbol('other');
export const UNKNOWN: unique symbol = Symbol('unknown');

/**
 * The scanner in WebAssembly, for one plan: about three times as fast as the one in JavaScript, once the module is
 * compiled, and the event copied into its memory.
 */
export class WasmScan {
  readonly memory: WasmMemory;
  /** Spans of the nodes' values and the marks of those that are there, as Scanner has them; other arrays once memory has grown. */
  starts!: Int32Array;
  ends!: Int32Array;
  generations!: Int32Array;
  /** The texts and lists last met, by their places. */
  readonly #texts: ByteString[] = new Array(TEXTS).fill('');
  readonly #lists: (readonly ByteString[] | undefined)[] = new Array(LISTS).fill(undefined);
  #lastList = 0;
  readonly #results: number;
  readonly #count: number;
  /** The part [#from, #to) of #source stands at #window, which has room for #room bytes. */
  #source: Uint8Array = NOTHING;
  #from = 0;
  #to = 0;
  #window: number;
  #room = WINDOW;

  /** `onMoved` is called when the arrays are other ones. Throws where there is no WebAssembly, or none with SIMD. */
  constructor(tree: PathTree, onMoved: (scan: WasmScan) => void) {
    const memory = new WasmMemory(SCAN_WASM);
    this.memory = memory;
    this.#count = tree.nodes.length;
    const plan = memory.keep(layOut(tree));
    this.#results = memory.take(12 * this.#count);
    this.#window = memory.take(WINDOW);
    memory.module.keepTexts(memory.take(TEXTS * TEXT_SIZE), memory.take(LISTS * LIST_SIZE));
    const locate = () => {
      this.#locateResults();
      onMoved(this);
    };
    locate();
    memory.onGrown = locate;
    const { starts, ends, generations } = this;
    memory.module.plan(plan, starts.byteOffset, ends.byteOffset, generations.byteOffset);
  }

  /** As Scanner.scan: undefined where it is too long for this scanner; else flags, as wasm/scan.ts gives them. */
  scan(bytes: Uint8Array, start: number, end: number, mark: number): number | undefined {
    if (bytes !== this.#source || start < this.#from || end > this.#to) {
      if (end - start > LONGEST) return undefined;
      this.#moveWindow(bytes, start, end);
    }
    const by = this.#from - this.#window;
    return this.memory.module.scan(start - by, end - by, by, mark);
  }

  /** The text that is the value of a node in the scanned event, up to its first NUL; undefined: it is absent. */
  text(node: number): ByteString | undefined | typeof OTHER {
    const found = this.memory.module.textAt(node);
    if (found < 0) return found === -1 ? undefined : OTHER;
    const place = found >> 2;
    if ((found & 1) === 0) return this.#texts[place];
    const bytes = this.#source;
    let start = this.starts[node]!;
    let end = this.ends[node]!;
    if (bytes[start] === QUOTE) {
      start++;
      end--;
    }
    const raw = sliceBytes(bytes, start, end);
    const text = (found & 2) === 0 ? raw : cutAtNul(unescapeJson(raw));
    this.#texts[place] = text;
    return text;
  }

  /** The list that is the value of a node; UNKNOWN: to be made, and given to `keepList`. */
  list(node: number): readonly ByteString[] | undefined | typeof OTHER | typeof UNKNOWN {
    const found = this.memory.module.listAt(node);
    if (found < 0) return found === -1 ? undefined : OTHER;
    this.#lastList = found >> 2;
    return (found & 1) === 0 ? this.#lists[this.#lastList] : UNKNOWN;
  }

  /** Keeps the list that was just unknown, which must be made of nothing but its bytes. */
  keepList(list: readonly ByteString[] | undefined): void {
    this.#lists[this.#lastList] = list;
  }

  /** Copies an event, and what comes after it as far as there is room. */
  #moveWindow(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    if (length > this.#room) {
      this.#room = 2 * length;
      this.#window = this.memory.take(this.#room);
    }
    this.#source = bytes;
    this.#from = start;
    this.#to = Math.min(start + Math.max(WINDOW, length), bytes.length);
    this.memory.bytes.set(bytes.subarray(start, this.#to), this.#window);
  }

  #locateResults(): void {
    const { buffer } = this.memory.module.memory;
    const size = 4 * this.#count;
    this.starts = new Int32Array(buffer, this.#results, this.#count);
    this.ends = new Int32Array(buffer, this.#results + size, this.#count);
    this.generations = new Int32Array(buffer, this.#results + 2 * size, this.#count);
  }
}

/** The plan as wasm/scan.ts reads it: nodes, then their children, then the keys. Addresses count from its own. */
function layOut({ nodes }: PathTree): Uint8Array {
  const childCount = nodes.reduce((sum, node) => sum + node.children.length, 0);
  const childrenAt = nodes.length * NODE_SIZE;
  const keysAt = childrenAt + childCount * CHILD_SIZE;
  const keyBytes = nodes.reduce((sum, node) => sum + node.keyBytes.length, 0);
  const out = new Uint8Array(keysAt + keyBytes);
  const view = new DataView(out.buffer);
  let child = childrenAt;
  let key = keysAt;
  for (const node of nodes) {
    const at = node.index * NODE_SIZE;
    let filter = 0n;
    view.setUint32(at + 8, child, true);
    view.setUint32(at + 12, node.children.length, true);
    view.setUint32(at + 16, node.parent?.index ?? 0, true);
    for (const { keyBytes: bytes, index, children } of node.children) {
      const { length } = bytes;
      filter |= 1n << BigInt((length * 7 + (bytes[0] ?? 0) * 3 + (bytes[length - 1] ?? 0)) & 63);
      view.setUint32(child, length, true);
      view.setUint32(child + 4, index, true);
      out.set(bytes.subarray(0, 8), child + 8);
      view.setUint32(child + 16, key, true);
      view.setUint32(child + 20, children.length > 0 ? 1 : 0, true);
      out.set(bytes, key);
      child += CHILD_SIZE;
      key += length;
    }
    view.setBigUint64(at, filter, true);
  }
  return out;
}
