import type { ByteString } from '../text/bytes.js';
import { encodeCodePoint } from './encoding.js';
import { YamlFault } from './fault.js';
import { ScalarText } from './scalar-text.js';
import { CR, EOF, HASH, isBlank, isBreak, isSeparator, LF, SPACE, type Stream, TAB } from './stream.js';

export type ScalarKind = 'plain' | 'plain-in-flow' | 'single' | 'double' | 'literal' | 'folded';
export type Chomp = 'strip' | 'clip' | 'keep';

export interface ScalarRules {
  readonly kind: ScalarKind;
  /** Columns of indentation that are no content, and below which a block or plain scalar ends. */
  readonly indent: number;
  /** Block scalars: take the indentation of the first line that is not empty, if it is deeper. */
  readonly detectIndent: boolean;
  readonly chomp: Chomp;
}

export interface ScannedText {
  readonly text: ScalarText;
  /** Offset behind the last character that counts. */
  readonly end: number;
  /** True where a line of less indentation ended it. */
  readonly endedByIndent: boolean;
}

const SINGLE_QUOTE = 0x27;
const DOUBLE_QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
/** The escape character of scalars that have none, so that a NUL in them is taken for one. */
const NO_ESCAPE = 0;

interface KindRow {
  readonly escape: number;
  readonly folding: 'flow' | 'block' | 'none';
  readonly quoted: boolean;
  /** What a document indicator at the start of a line does. */
  readonly onDocument: 'ignore' | 'end' | 'refuse';
  readonly refusesTabs: boolean;
  readonly eatsLeadingBlanks: boolean;
  readonly trims: boolean;
  readonly endsAt: (stream: Stream) => boolean;
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

const KINDS: Readonly<Record<ScalarKind, KindRow>> = {
  plain: {
    escape: NO_ESCAPE,
    folding: 'flow',
    quoted: false,
    onDocument: 'end',
    refusesTabs: true,
    eatsLeadingBlanks: true,
    trims: true,
    endsAt: (stream) => endsPlain(stream, false),
    stops: stopSet(': \t'),
  },
  'plain-in-flow': {
    escape: NO_ESCAPE,
    folding: 'flow',
    quoted: false,
    onDocument: 'end',
    refusesTabs: true,
    eatsLeadingBlanks: true,
    trims: true,
    endsAt: (stream) => endsPlain(stream, true),
    stops: stopSet(': \t,?[]{}'),
  },
  single: {
    escape: SINGLE_QUOTE,
    folding: 'flow',
    quoted: true,
    onDocument: 'refuse',
    refusesTabs: false,
    eatsLeadingBlanks: true,
    trims: false,
    endsAt: (stream) => stream.peek() === SINGLE_QUOTE && stream.peek(1) !== SINGLE_QUOTE,
    stops: stopSet("'"),
  },
  double: {
    escape: BACKSLASH,
    folding: 'flow',
    quoted: true,
    onDocument: 'refuse',
    refusesTabs: false,
    eatsLeadingBlanks: true,
    trims: false,
    endsAt: (stream) => stream.peek() === DOUBLE_QUOTE,
    stops: stopSet('"\\'),
  },
  literal: {
    escape: NO_ESCAPE,
    folding: 'none',
    quoted: false,
    onDocument: 'ignore',
    refusesTabs: true,
    eatsLeadingBlanks: false,
    trims: false,
    endsAt: (stream) => stream.peek() === EOF,
    stops: stopSet('\x04'),
  },
  folded: {
    escape: NO_ESCAPE,
    folding: 'block',
    quoted: false,
    onDocument: 'ignore',
    refusesTabs: true,
    eatsLeadingBlanks: false,
    trims: false,
    endsAt: (stream) => stream.peek() === EOF,
    stops: stopSet('\x04'),
  },
};

/** The characters given, and those at which every kind stops: line breaks, and NUL for what it does to lines. */
function stopSet(chars: string): Uint8Array {
  return charSet(`${chars}\r\n\0`);
}

/** plain scalar end := ':' (blank | break | end | in flow one of ',]}') | in flow one of ',?[]{}' | (blank | break) '#' */
function endsPlain(stream: Stream, inFlow: boolean): boolean {
  const char = stream.peek();
  switch (char) {
    case COLON: {
      const next = stream.peek(1);
      return isSeparator(next) || (inFlow && (next === 0x2c || next === 0x5d || next === 0x7d));
    }
    case SPACE:
    case TAB:
    case LF:
      return stream.peek(1) === HASH;
    case CR:
      return stream.peek(stream.breakLength()) === HASH;
    default:
      return inFlow && FLOW_INDICATORS[char] === 1;
  }
}

/** `---` or `...`, alone. */
export function isDocIndicator(stream: Stream): boolean {
  return isTriple(stream, 0x2d) || isTriple(stream, 0x2e);
}

export function isTriple(stream: Stream, char: number): boolean {
  return (
    stream.peek() === char &&
    stream.peek(1) === char &&
    stream.peek(2) === char &&
    isSeparator(stream.peek(3))
  );
}

/**
 * Reads a scalar, from behind its opening quote or at its block header's line break, as yaml-cpp's ScanScalar
 * does (src/scanscalar.cpp): line by line - content, line break, indentation - folding as its kind asks.
 * Throws a YamlFault for what yaml-cpp refuses.
 */
export function scanScalar(stream: Stream, rules: ScalarRules): ScannedText {
  const kind = KINDS[rules.kind];
  const text = new ScalarText();
  let folding: Folding | undefined;
  let indent = rules.indent;
  let end = stream.pos;
  let escapedTo = -1;
  let foundContent = false;
  let endedByIndent = false;

  while (!stream.done) {
    // The line's content.
    let escapedBreak = false;
    let runStart = stream.pos;
    let runEnd = stream.pos;
    while (!kind.endsAt(stream) && !isBreak(stream.peek()) && !stream.done) {
      if (stream.column === 0 && kind.onDocument !== 'ignore' && isDocIndicator(stream)) {
        if (kind.onDocument === 'end') break;
        throw new YamlFault('docInScalar', stream.mark());
      }
      foundContent = true;
      const char = stream.peek();
      if (char === kind.escape) {
        text.addLinear(stream.slice(runStart, stream.pos), runStart);
        const from = stream.pos;
        if (char === BACKSLASH && isBreak(stream.peek(1))) {
          stream.get();
          escapedBreak = true;
        } else {
          text.addMapped(scanEscape(stream), from, stream.pos);
        }
        escapedTo = text.value.length;
        runStart = stream.pos;
        runEnd = stream.pos;
        end = stream.pos;
        if (escapedBreak) break;
        continue;
      }
      stream.get();
      if (!isBlank(char)) runEnd = stream.pos;
      // A NUL can start a line, where a document indicator may stand.
      if (stream.column > 0) runEnd = skipRun(stream, kind.stops, runEnd);
    }
    if (runEnd > runStart) end = runEnd;

    if (stream.done) {
      text.addLinear(stream.slice(runStart, stream.pos), runStart);
      if (kind.quoted) throw new YamlFault('eofInScalar', stream.mark());
      break;
    }
    if (kind.onDocument === 'end' && stream.column === 0 && isDocIndicator(stream)) {
      text.addLinear(stream.slice(runStart, stream.pos), runStart);
      break;
    }
    if (kind.endsAt(stream)) {
      text.addLinear(stream.slice(runStart, stream.pos), runStart);
      if (kind.quoted) stream.get();
      break;
    }
    text.addLinear(stream.slice(runStart, kind.folding === 'flow' ? runEnd : stream.pos), runStart);

    // The line break.
    const breakStart = stream.pos;
    stream.eat(stream.breakLength());
    const breakEnd = stream.pos;

    // The next line's indentation.
    const detecting = rules.detectIndent && !foundContent;
    while (stream.peek() === SPACE && (stream.column < indent || detecting) && !kind.endsAt(stream)) {
      stream.skipInline(1);
    }
    if (detecting) indent = Math.max(indent, stream.column);
    while (isBlank(stream.peek())) {
      if (kind.refusesTabs && stream.peek() === TAB && stream.column < indent) {
        throw new YamlFault('tabInIndentation', stream.mark());
      }
      if (!kind.eatsLeadingBlanks || kind.endsAt(stream)) break;
      stream.skipInline(1);
    }

    const emptyLine = isBreak(stream.peek());
    folding ??= new Folding(kind.folding, text);
    folding.lineBreak({
      breakStart,
      breakEnd,
      lineStart: stream.pos,
      emptyLine,
      moreIndented: isBlank(stream.peek()),
      escapedBreak,
      foundContent,
      reachesIndent: stream.column >= indent,
    });
    if (!emptyLine && stream.column < indent) {
      endedByIndent = true;
      break;
    }
  }

  text.truncate(keptLength(text.value, kind.trims, rules.chomp, escapedTo));
  return { text, end: kind.quoted ? stream.pos : end, endedByIndent };
}

/** Skips ordinary characters; gives back where the last of them that is no blank ended, or `runEnd`. */
function skipRun(stream: Stream, stops: Uint8Array, runEnd: number): number {
  const { text, length, pos } = stream;
  let at = pos;
  while (at < length && stops[text.charCodeAt(at)] === 0) at++;
  if (at === pos) return runEnd;
  stream.skipInline(at - pos);
  let last = at;
  while (last > pos && isBlank(text.charCodeAt(last - 1))) last--;
  return last > pos ? last : runEnd;
}

interface LineBreak {
  readonly breakStart: number;
  readonly breakEnd: number;
  /** Behind the next line's indentation. */
  readonly lineStart: number;
  /** About the next line. */
  readonly emptyLine: boolean;
  readonly moreIndented: boolean;
  readonly reachesIndent: boolean;
  /** About the text before. */
  readonly escapedBreak: boolean;
  readonly foundContent: boolean;
}

/** What line breaks come to in a value. */
class Folding {
  /** False on a block scalar's header line, whose break is no content. */
  private pastOpening: boolean;
  private readonly folding: KindRow['folding'];
  private readonly text: ScalarText;
  private emptyLine = false;
  private moreIndented = false;
  /** Breaks of empty lines that a folded scalar has not written yet, and where the first of them stands. */
  private pending = 0;
  private pendingFrom = 0;
  private pendingMoreIndented = false;

  constructor(folding: KindRow['folding'], text: ScalarText) {
    this.folding = folding;
    this.text = text;
    this.pastOpening = folding === 'flow';
  }

  lineBreak(at: LineBreak): void {
    if (this.folding === 'block' && this.pending === 0 && at.emptyLine) {
      this.pendingMoreIndented = this.moreIndented;
    }
    if (this.pastOpening || at.foundContent) this.write(at);
    this.emptyLine = at.emptyLine;
    this.moreIndented = at.moreIndented;
    this.pastOpening = true;
  }

  private write(at: LineBreak): void {
    if (this.folding === 'block') {
      this.writeFolded(at);
    } else if (this.folding === 'none' || at.emptyLine) {
      if (at.breakEnd === at.breakStart + 1) this.text.addLinear('\n', at.breakStart);
      else this.text.addMapped('\n', at.breakStart, at.breakEnd);
    } else if (!this.emptyLine && !at.escapedBreak) {
      this.text.addMapped(' ', at.breakStart, at.lineStart);
    }
  }

  private writeFolded(at: LineBreak): void {
    let written = '';
    if (!this.emptyLine && !at.emptyLine && !this.moreIndented && !at.moreIndented && at.reachesIndent) {
      written = ' ';
    } else if (at.emptyLine) {
      if (this.pending === 0) this.pendingFrom = at.breakStart;
      this.pending++;
    } else {
      written = '\n';
    }
    const from = this.pending > 0 ? this.pendingFrom : at.breakStart;
    if (!at.emptyLine && this.pending > 0) {
      written += '\n'.repeat(this.pending - 1);
      if (this.pendingMoreIndented || at.moreIndented || !at.foundContent) written += '\n';
      this.pending = 0;
    }
    this.text.addMapped(written, from, at.lineStart);
  }
}

/** How much of a value stays when trailing blanks and line breaks are dropped; never what was escaped. */
function keptLength(value: ByteString, trims: boolean, chomp: Chomp, escapedTo: number): number {
  let length = value.length;
  if (trims) {
    const last = lastOther(value, length, escapedTo, ' \t');
    if (last >= 0) length = Math.min(length, last + 1);
  }
  if (chomp === 'keep') return length;
  const last = lastOther(value, length, escapedTo, '\n');
  return last < 0 ? 0 : Math.min(length, chomp === 'clip' ? last + 2 : last + 1);
}

/** Index of the last character that is not one of `chars`, or where the last escape ended, if that is behind it. */
function lastOther(value: ByteString, length: number, escapedTo: number, chars: string): number {
  let last = length - 1;
  while (last >= 0 && chars.includes(value[last] ?? '')) last--;
  return Math.max(last, escapedTo);
}

const SIMPLE_ESCAPES: Readonly<Record<string, ByteString>> = {
  '0': '\0',
  a: '\x07',
  b: '\x08',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  '/': '/',
  // yaml-cpp writes these two as single bytes, which is not UTF-8.
  N: '\x85',
  _: '\xa0',
  L: '\xe2\x80\xa8',
  P: '\xe2\x80\xa9',
};

const HEX_ESCAPES: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

/** escape := "''" | '\' (one of SIMPLE_ESCAPES | 'x' 2 hex digits | 'u' 4 hex digits | 'U' 8 hex digits) */
function scanEscape(stream: Stream): ByteString {
  const lead = stream.get();
  const code = stream.get();
  if (lead === SINGLE_QUOTE && code === SINGLE_QUOTE) return "'";
  const char = String.fromCharCode(code);
  const simple = SIMPLE_ESCAPES[char];
  if (simple !== undefined) return simple;
  const digits = HEX_ESCAPES[char];
  if (digits === undefined) throw new YamlFault('invalidEscape', stream.mark(), char);

  let hex = '';
  for (let i = 0; i < digits; i++) hex += String.fromCharCode(stream.get());
  if (!/^[0-9a-fA-F]*$/.test(hex)) throw new YamlFault('invalidHex', stream.mark());
  const value = Number.parseInt(hex, 16);
  if ((value >= 0xd800 && value <= 0xdfff) || value > 0x10ffff) {
    throw new YamlFault('invalidUnicode', stream.mark(), String(value));
  }
  return encodeCodePoint(value);
}
