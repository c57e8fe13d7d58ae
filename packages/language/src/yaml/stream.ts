import type { ByteString } from '../text/bytes.js';
import type { Mark } from '../text/source.js';

/** What yaml-cpp reads at the end of the stream, and so what a raw 0x04 looks like to most of its grammar. */
export const EOF = 0x04;

export const NUL = 0x00;
export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const HASH = 0x23;

/**
 * The text with a place in it that counts lines as yaml-cpp does (src/stream.cpp): the first line ending decides
 * whether LF or a lone CR ends lines from then on, and a NUL before it counts as one. Looking or reading past the
 * end gives EOF; the position goes on counting.
 */
export class Stream {
  readonly text: ByteString;
  readonly length: number;
  pos = 0;
  line = 0;
  column = 0;
  private lineEnding = 0;

  constructor(text: ByteString) {
    this.text = text;
    this.length = text.length;
  }

  get done(): boolean {
    return this.pos >= this.length;
  }

  peek(ahead = 0): number {
    const at = this.pos + ahead;
    return at < this.length ? this.text.charCodeAt(at) : EOF;
  }

  mark(): Mark {
    return { offset: this.pos, line: this.line, column: this.column };
  }

  get(): number {
    const char = this.peek();
    this.pos++;
    this.column++;
    if (this.lineEnding === 0) {
      if (char === LF) this.lineEnding = LF;
      else if (char === CR) this.lineEnding = this.peek() === LF ? LF : CR;
    }
    if (char === this.lineEnding) {
      this.column = 0;
      this.line++;
    }
    return char;
  }

  /** Whether a lone LF here ends a line: not in a text whose lines end with lone CRs. */
  get endsLinesWithLf(): boolean {
    return this.lineEnding !== CR;
  }

  eat(count: number): void {
    for (let i = 0; i < count; i++) this.get();
  }

  /** Skips characters none of which is CR, LF or NUL. */
  skipInline(count: number): void {
    this.pos += count;
    this.column += count;
  }

  /** Skips to the next line break, or to the end. */
  skipLine(): void {
    while (!this.done && !isBreak(this.peek())) this.get();
  }

  slice(start: number, end: number): ByteString {
    return this.text.slice(start, end);
  }

  /** Length of the line break here, 0 where there is none. */
  breakLength(ahead = 0): number {
    const char = this.peek(ahead);
    if (char === LF) return 1;
    if (char === CR) return this.peek(ahead + 1) === LF ? 2 : 1;
    return 0;
  }
}

export function isBlank(char: number): boolean {
  return char === SPACE || char === TAB;
}

export function isBreak(char: number): boolean {
  return char === LF || char === CR;
}

export function isBlankOrBreak(char: number): boolean {
  return char === SPACE || char === LF || char === CR || char === TAB;
}

/** After an indicator that must stand alone: a blank, a break, or the end. */
export function isSeparator(char: number): boolean {
  return isBlankOrBreak(char) || char === EOF;
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
