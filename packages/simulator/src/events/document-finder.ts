import { MAX_DEPTH } from '../extract/skip.js';

/**
 * Finds the end of a JSON value that comes in pieces, such as one that is written over several lines. Gives up at
 * the first byte that cannot be part of it, so that a truncated line does not swallow what follows. Words and
 * numbers are only roughly checked; whoever gets the value scans it.
 */
export class DocumentFinder {
  #expect: 'value' | 'value-or-close' | 'key' | 'key-or-close' | 'colon' | 'comma-or-close' = 'value';
  #inside: 'string' | 'escape' | 'word' | undefined;
  #stringIsKey = false;
  /** Whether each open container is an object. */
  readonly #open: boolean[] = [];

  /** Reads on in [start, end): the offset past the value's end, `more`, or `broken`. */
  feed(b: Uint8Array, start: number, end: number): number | 'more' | 'broken' {
    let i = start;
    if (this.#inside === 'escape' && i < end) {
      this.#inside = 'string';
      i++;
    }
    if (this.#inside === 'string') i = this.#passString(b, i, end);
    while (i < end) {
      const c = b[i]!;
      if (this.#inside === 'word') {
        if (isWordByte(c)) {
          i++;
          continue;
        }
        this.#inside = undefined;
      }
      i++;
      if (c === 0x20 || c === 0x0a || c === 0x0d || c === 0x09) continue;
      if (!this.#token(c)) return 'broken';
      if (c === 0x22) i = this.#passString(b, i, end);
      else if (this.#open.length === 0) return i;
    }
    return 'more';
  }

  /** From inside of a string to past its end, or to the end of what there is. */
  #passString(b: Uint8Array, start: number, end: number): number {
    for (let i = start; i < end; i++) {
      const c = b[i]!;
      if (c === 0x22) {
        this.#endString();
        return i + 1;
      }
      if (c !== 0x5c) continue;
      i++;
      if (i === end) this.#inside = 'escape';
    }
    return end;
  }

  #endString(): void {
    this.#inside = undefined;
    this.#expect = this.#stringIsKey ? 'colon' : 'comma-or-close';
  }

  /** One byte outside of strings and words; false where it cannot stand there. */
  #token(c: number): boolean {
    const wantsValue = this.#expect === 'value' || this.#expect === 'value-or-close';
    const object = this.#open.at(-1) === true;
    switch (c) {
      case 0x22:
        if (!wantsValue && this.#expect !== 'key' && this.#expect !== 'key-or-close') return false;
        this.#stringIsKey = !wantsValue;
        this.#inside = 'string';
        return this.#open.length > 0;
      case 0x7b:
      case 0x5b:
        if (!wantsValue || this.#open.length === MAX_DEPTH) return false;
        this.#open.push(c === 0x7b);
        this.#expect = c === 0x7b ? 'key-or-close' : 'value-or-close';
        return true;
      case 0x7d:
      case 0x5d:
        if (
          this.#expect !== (object ? 'key-or-close' : 'value-or-close') &&
          this.#expect !== 'comma-or-close'
        ) {
          return false;
        }
        if (object !== (c === 0x7d)) return false;
        this.#open.pop();
        this.#expect = 'comma-or-close';
        return true;
      case 0x2c:
        if (this.#expect !== 'comma-or-close') return false;
        this.#expect = object ? 'key' : 'value';
        return true;
      case 0x3a:
        if (this.#expect !== 'colon') return false;
        this.#expect = 'value';
        return true;
      default:
        if (!wantsValue || !isWordByte(c) || this.#open.length === 0) return false;
        this.#inside = 'word';
        this.#expect = 'comma-or-close';
        return true;
    }
  }
}

/** Letters, digits, signs and dots: what words and numbers consist of. */
function isWordByte(c: number): boolean {
  const letter = c | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) || (c >= 0x30 && c <= 0x39) || c === 0x2b || c === 0x2d || c === 0x2e
  );
}
