import type { ByteString } from '../text/bytes.js';
import { RegexFault } from './faults.js';
import { encodeRune } from './runes.js';
import { parsePattern, type RegexNode } from './syntax.js';

/** A short value that a pattern most likely matches: try it. Undefined where the pattern is none. */
export function regexSample(pattern: ByteString): ByteString | undefined {
  try {
    return sampleOf(parsePattern(pattern));
  } catch (fault) {
    if (fault instanceof RegexFault) return undefined;
    throw fault;
  }
}

function sampleOf(node: RegexNode): ByteString {
  switch (node.op) {
    case 'empty':
    case 'line-start':
    case 'line-end':
    case 'star':
    case 'quest':
      return '';
    case 'literal':
      return node.bytes;
    case 'class':
      return memberOf(node.ranges);
    case 'concat':
      return node.items.map(sampleOf).join('');
    case 'alternate':
      return node.items[0] ? sampleOf(node.items[0]) : '';
    case 'group':
    case 'plus':
      return sampleOf(node.item);
    case 'repeat':
      return sampleOf(node.item).repeat(node.min);
  }
}

/** A letter where there is one, so that samples can be read. */
function memberOf(ranges: readonly (readonly [low: number, high: number])[]): ByteString {
  for (const wanted of [0x61, 0x41, 0x30, 0x2d]) {
    const range = ranges.find(([low, high]) => low <= wanted && wanted <= high);
    if (range) return encodeRune(wanted);
  }
  return ranges[0] ? encodeRune(ranges[0][0]) : '';
}
