import type { ByteString } from '../text/bytes.js';
import { RegexFault } from './faults.js';
import { parsePattern, type RegexNode } from './syntax.js';

/** Texts one of which every match contains: a quick way to tell what cannot match. */
export type Needles = readonly ByteString[];

/** Alternatives past this many say little. */
const MOST = 16;

/** Undefined where no text is needed, or the pattern is none. */
export function regexNeedles(pattern: ByteString): Needles | undefined {
  try {
    return needlesOf(parsePattern(pattern));
  } catch (fault) {
    if (fault instanceof RegexFault) return undefined;
    throw fault;
  }
}

function needlesOf(node: RegexNode): Needles | undefined {
  switch (node.op) {
    case 'literal':
      return [node.bytes];
    case 'group':
    case 'plus':
      return needlesOf(node.item);
    case 'repeat':
      return node.min > 0 ? needlesOf(node.item) : undefined;
    case 'alternate': {
      const all = node.items.map(needlesOf);
      const found = all.flatMap((needles) => needles ?? []);
      return all.includes(undefined) || found.length > MOST ? undefined : found;
    }
    case 'concat':
      return ofConcat(node.items);
    default:
      return undefined;
  }
}

function ofConcat(items: readonly RegexNode[]): Needles | undefined {
  let best: Needles | undefined;
  let run = '';
  for (const item of items) {
    run = item.op === 'literal' ? run + item.bytes : '';
    best = better(best, run === '' ? needlesOf(item) : [run]);
  }
  return best;
}

function better(a: Needles | undefined, b: Needles | undefined): Needles | undefined {
  return b && (!a || shortest(b) > shortest(a)) ? b : a;
}

function shortest(needles: Needles): number {
  return needles.reduce((least, { length }) => Math.min(least, length), Number.POSITIVE_INFINITY);
}

/** A text that every value contains that a shell pattern matches; empty where it needs none. */
export function globNeedle(pattern: ByteString): ByteString {
  // What follows a bracket or a backslash takes reading: what stands before it has to do.
  const plain = /^[^[\\\0]*/.exec(pattern)![0];
  return plain.split(/[?*]/).reduce((best, part) => (part.length > best.length ? part : best), '');
}
