import type { ByteString } from '@falco-rules/language';

/** A JSON value in a view: an offset or an index, whose meaning is the view's own. */
export type Handle = number;

/** No such value (a nil pointer in the plugin). */
export const NONE: Handle = -1;

export type JsonKind = 'object' | 'array' | 'string' | 'number' | 'true' | 'false' | 'null';

/**
 * An event as the extractors of the plugins look at it: fastjson's Value in the shape of an interface. One view
 * works on the bytes, the other on a document that behaves as fastjson does in the corners that bytes do not tell.
 */
export interface JsonView {
  readonly root: Handle;
  /** Value.Get with one key: a member of an object, or an array's element by a number in decimal. */
  get(value: Handle, key: ByteString): Handle;
  /** Value.Type. */
  kind(value: Handle): JsonKind;
  /** Elements of an array; empty for anything else. */
  elements(value: Handle): readonly Handle[];
  /** Keys of an object in their order, unescaped; empty for anything else. */
  keys(value: Handle): readonly ByteString[];
  /** A string unescaped, anything else as compact JSON text. */
  text(value: Handle): ByteString;
}

/** strconv.Atoi, as far as an index can be meant: the number, or -1 for what is none or negative. */
export function arrayIndex(key: ByteString): number {
  return /^\+?[0-9]{1,18}$/.test(key) ? Number(key) : key === '-0' || /^-0+$/.test(key) ? 0 : -1;
}
