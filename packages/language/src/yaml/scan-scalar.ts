import type { ByteString } from '../text/bytes.js';
import { YamlFault } from './fault.js';
import { Folding } from './folding.js';
import type { ScalarOrigin } from './node.js';
import { BACKSLASH, type KindRow, SCALAR_KINDS, type ScalarKind } from './scalar-kinds.js';
import { ScalarText } from './scalar-text.js';
import { scanEscape } from './scan-escape.js';
import {
  CR,
  HASH,
  isBlank,
  isBlankOrBreak,
  isBreak,
  isDocIndicator,
  LF,
  NUL,
  SPACE,
  type Stream,
  TAB,
} from './stream.js';

import type { ScannedScalar } from './token.js';

export type Chomp = 'strip' | 'clip' | 'keep';

export interface ScalarRules {
  readonly kind: ScalarKind;
  /** Columns of indentation that are no content, and below which a block or plain scalar ends. */
  readonly indent: number;
  /** Block scalars: take the indentation of the first line that is not empty, if it is deeper. */
  readonly detectIndent: boolean;
  readonly chomp: Chomp;
}

/** Reads a scalar that is not a block: most take a look at one line only. */
export function scanFlowScalar(
  stream: Stream,
  kind: ScalarKind & ('plain' | 'plain-in-flow' | 'single' | 'double'),
  indent: number,
): ScannedScalar {
  const row = SCALAR_KINDS[kind];
  return (
    scanInLine(stream, indent, row) ??
    scanScalar(stream, { kind, indent, detectIndent: false, chomp: row.quoted ? 'clip' : 'strip' })
  );
}

/**
 * Reads a scalar, from behind its opening quote or at its block header's line break, as yaml-cpp's ScanScalar
 * does (src/scanscalar.cpp): line by line - content, line break, indentation - folding as its kind asks.
 * Throws a YamlFault for what yaml-cpp refuses.
 */
export function scanScalar(stream: Stream, rules: ScalarRules): ScannedScalar {
  const kind = SCALAR_KINDS[rules.kind];
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
  return scanned(kind, text.value, text.segments, kind.quoted ? stream.pos : end, endedByIndent);
}

/**
 * A scalar that ends on the line that it begins on, with nothing in it that must be unescaped: what nearly all are.
 * Undefined, and nothing read, for any other.
 */
function scanInLine(stream: Stream, indent: number, row: KindRow): ScannedScalar | undefined {
  const { text, length, pos, column } = stream;
  if (column === 0) return undefined;
  let at = pos;
  for (;;) {
    while (at < length && row.lineStops[text.charCodeAt(at)] === 0) at++;
    if (at >= length) return undefined;
    const char = text.charCodeAt(at);
    if (row.quoted) {
      if (!row.endsAt(stream, at - pos)) return undefined;
      stream.skipInline(at + 1 - pos);
      return scanned(row, text.slice(pos, at), pos, at + 1, false);
    }
    if (char === LF) break;
    if (char === CR || char === NUL) return undefined;
    // A comment begins behind a blank, which is where the scalar ends.
    const stop = char === HASH ? at - 1 : at;
    if (row.endsAt(stream, stop - pos)) {
      stream.skipInline(stop - pos);
      const to = behindBlanks(text, pos, stop);
      return scanned(row, text.slice(pos, to), pos, to, false);
    }
    at++;
  }
  // The next line must end it by what it is indented.
  let next = at + 1;
  while (next < length && text.charCodeAt(next) === SPACE) next++;
  const isOutside = next < length && next - at - 1 < indent && stream.endsLinesWithLf;
  const first = text.charCodeAt(next);
  if (!isOutside || isBlankOrBreak(first) || first === HASH) return undefined;
  stream.skipInline(at - pos);
  stream.get();
  stream.skipInline(next - at - 1);
  const to = behindBlanks(text, pos, at);
  return scanned(row, text.slice(pos, to), pos, to, true);
}

/** Where the blanks before an offset begin. */
function behindBlanks(text: ByteString, start: number, to: number): number {
  let last = to;
  while (last > start && isBlank(text.charCodeAt(last - 1))) last--;
  return last;
}

function scanned(
  { style }: KindRow,
  value: ByteString,
  origin: ScalarOrigin,
  end: number,
  endedByIndent: boolean,
): ScannedScalar {
  return { value, origin, style, end, endedByIndent, hasComment: false };
}

/** Skips ordinary characters; gives back where the last of them that is no blank ended, or `runEnd`. */
function skipRun(stream: Stream, stops: Uint8Array, runEnd: number): number {
  const { text, length, pos } = stream;
  let at = pos;
  while (at < length && stops[text.charCodeAt(at)] === 0) at++;
  if (at === pos) return runEnd;
  stream.skipInline(at - pos);
  const last = behindBlanks(text, pos, at);
  return last > pos ? last : runEnd;
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
