import type { ScalarNode } from './node.js';
import { CR, EOF, HASH, isSeparator, LF, SPACE, type Stream, TAB } from './stream.js';

export type ScalarKind = 'plain' | 'plain-in-flow' | 'single' | 'double' | 'literal' | 'folded';

export const SINGLE_QUOTE = 0x27;
export const DOUBLE_QUOTE = 0x22;
export const BACKSLASH = 0x5c;
const COLON = 0x3a;
/** The escape character of scalars that have none, so that a NUL in them is taken for one. */
const NO_ESCAPE = 0;

/** How a kind of scalar is read. */
export interface KindRow {
  readonly style: ScalarNode['style'];
  readonly escape: number;
  readonly folding: 'flow' | 'block' | 'none';
  readonly quoted: boolean;
  /** What a document indicator at the start of a line does. */
  readonly onDocument: 'ignore' | 'end' | 'refuse';
  readonly refusesTabs: boolean;
  readonly eatsLeadingBlanks: boolean;
  readonly trims: boolean;
  /** Whether it ends at the place of the stream, or some characters behind it. */
  readonly endsAt: (stream: Stream, ahead?: number) => boolean;
  /** What may end a scalar on its first line, or needs more than a look at that line. */
  readonly lineStops: Uint8Array;
  /** Characters at which the plain run of a line must stop and look. */
  readonly stops: Uint8Array;
}

function charSet(chars: string): Uint8Array {
  const set = new Uint8Array(256);
  for (const char of chars) set[char.charCodeAt(0)] = 1;
  return set;
}

/** What ends a plain scalar in a flow collection. */
const FLOW_INDICATORS = charSet(',?[]{}');

export const SCALAR_KINDS: Readonly<Record<ScalarKind, KindRow>> = {
  plain: {
    style: 'plain',
    escape: NO_ESCAPE,
    folding: 'flow',
    quoted: false,
    onDocument: 'end',
    refusesTabs: true,
    eatsLeadingBlanks: true,
    trims: true,
    endsAt: (stream, ahead) => endsPlain(stream, false, ahead),
    stops: stopSet(': \t'),
    lineStops: stopSet(':#'),
  },
  'plain-in-flow': {
    style: 'plain',
    escape: NO_ESCAPE,
    folding: 'flow',
    quoted: false,
    onDocument: 'end',
    refusesTabs: true,
    eatsLeadingBlanks: true,
    trims: true,
    endsAt: (stream, ahead) => endsPlain(stream, true, ahead),
    stops: stopSet(': \t,?[]{}'),
    lineStops: stopSet(':#,?[]{}'),
  },
  single: {
    style: 'single',
    escape: SINGLE_QUOTE,
    folding: 'flow',
    quoted: true,
    onDocument: 'refuse',
    refusesTabs: false,
    eatsLeadingBlanks: true,
    trims: false,
    endsAt: (stream, ahead = 0) =>
      stream.peek(ahead) === SINGLE_QUOTE && stream.peek(ahead + 1) !== SINGLE_QUOTE,
    stops: stopSet("'"),
    lineStops: stopSet("'"),
  },
  double: {
    style: 'double',
    escape: BACKSLASH,
    folding: 'flow',
    quoted: true,
    onDocument: 'refuse',
    refusesTabs: false,
    eatsLeadingBlanks: true,
    trims: false,
    endsAt: (stream, ahead) => stream.peek(ahead) === DOUBLE_QUOTE,
    stops: stopSet('"\\'),
    lineStops: stopSet('"\\'),
  },
  literal: {
    style: 'literal',
    escape: NO_ESCAPE,
    folding: 'none',
    quoted: false,
    onDocument: 'ignore',
    refusesTabs: true,
    eatsLeadingBlanks: false,
    trims: false,
    endsAt: (stream, ahead) => stream.peek(ahead) === EOF,
    stops: stopSet('\x04'),
    lineStops: stopSet(''),
  },
  folded: {
    style: 'folded',
    escape: NO_ESCAPE,
    folding: 'block',
    quoted: false,
    onDocument: 'ignore',
    refusesTabs: true,
    eatsLeadingBlanks: false,
    trims: false,
    endsAt: (stream, ahead) => stream.peek(ahead) === EOF,
    stops: stopSet('\x04'),
    lineStops: stopSet(''),
  },
};

/** The characters given, and those at which every kind stops: line breaks, and NUL for what it does to lines. */
function stopSet(chars: string): Uint8Array {
  return charSet(`${chars}\r\n\0`);
}

/** plain scalar end := ':' (blank | break | end | in flow one of ',]}') | in flow one of ',?[]{}' | (blank | break) '#' */
function endsPlain(stream: Stream, inFlow: boolean, ahead = 0): boolean {
  const char = stream.peek(ahead);
  switch (char) {
    case COLON: {
      const next = stream.peek(ahead + 1);
      return isSeparator(next) || (inFlow && (next === 0x2c || next === 0x5d || next === 0x7d));
    }
    case SPACE:
    case TAB:
    case LF:
      return stream.peek(ahead + 1) === HASH;
    case CR:
      return stream.peek(ahead + stream.breakLength(ahead)) === HASH;
    default:
      return inFlow && FLOW_INDICATORS[char] === 1;
  }
}
