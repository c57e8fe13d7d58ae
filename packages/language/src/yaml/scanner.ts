import type { Mark } from '../text/source.js';
import type { ScannedComment } from './attach-comments.js';
import { YamlFault } from './fault.js';
import { Layout } from './layout.js';
import { SCANNERS, type TokenScanner } from './scan-tokens.js';
import { HASH, isBlank, isBlankOrBreak, isBreak, isSeparator, isTriple, type Stream, TAB } from './stream.js';
import type { Token } from './token.js';

/**
 * Turns text into tokens, one at a time and no further ahead than asked, since what is asked decides which of
 * several faults is found first (src/scanner.cpp). It only runs ahead where a possible simple key waits for its
 * colon. All methods but mark() throw YamlFault.
 */
export class Scanner {
  readonly stream: Stream;
  readonly layout: Layout;
  readonly comments: ScannedComment[] = [];
  private started = false;
  private ended = false;

  constructor(stream: Stream) {
    this.stream = stream;
    this.layout = new Layout(stream);
  }

  /** Where scanning has come to, which may be far ahead of the token at the front. */
  mark(): Mark {
    return this.stream.mark();
  }

  /** The next token; undefined at the end. */
  peek(): Token | undefined {
    const { queue } = this.layout;
    for (;;) {
      const front = queue.front();
      if (front?.status === 'valid') return front;
      if (front?.status === 'invalid') {
        queue.shift();
        continue;
      }
      // What is undecided at the end of the stream counts as it stands.
      if (this.ended) return front;
      this.scanNext();
    }
  }

  /** The next token, which is gone then. */
  take(): Token | undefined {
    const token = this.peek();
    if (token) this.layout.queue.shift();
    return token;
  }

  private scanNext(): void {
    if (!this.started) {
      this.started = true;
      return;
    }
    const { stream, layout } = this;
    this.skipToToken();
    layout.popIndentsTo(stream.column);
    if (stream.done) {
      this.ended = true;
      layout.endStream();
      return;
    }
    this.tokenHere()(this);
  }

  /** The scanner of the token that begins here. Throws YamlFault where none may. */
  private tokenHere(): TokenScanner {
    const { stream, layout } = this;
    const char = stream.peek();
    if (stream.column === 0) {
      if (char === 0x25) return SCANNERS.directive;
      if (isTriple(stream, 0x2d)) return SCANNERS.docStart;
      if (isTriple(stream, 0x2e)) return SCANNERS.docEnd;
    }
    switch (char) {
      case 0x5b: // [
        return SCANNERS.flowSeqStart;
      case 0x7b: // {
        return SCANNERS.flowMapStart;
      case 0x5d: // ]
        return SCANNERS.flowSeqEnd;
      case 0x7d: // }
        return SCANNERS.flowMapEnd;
      case 0x2c: // ,
        if (stream.column === 0) throw new YamlFault('unexpectedFlow', stream.mark());
        if (!layout.scalarAllowed) throw new YamlFault('unexpectedScalar', stream.mark());
        return SCANNERS.flowEntry;
      case 0x2d: // -
        if (isSeparator(stream.peek(1))) return SCANNERS.blockEntry;
        break;
      case 0x3f: // ?
        if (isBlankOrBreak(stream.peek(1))) return SCANNERS.key;
        break;
      case 0x3a: // :
        if (this.isValueIndicator()) return SCANNERS.value;
        break;
      case 0x2a: // *
        return SCANNERS.alias;
      case 0x26: // &
        return SCANNERS.anchor;
      case 0x21: // !
        return SCANNERS.tag;
      case 0x7c: // |
      case 0x3e: // >
        if (!layout.inFlow) return SCANNERS.blockScalar;
        break;
      default:
        break;
    }
    if (!layout.scalarAllowed) throw new YamlFault('unexpectedScalar', stream.mark());
    if (char === 0x22 || char === 0x27) return SCANNERS.quotedScalar;
    if (this.canStartPlain()) return SCANNERS.plainScalar;
    throw new YamlFault('unknownToken', stream.mark());
  }

  /** ':' alone; in flow, ':' before one of ',]}' too, and anywhere behind a quoted scalar or a flow collection. */
  private isValueIndicator(): boolean {
    const next = this.stream.peek(1);
    if (!this.layout.inFlow) return isSeparator(next);
    return this.layout.afterJson || isBlankOrBreak(next) || next === 0x2c || next === 0x5d || next === 0x7d;
  }

  private canStartPlain(): boolean {
    const char = this.stream.peek();
    const next = this.stream.peek(1);
    if (isBlankOrBreak(char) || NEVER_PLAIN.includes(String.fromCharCode(char))) return false;
    if (this.layout.inFlow) {
      if (char === 0x3f) return false;
      return !((char === 0x2d || char === 0x3a) && isSeparator(next) && !isBreak(next));
    }
    return !((char === 0x2d || char === 0x3a || char === 0x3f) && isSeparator(next));
  }

  /** Eats blanks, comments and line breaks. */
  private skipToToken(): void {
    const { stream, layout } = this;
    for (;;) {
      while (!stream.done && isBlank(stream.peek())) {
        if (!layout.inFlow && stream.peek() === TAB) layout.simpleKeyAllowed = false;
        stream.skipInline(1);
      }
      if (stream.peek() === HASH) this.scanComment();
      const length = stream.breakLength();
      if (length === 0) return;
      stream.eat(length);
      layout.newLine();
    }
  }

  /** Eats a comment up to its line's end and keeps it. */
  scanComment(): void {
    const { stream } = this;
    const { pos: start, column } = stream;
    let before = start - 1;
    while (before >= 0 && isBlank(stream.text.charCodeAt(before))) before--;
    const ownLine = before < 0 || isBreak(stream.text.charCodeAt(before));
    stream.skipLine();
    this.comments.push({ start, end: stream.pos, column, ownLine });
  }
}

const NEVER_PLAIN = ',[]{}#&*!|>\'"%@`';
