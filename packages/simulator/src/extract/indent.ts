import type { ByteString } from '@falco-rules/language';
import {
  CLOSE_ARRAY,
  CLOSE_OBJECT,
  COLON,
  COMMA,
  OPEN_ARRAY,
  OPEN_OBJECT,
  QUOTE,
  skipBlanks,
  skipString,
  wordsOf,
} from './skip.js';
import { sliceBytes } from './slices.js';

const NUMBER = /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?$/;
const WORDS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

/**
 * An event indented by two blanks, as Go's json.Indent does it; undefined where the event is JSON only by the
 * looser grammar that let it in. The bytes [start, end) have been scanned.
 */
export function indentJson(b: Uint8Array, start: number, end: number): ByteString | undefined {
  let out = '';
  let margin = '\n';
  let i = skipBlanks(b, start, end);
  while (i < end) {
    const c = b[i]!;
    if (c === OPEN_OBJECT || c === OPEN_ARRAY) {
      const next = skipBlanks(b, i + 1, end);
      if (b[next] === c + 2) {
        // An empty container stays on its line; closing brackets stand two codes past opening ones.
        out += c === OPEN_OBJECT ? '{}' : '[]';
        i = next + 1;
      } else {
        margin += '  ';
        out += String.fromCharCode(c) + margin;
        i++;
      }
    } else if (c === CLOSE_OBJECT || c === CLOSE_ARRAY) {
      margin = margin.slice(0, -2);
      out += margin + String.fromCharCode(c);
      i++;
    } else if (c === COMMA) {
      out += `,${margin}`;
      i++;
    } else if (c === COLON) {
      out += ': ';
      i++;
    } else if (c === QUOTE) {
      const past = skipString(b, wordsOf(b), i + 1, end);
      if (!isStrictString(b, i + 1, past - 1)) return undefined;
      out += sliceBytes(b, i, past);
      i = past;
    } else {
      let past = i + 1;
      while (past < end && !isDelimiter(b[past]!)) past++;
      const word = sliceBytes(b, i, past);
      if (!WORDS.has(word) && !NUMBER.test(word)) return undefined;
      out += word;
      i = past;
    }
    i = skipBlanks(b, i, end);
  }
  return out;
}

function isDelimiter(c: number): boolean {
  return c <= 0x20 || c === COMMA || c === CLOSE_OBJECT || c === CLOSE_ARRAY;
}

/** Whether the inside of a string keeps to RFC 8259: no control characters, only its escapes. */
function isStrictString(b: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) {
    const c = b[i]!;
    if (c < 0x20) return false;
    if (c !== 0x5c) continue;
    i++;
    const letter = String.fromCharCode(b[i]!);
    if (letter === 'u') {
      if (i + 4 >= end || !/^[0-9a-fA-F]{4}$/.test(sliceBytes(b, i + 1, i + 5))) return false;
      i += 4;
    } else if (!'"\\/bfnrt'.includes(letter)) {
      return false;
    }
  }
  return true;
}
