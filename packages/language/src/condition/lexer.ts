import type { ByteString } from '../text/bytes.js';
import type { Position } from './ast.js';
import { unescapeQuoted } from './escapes.js';

/** Thrown inside lexer and parser only, and turned into a result at their door. */
export class Fault {
  readonly message: string;
  constructor(message: string) {
    this.message = message;
  }
}

// Classes of bytes, one bit each.
const ALPHA = 1;
const WORD = 2;
const DIGIT = 4;
const HEX = 8;
/** POSIX [:space:]. */
const SPACE = 16;
/** What libsinsp skips between tokens: not \v and \f, but \b. */
const BLANK = 32;
const BARE = 64;
const ARG = 128;

const CLASS = classTable();

function classTable(): Uint8Array {
  const table = new Uint8Array(128);
  for (let code = 0; code < 128; code++) {
    const char = String.fromCharCode(code);
    let bits = 0;
    if (/[a-zA-Z]/.test(char)) bits |= ALPHA;
    if (/[a-zA-Z0-9_]/.test(char)) bits |= WORD;
    if (/[0-9]/.test(char)) bits |= DIGIT;
    if (/[0-9a-fA-F]/.test(char)) bits |= HEX;
    if (/[\t\n\v\f\r ]/.test(char)) bits |= SPACE;
    if (/[ \t\x08\r\n]/.test(char)) bits |= BLANK;
    if (!/[()"'\t\n\v\f\r =,]/.test(char)) bits |= BARE;
    if (!/[\][\t\n\v\f\r "']/.test(char)) bits |= ARG;
    table[code] = bits;
  }
  return table;
}

/**
 * Reads the tokens of a condition (userspace/libsinsp/filter/parser.cpp, lex_*). Every method either consumes
 * its token and says true, or leaves `at` where it was and says false. Names of tokens are libsinsp's.
 */
export class Lexer {
  readonly text: ByteString;
  /** Offset of the next byte; libsinsp's m_pos. */
  at: number;
  /** Offsets of the last token consumed, blanks apart. */
  tokenStart = 0;
  tokenEnd = 0;
  /** libsinsp's m_last_token, cut out of the text only when asked for. */
  #last: string | undefined = '';
  readonly #lineStarts: number[];
  #linesKnownTo: number;

  /** Reads from an offset on, which is where lines and columns start. */
  constructor(text: ByteString, from = 0) {
    this.text = text;
    this.at = from;
    this.#lineStarts = [from];
    this.#linesKnownTo = from;
  }

  /** The last token's text, as error messages quote it; a quoted string's is its value. */
  get last(): string {
    this.#last ??= this.text.slice(this.tokenStart, this.tokenEnd);
    return this.#last;
  }

  /** Blanks. The only method that leaves `last` alone. */
  blank(): boolean {
    const from = this.at;
    while (this.#is(this.at, BLANK)) this.at++;
    return this.at > from;
  }

  word(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.#take(this.at + word.length, word);
    return true;
  }

  /** A word that counts only where a blank follows, which is consumed too. */
  wordAndBlank(word: string): boolean {
    const after = this.at + word.length;
    if (!this.#is(after, BLANK) || !this.text.startsWith(word, this.at)) return false;
    this.#take(after, word);
    this.blank();
    return true;
  }

  /** `not[[:space:]]+` */
  notAndSpace(): boolean {
    const after = this.at + 3;
    if (!this.#is(after, SPACE) || !this.text.startsWith('not', this.at)) return false;
    this.#take(this.#skip(after, SPACE));
    return true;
  }

  /** `[a-zA-Z]+[a-zA-Z0-9_]*` */
  identifier(): boolean {
    const end = this.#identifierEnd(this.at);
    if (end === this.at) return false;
    this.#take(end);
    return true;
  }

  /** Whether an identifier comes next; consumes nothing. */
  identifierFollows(): boolean {
    return this.#is(this.at, ALPHA);
  }

  /** `[a-zA-Z]+[a-zA-Z0-9_]*(\.[a-zA-Z]+[a-zA-Z0-9_]*)+` */
  fieldName(): boolean {
    const first = this.#identifierEnd(this.at);
    if (first === this.at) return false;
    let end = first;
    while (this.text[end] === '.' && this.#is(end + 1, ALPHA)) end = this.#identifierEnd(end + 1);
    if (end === first) return false;
    this.#take(end);
    return true;
  }

  /** `[^][\"'[:space:]]+` */
  fieldArgBareStr(): boolean {
    return this.#runes(ARG);
  }

  /** `[^()"'[:space:]=,]+` */
  bareStr(): boolean {
    return this.#runes(BARE);
  }

  /** `0[xX][0-9a-fA-F]+` */
  hexNum(): boolean {
    const digits = this.at + 2;
    if (this.text[this.at] !== '0' || !this.#charIn(this.at + 1, 'xX') || !this.#is(digits, HEX))
      return false;
    this.#take(this.#skip(digits, HEX));
    return true;
  }

  /** `[+\-]?[0-9]+[\.]?[0-9]*([eE][+\-][0-9]+)?` */
  num(): boolean {
    const digits = this.#charIn(this.at, '+-') ? this.at + 1 : this.at;
    if (!this.#is(digits, DIGIT)) return false;
    let end = this.#skip(digits, DIGIT);
    if (this.text[end] === '.') end = this.#skip(end + 1, DIGIT);
    const signed = this.#charIn(end, 'eE') && this.#charIn(end + 1, '+-') && this.#is(end + 2, DIGIT);
    this.#take(signed ? this.#skip(end + 2, DIGIT) : end);
    return true;
  }

  /**
   * A string in single or double quotes. A quote after a backslash never ends it, not even after an escaped
   * one; a NUL ends the text. Faults on unknown escapes, the position then being past the string.
   */
  quotedStr(): boolean {
    const delimiter = this.text[this.at];
    if (delimiter !== '"' && delimiter !== "'") return false;
    const start = this.at;
    const close = this.closingQuote();
    if (close < 0) {
      const nul = this.#nulAfter(start);
      this.#last = this.text.slice(start, nul >= 0 ? nul : undefined);
      return false;
    }
    this.#take(close + 1);
    const unescaped = unescapeQuoted(this.text.slice(start + 1, close), delimiter);
    if (!unescaped.ok) throw new Fault(unescaped.message);
    this.#last = unescaped.value;
    return true;
  }

  /** Offset of the quote that closes the one that comes next; -1 where none does. */
  closingQuote(): number {
    const delimiter = this.text[this.at] ?? '';
    let close = this.text.indexOf(delimiter, this.at + 1);
    while (close >= 0 && this.text[close - 1] === '\\') close = this.text.indexOf(delimiter, close + 1);
    const nul = this.#nulAfter(this.at);
    return nul >= 0 && nul < close ? -1 : close;
  }

  /** Whether `and`, `or`, `not` come next, as words (libsinsp ends them at anything but a letter or digit). */
  boolKeywordFollows(): boolean {
    for (const keyword of ['and', 'or', 'not']) {
      const after = this.at + keyword.length;
      if (this.text.startsWith(keyword, this.at) && !this.#is(after, ALPHA | DIGIT)) return true;
    }
    return false;
  }

  /** What is needed to come back to this place with `restore`. */
  save(): Readonly<{ at: number; tokenStart: number; tokenEnd: number; last: string }> {
    return { at: this.at, tokenStart: this.tokenStart, tokenEnd: this.tokenEnd, last: this.last };
  }

  restore(saved: ReturnType<Lexer['save']>): void {
    this.at = saved.at;
    this.tokenStart = saved.tokenStart;
    this.tokenEnd = saved.tokenEnd;
    this.#last = saved.last;
  }

  /** Line and column of an offset. A carriage return ends a line as a line feed does, so `\r\n` ends two. */
  position(idx: number): Position {
    for (; this.#linesKnownTo < idx; this.#linesKnownTo++) {
      const code = this.text.charCodeAt(this.#linesKnownTo);
      if (code === 10 || code === 13) this.#lineStarts.push(this.#linesKnownTo + 1);
    }
    const starts = this.#lineStarts;
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= idx) low = middle;
      else high = middle - 1;
    }
    return { idx, line: low + 1, col: idx - starts[low]! + 1 };
  }

  #take(end: number, last?: string): void {
    this.tokenStart = this.at;
    this.tokenEnd = end;
    this.#last = last;
    this.at = end;
  }

  #is(index: number, bits: number): boolean {
    const code = this.text.charCodeAt(index);
    return code < 128 && (CLASS[code]! & bits) !== 0;
  }

  #charIn(index: number, chars: string): boolean {
    const char = this.text[index];
    return char !== undefined && chars.includes(char);
  }

  #skip(index: number, bits: number): number {
    let end = index;
    while (this.#is(end, bits)) end++;
    return end;
  }

  #identifierEnd(index: number): number {
    return this.#is(index, ALPHA) ? this.#skip(index + 1, WORD) : index;
  }

  /** One or more characters of a negated class: RE2 matches whole UTF-8 sequences only, and stops at others. */
  #runes(bits: number): boolean {
    let end = this.at;
    for (;;) {
      const ascii = this.#skip(end, bits);
      end = ascii + runeLength(this.text, ascii);
      if (end === ascii) break;
    }
    if (end === this.at) return false;
    this.#take(end);
    return true;
  }

  #nul: number | undefined;

  /** Offset of the first NUL at or after an offset, or -1; searched for once per NUL, not once per string. */
  #nulAfter(index: number): number {
    if (this.#nul === undefined || (this.#nul >= 0 && this.#nul < index)) {
      this.#nul = this.text.indexOf('\0', index);
    }
    return this.#nul;
  }
}

/**
 * Length of the multibyte sequence at an offset, 0 where there is none. As RE2 compiles 80-10FFFF: overlong
 * E0 and F0 forms, surrogates and codes beyond 10FFFF under F4 pass. Characters beyond a byte count as one.
 */
export function runeLength(text: string, index: number): number {
  const code = text.charCodeAt(index);
  if (code > 0xff) return 1;
  const length =
    code >= 0xc2 && code <= 0xdf
      ? 2
      : code >= 0xe0 && code <= 0xef
        ? 3
        : code >= 0xf0 && code <= 0xf4
          ? 4
          : 0;
  for (let i = 1; i < length; i++) {
    const next = text.charCodeAt(index + i);
    if (!(next >= 0x80 && next <= 0xbf)) return 0;
  }
  return length;
}
