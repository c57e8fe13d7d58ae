import type { ByteString } from '@falco-rules/language';
import {
  BACKSLASH,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  MAX_DEPTH,
  OPEN_OBJECT,
  QUOTE,
  skipBlanks,
  skipString,
  skipValue,
  wordsOf,
} from './skip.js';
import { WasmScan } from './wasm-scan.js';

/** A path of keys from the event's root that somebody asks for. Nodes are planned once, their spans found per event. */
export interface PathNode {
  readonly index: number;
  readonly key: ByteString;
  readonly keyBytes: Uint8Array;
  readonly parent: PathNode | undefined;
  readonly children: PathNode[];
  /** Children by the length of their key. */
  readonly byLength: PathNode[][];
}

const NOBODY: readonly PathNode[] = [];

/** The paths of a plan. */
export interface PathTree {
  readonly root: PathNode;
  readonly nodes: PathNode[];
}

export function createPathTree(): PathTree {
  const root = createNode(0, '', undefined);
  return { root, nodes: [root] };
}

/** The node of a path, made where it is new. */
export function addPath(tree: PathTree, keys: readonly ByteString[]): PathNode {
  let node = tree.root;
  for (const key of keys) {
    let child = node.children.find((candidate) => candidate.key === key);
    if (!child) {
      child = createNode(tree.nodes.length, key, node);
      tree.nodes.push(child);
      node.children.push(child);
      while (node.byLength.length <= key.length) node.byLength.push([]);
      node.byLength[key.length]!.push(child);
    }
    node = child;
  }
  return node;
}

function createNode(index: number, key: ByteString, parent: PathNode | undefined): PathNode {
  const keyBytes = Uint8Array.from(key, (char) => char.charCodeAt(0));
  return { index, key, keyBytes, parent, children: [], byLength: [] };
}

/** `plain`: JavaScript only; `fast`: WebAssembly from the start; `auto`: once there is enough to do. */
export type ScannerKind = 'auto' | 'plain' | 'fast';

const PATIENCE: Readonly<Record<ScannerKind, number>> = {
  auto: 1 << 18,
  plain: Number.POSITIVE_INFINITY,
  fast: -1,
};

/**
 * Finds the planned paths in one pass over an event, and checks the whole of it on the way. Of duplicate keys
 * the first counts; paths go through objects only (what lies in arrays is found by a view).
 */
export class Scanner {
  /** Spans of the nodes' values; valid where `generations` equals `generation`. */
  starts: Int32Array;
  ends: Int32Array;
  #generations: Int32Array;
  readonly #tree: PathTree;
  readonly #root: PathNode;
  /** How many bytes are scanned in JavaScript before the other scanner is got ready. */
  #patience: number;
  #fast: WasmScan | undefined;
  #generation = 0;
  #bytes: Uint8Array = new Uint8Array(0);
  #words = wordsOf(this.#bytes);
  #end = 0;
  /** Some object on a planned path has a key with a backslash: bytes alone do not tell which key it is. */
  escapedKeys = false;
  /** So has the root object. */
  escapedRootKeys = false;
  /** The scanner that has scanned this event in WebAssembly, for who goes on with it there. */
  inWasm: WasmScan | undefined;

  constructor(tree: PathTree, kind: ScannerKind = 'auto') {
    this.#tree = tree;
    this.#root = tree.root;
    this.#patience = PATIENCE[kind];
    this.starts = new Int32Array(tree.nodes.length);
    this.ends = new Int32Array(tree.nodes.length);
    this.#generations = new Int32Array(tree.nodes.length);
  }

  /** Whether the value of a node is in the event; its span is then in `starts` and `ends`. */
  has(index: number): boolean {
    return this.#generations[index] === this.#generation;
  }

  /** Scans the value at [start, end), blanks around it allowed; false where the bytes are not one JSON value. */
  scan(bytes: Uint8Array, start: number, end: number): boolean {
    this.#generation = (this.#generation + 1) | 0;
    const fast = this.#fast;
    if (fast === undefined) {
      this.#patience -= end - start;
      if (this.#patience < 0) this.#speedUp();
      return this.#scanPlain(bytes, start, end);
    }
    const found = fast.scan(bytes, start, end, this.#generation);
    this.inWasm = found === undefined ? undefined : fast;
    if (found === undefined) return this.#scanPlain(bytes, start, end);
    this.escapedKeys = (found & 2) !== 0;
    this.escapedRootKeys = (found & 4) !== 0;
    return found !== 0;
  }

  /** Goes over to the scanner in WebAssembly, if there is one. */
  #speedUp(): void {
    this.#patience = Number.POSITIVE_INFINITY;
    try {
      this.#fast = new WasmScan(this.#tree, (scan) => this.#takeResults(scan));
    } catch {
      // There is the other scanner.
    }
  }

  #takeResults({ starts, ends, generations }: WasmScan): void {
    this.starts = starts;
    this.ends = ends;
    this.#generations = generations;
  }

  #scanPlain(bytes: Uint8Array, start: number, end: number): boolean {
    this.#bytes = bytes;
    this.#words = wordsOf(bytes);
    this.#end = end;
    this.escapedKeys = false;
    this.escapedRootKeys = false;
    const first = skipBlanks(bytes, start, end);
    if (first >= end) return false;
    const root = this.#root;
    this.#generations[root.index] = this.#generation;
    this.starts[root.index] = first;
    let past: number;
    if (bytes[first] === OPEN_OBJECT) {
      past = this.#scanObject(first + 1, root, 1);
    } else {
      past = skipValue(bytes, first, end, 1);
    }
    if (past < 0) return false;
    this.ends[root.index] = past;
    return past === end || skipBlanks(bytes, past, end) === end;
  }

  /** The members of an object on a planned path; `at` is past its brace. */
  #scanObject(at: number, node: PathNode, depth: number): number {
    const b = this.#bytes;
    const w = this.#words;
    const end = this.#end;
    const byLength = node.byLength;
    let i = at;
    if (i < end && b[i]! <= 0x20) i = skipBlanks(b, i, end);
    if (i < end && b[i] === CLOSE_OBJECT) return i + 1;
    if (depth === MAX_DEPTH) return -1;
    for (;;) {
      if (i < end && b[i]! <= 0x20) i = skipBlanks(b, i, end);
      if (i >= end || b[i] !== QUOTE) return -1;
      const keyStart = ++i;
      // Keys are short: byte by byte is quickest.
      let c = 0;
      while (i < end) {
        c = b[i]!;
        if (c === QUOTE) break;
        if (c === BACKSLASH) {
          i++;
          this.escapedKeys = true;
          if (depth === 1) this.escapedRootKeys = true;
        }
        i++;
      }
      if (i >= end) return -1;
      const keyLength = i - keyStart;
      i++;
      if (i < end && b[i]! <= 0x20) i = skipBlanks(b, i, end);
      if (i >= end || b[i] !== COLON) return -1;
      i++;
      if (i < end && b[i]! <= 0x20) i = skipBlanks(b, i, end);
      if (i >= end) return -1;

      const wanted = keyLength < byLength.length ? byLength[keyLength]! : NOBODY;
      let child: PathNode | undefined;
      for (let n = 0; n < wanted.length; n++) {
        const candidate = wanted[n]!;
        if (sameBytes(b, keyStart, candidate.keyBytes)) {
          child = candidate;
          break;
        }
      }
      if (child !== undefined && this.#generations[child.index] !== this.#generation) {
        this.#generations[child.index] = this.#generation;
        this.starts[child.index] = i;
        if (b[i] === QUOTE) i = skipString(b, w, i + 1, end);
        else if (b[i] === OPEN_OBJECT && child.children.length > 0)
          i = this.#scanObject(i + 1, child, depth + 1);
        else i = skipValue(b, i, end, depth + 1);
        this.ends[child.index] = i;
      } else if (b[i] === QUOTE) {
        i = skipString(b, w, i + 1, end);
      } else {
        i = skipValue(b, i, end, depth + 1);
      }
      if (i < 0 || i >= end) return -1;
      c = b[i]!;
      if (c <= 0x20) {
        i = skipBlanks(b, i, end);
        if (i >= end) return -1;
        c = b[i]!;
      }
      i++;
      if (c === COMMA) continue;
      return c === CLOSE_OBJECT ? i : -1;
    }
  }
}

function sameBytes(b: Uint8Array, at: number, key: Uint8Array): boolean {
  for (let i = 0; i < key.length; i++) if (b[at + i] !== key[i]) return false;
  return true;
}
