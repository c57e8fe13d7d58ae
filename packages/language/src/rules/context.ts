import type { Position } from '../condition/ast.js';
import type { ByteString } from '../text/bytes.js';
import type { Mark } from '../text/source.js';

/** What kind of thing a location is (userspace/engine/rule_loader.cpp, item_type_strings). */
export type ItemType =
  | 'value for'
  | 'exceptions'
  | 'exception'
  | 'exception values'
  | 'exception value'
  | 'rules content'
  | 'rules content item'
  | 'required_engine_version'
  | 'required plugin versions'
  | 'required plugin versions entry'
  | 'required plugin versions alternative'
  | 'list'
  | 'list item'
  | 'macro'
  | 'macro condition'
  | 'rule'
  | 'rule condition'
  | 'condition expression'
  | 'rule output'
  | 'rule priority'
  | 'overrides';

/**
 * Where Falco says that a fault is: a chain from the file down to the item. Positions are Falco's own sums,
 * which inside conditions point nowhere in particular; they are reproduced, never used to find a place.
 */
export interface Context {
  readonly parent?: Context;
  readonly itemType: ItemType;
  readonly itemName: ByteString;
  /** The file's name, or the beginning of a condition. */
  readonly name: ByteString;
  readonly offset: number;
  readonly line: number;
  readonly column: number;
  /** Snippets are cut from this text instead of the file's, where it is not empty. */
  readonly altContent?: ByteString;
}

export function fileContext(name: ByteString): Context {
  return { itemType: 'rules content', itemName: '', name, offset: 0, line: 0, column: 0 };
}

export function itemContext(mark: Mark, itemType: ItemType, itemName: ByteString, parent: Context): Context {
  return {
    parent,
    itemType,
    itemName,
    name: rootOf(parent).name,
    offset: mark.offset,
    line: mark.line,
    column: mark.column,
  };
}

/** Longest condition that a location shows whole, and how much it shows of a longer one. */
const NAME_LENGTH = 20;
const NAME_PREFIX = 17;

/** A place in a condition. Falco adds the parser's position (line and column from 1) to its parent's. */
export function conditionContext(pos: Position, condition: ByteString, parent: Context): Context {
  const short = condition.length > NAME_LENGTH ? `"${condition.slice(0, NAME_PREFIX)}..."` : `"${condition}"`;
  return {
    parent,
    itemType: 'condition expression',
    itemName: '',
    name: short.replace(/[\n\r]/g, ' '),
    offset: pos.idx + parent.offset,
    line: pos.line + parent.line,
    column: pos.col + parent.column,
    altContent: condition,
  };
}

/** The chain from the file to the item itself. */
export function locationsOf(context: Context): readonly Context[] {
  const chain: Context[] = [];
  for (let at: Context | undefined = context; at; at = at.parent) chain.push(at);
  return chain.reverse();
}

function rootOf(context: Context): Context {
  let at = context;
  while (at.parent) at = at.parent;
  return at;
}

/** Characters that a snippet shows on either side of its position. */
const HALF_WIDTH = 80;
const NO_CONTEXT = '<No context available>\n';

/** The line that holds the position and a caret below it, as Falco prints it (rule_loader.cpp, context::snippet). */
export function snippetOf(context: Context, contents: ReadonlyMap<ByteString, ByteString>): ByteString {
  const content = context.altContent || contents.get(context.name);
  if (content === undefined) return `<No context for file + ${context.name}>\n`;
  if (content === '') return NO_CONTEXT;
  let pos = Math.min(context.offset, content.length - 1);
  while (pos > 0 && content[pos] === '\n') pos--;
  let from = pos;
  while (from > 0 && content[from] !== '\n' && pos - from < HALF_WIDTH) from--;
  let to = pos;
  while (to < content.length - 1 && content[to] !== '\n' && to - pos < HALF_WIDTH) to++;
  if (content[from] === '\n') from++;
  if (content[to] === '\n') {
    // Falco's `to` is unsigned: one step below 0, and the snippet is all the rest, cut at both ends.
    if (to === 0) return content.length === 1 ? NO_CONTEXT : `...${content.slice(4, -3)}...\n`;
    to--;
  }
  let shown = content.slice(from, to + 1);
  if (shown === '') return NO_CONTEXT;
  if (pos - from >= HALF_WIDTH) shown = `...${shown.slice(3)}`;
  if (to - pos >= HALF_WIDTH) shown = `${shown.slice(0, -3)}...`;
  const caret = pos - from;
  return caret >= 0 && caret <= shown.length ? `${shown}\n${' '.repeat(caret)}^\n` : `${shown}\n`;
}
