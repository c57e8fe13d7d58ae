import type { ByteString } from '@falco-rules/language';
import type { PathNode, PathTree, Scanner } from './scan.js';
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipBlanks,
  skipString,
  skipValue,
  wordsOf,
} from './skip.js';
import { compactJson, hasSpecialBytes, textOf } from './slices.js';
import { arrayIndex, type Handle, type JsonKind, type JsonView, NONE } from './view.js';

const NOTHING: readonly Handle[] = [];
const NO_KEYS: readonly ByteString[] = [];

/**
 * A view of the bytes that a scanner has just scanned; handles are offsets of values in them. They are well formed,
 * so that skipping never fails. What the scanner has found is not searched again.
 */
export class ByteView implements JsonView {
  readonly #scanner: Scanner;
  /** The planned objects, in which the scanner has looked for keys. */
  readonly #objects: readonly PathNode[];
  #bytes: Uint8Array = new Uint8Array(0);
  #end = 0;
  root: Handle = NONE;
  /** A look-up met a key with an escape, which this view does not resolve: its answer may be wrong. */
  sawEscapedKey = false;
  /** A container was given as text that fastjson writes differently once it has looked into it. */
  sawSpecialBytes = false;

  constructor(scanner: Scanner, tree: PathTree) {
    this.#scanner = scanner;
    this.#objects = tree.nodes.filter((node) => node.children.length > 0);
  }

  reset(bytes: Uint8Array): void {
    this.#bytes = bytes;
    this.#end = this.#scanner.ends[0]!;
    this.root = this.#scanner.starts[0]!;
    this.sawEscapedKey = false;
    this.sawSpecialBytes = false;
  }

  get(value: Handle, key: ByteString): Handle {
    if (value < 0) return NONE;
    const first = this.#bytes[value];
    if (first === OPEN_OBJECT) {
      const node = this.#planned(value, key);
      if (node === undefined) return this.#member(value, key);
      return this.#scanner.has(node.index) ? this.#scanner.starts[node.index]! : NONE;
    }
    if (first !== OPEN_ARRAY) return NONE;
    const index = arrayIndex(key);
    return index < 0 ? NONE : (this.elements(value)[index] ?? NONE);
  }

  kind(value: Handle): JsonKind {
    switch (this.#bytes[value]) {
      case OPEN_OBJECT:
        return 'object';
      case OPEN_ARRAY:
        return 'array';
      case QUOTE:
        return 'string';
      case 0x74:
        return 'true';
      case 0x66:
        return 'false';
      case 0x6e:
        // `nan` is a number.
        return this.#bytes[value + 1] === 0x75 ? 'null' : 'number';
      default:
        return 'number';
    }
  }

  elements(value: Handle): readonly Handle[] {
    const b = this.#bytes;
    const end = this.#end;
    if (b[value] !== OPEN_ARRAY) return NOTHING;
    let i = skipBlanks(b, value + 1, end);
    if (b[i] === CLOSE_ARRAY) return NOTHING;
    const out: Handle[] = [];
    for (;;) {
      out.push(i);
      i = skipBlanks(b, this.#pastValue(i), end);
      if (b[i] === CLOSE_ARRAY) return out;
      i = skipBlanks(b, i + 1, end);
    }
  }

  keys(value: Handle): readonly ByteString[] {
    const b = this.#bytes;
    const end = this.#end;
    if (b[value] !== OPEN_OBJECT) return NO_KEYS;
    let i = skipBlanks(b, value + 1, end);
    if (b[i] === CLOSE_OBJECT) return NO_KEYS;
    const out: ByteString[] = [];
    for (;;) {
      const past = skipString(b, wordsOf(b), i + 1, end);
      out.push(textOf(b, i + 1, past - 1).text);
      i = this.#pastMember(past);
      if (i < 0) return out;
    }
  }

  text(value: Handle): ByteString {
    const b = this.#bytes;
    const past = this.#pastValue(value);
    if (b[value] === QUOTE) return textOf(b, value + 1, past - 1).text;
    if (b[value] !== OPEN_OBJECT && b[value] !== OPEN_ARRAY) return textOf(b, value, past).text;
    if (hasSpecialBytes(b, value, past)) this.sawSpecialBytes = true;
    return compactJson(b, value, past);
  }

  /** The planned node for a key of the object at an offset, where the scanner has looked for it. */
  #planned(value: Handle, key: ByteString): PathNode | undefined {
    const scanner = this.#scanner;
    for (const object of this.#objects) {
      if (scanner.starts[object.index] !== value || !scanner.has(object.index)) continue;
      for (const child of object.children) if (child.key === key) return child;
      return undefined;
    }
    return undefined;
  }

  #member(value: Handle, key: ByteString): Handle {
    const b = this.#bytes;
    const end = this.#end;
    let i = skipBlanks(b, value + 1, end);
    if (b[i] === CLOSE_OBJECT) return NONE;
    for (;;) {
      const start = i + 1;
      const past = skipString(b, wordsOf(b), start, end);
      if (isKey(b, start, past - 1, key)) return skipBlanks(b, skipBlanks(b, past, end) + 1, end);
      for (let k = start; k < past - 1; k++) if (b[k] === 0x5c) this.sawEscapedKey = true;
      i = this.#pastMember(past);
      if (i < 0) return NONE;
    }
  }

  #pastValue(value: Handle): number {
    const { inWasm } = this.#scanner;
    return inWasm ? inWasm.memory.module.pastValue(value) : skipValue(this.#bytes, value, this.#end, 1);
  }

  /** From past a key to the next one's quote; -1 at the object's end. */
  #pastMember(pastKey: number): number {
    const b = this.#bytes;
    const end = this.#end;
    const colon = skipBlanks(b, pastKey, end);
    const value = skipBlanks(b, colon + 1, end);
    const i = skipBlanks(b, this.#pastValue(value), end);
    return b[i] === CLOSE_OBJECT ? -1 : skipBlanks(b, i + 1, end);
  }
}

function isKey(b: Uint8Array, start: number, end: number, key: ByteString): boolean {
  if (end - start !== key.length) return false;
  for (let i = 0; i < key.length; i++) if (b[start + i] !== key.charCodeAt(i)) return false;
  return true;
}
