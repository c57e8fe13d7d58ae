import type { ByteString } from '../text/bytes.js';
import { Automaton } from './automaton.js';
import { BYTE, type Kind, MATCH, type Program, SPLIT } from './program.js';

/** A compiled pattern of the `glob` or `iglob` operator. */
export interface GlobMatcher {
  /** Whether it matches the whole of a value. Linear in the value's length. */
  matches(value: ByteString): boolean;
}

/**
 * Compiles a shell pattern as Falco's `glob` takes it: glibc's fnmatch in the C locale, without flags, or with
 * FNM_CASEFOLD for `iglob` (userspace/libsinsp/utils.cpp, glob_match). So `*` and `?` match slashes and leading
 * dots, a character is a byte, a backslash escapes, and an open bracket that is never closed is an ordinary
 * character. Every text is a pattern; some match nothing (`x\`, `[[:nosuch:]]`). A pattern ends at its first NUL, as values do.
 */
export function globMatcher(
  pattern: ByteString,
  options: { readonly ignoreCase?: boolean } = {},
): GlobMatcher {
  return new Automaton(globProgram(pattern.split('\0', 1)[0]!, options.ignoreCase ?? false));
}

/** Instruction n reads what stands at offset n of the pattern; those that a bracket needs come after. */
function globProgram(pattern: ByteString, ignoreCase: boolean): Program {
  const end = pattern.length;
  const kind: Kind[] = [];
  const first: number[] = [];
  const last: number[] = [];
  const next: (readonly number[])[] = [];
  const set = (id: number, what: Kind, targets: readonly number[], low = 0, high = 0) => {
    kind[id] = what;
    first[id] = low;
    last[id] = high;
    next[id] = targets;
  };
  const add = (targets: readonly number[], low: number, high: number): number => {
    set(kind.length, BYTE, targets, low, high);
    return kind.length - 1;
  };
  const setByte = (id: number, byte: number, target: number) => {
    const [lower, upper] = ignoreCase ? [toLower(byte), toUpper(byte)] : [byte, byte];
    if (lower === upper) set(id, BYTE, [target], byte, byte);
    else set(id, SPLIT, [add([target], lower, lower), add([target], upper, upper)]);
  };

  for (let at = 0; at < end; at++) set(at, SPLIT, []);
  set(end, MATCH, []);
  for (let at = 0; at < end; at++) {
    const char = pattern[at];
    if (char === '?') set(at, BYTE, [at + 1], 0, 255);
    else if (char === '*') set(at, SPLIT, [at + 1, add([at], 0, 255)]);
    else if (char === '[') set(at, SPLIT, bracketTargets(pattern, at, ignoreCase, add));
    else if (char !== '\\') setByte(at, pattern.charCodeAt(at), at + 1);
    else if (at + 1 < end) setByte(at, pattern.charCodeAt(at + 1), at + 2);
  }
  return { kind, first, last, next, start: 0 };
}

/** One instruction for each run of bytes that a bracket matches with the same rest of the pattern. */
function bracketTargets(
  pattern: ByteString,
  at: number,
  ignoreCase: boolean,
  add: (targets: readonly number[], low: number, high: number) => number,
): readonly number[] {
  const targets: number[] = [];
  let runTarget: number | undefined;
  let runStart = 0;
  for (let byte = 0; byte <= 256; byte++) {
    const target = byte < 256 ? afterBracket(pattern, at + 1, byte, ignoreCase) : undefined;
    if (target === runTarget) continue;
    if (runTarget !== undefined) targets.push(add([runTarget], runStart, byte - 1));
    runTarget = target;
    runStart = byte;
  }
  return targets;
}

/** glibc gives up on longer names of classes. */
const MAX_CLASS_NAME = 256;

/**
 * Where a pattern goes on when a byte stands where its bracket does; undefined where the byte does not match.
 * `start` is just past the bracket. As in glibc (posix/fnmatch_loop.c), what is wrong with a bracket only shows
 * to the bytes that get as far: `[a[:nosuch:]]` matches `a`.
 */
function afterBracket(
  pattern: ByteString,
  start: number,
  byte: number,
  ignoreCase: boolean,
): number | undefined {
  const fold = (code: number) => (ignoreCase ? toLower(code) : code);
  const code = (index: number) => (index < pattern.length ? pattern.charCodeAt(index) : 0);
  const folded = fold(byte);
  const unterminated = byte === OPEN ? start : undefined;
  const negated = code(start) === BANG || code(start) === CARET;
  let at = negated ? start + 1 : start;
  let char = code(at++);
  for (;;) {
    let plain = false;
    let low = 0;
    if (char === BACKSLASH) {
      if (code(at) === 0) return undefined;
      low = fold(code(at++));
      plain = true;
    } else if (char === OPEN && code(at) === COLON) {
      const name = className(pattern, at);
      if (name === 'too-long') return undefined;
      if (name === undefined) {
        low = OPEN;
        plain = true;
      } else {
        const test = CLASSES.get(name);
        if (!test) return undefined;
        at += name.length + 3;
        if (test(byte)) return skipBracket(pattern, at, negated, unterminated);
        char = code(at++);
      }
    } else if (char === OPEN && code(at) === EQUALS) {
      if (code(at + 1) !== 0 && code(at + 2) === EQUALS && code(at + 3) === CLOSE) {
        const matched = code(at + 1) === byte;
        at += 4;
        if (matched) return skipBracket(pattern, at, negated, unterminated);
        char = code(at++);
      } else {
        low = OPEN;
        plain = true;
      }
    } else if (char === 0) {
      return unterminated;
    } else if (char === OPEN && code(at) === DOT) {
      const close = pattern.indexOf('.]', at + 1);
      if (close !== at + 2) return undefined;
      low = code(at + 1);
      at = close + 2;
      const range = code(at) === HYPHEN && code(at + 1) !== 0;
      if (!range && low === byte) return skipBracket(pattern, at, negated, unterminated);
      char = code(at++);
    } else {
      low = fold(char);
      plain = true;
    }
    if (plain) {
      const range = code(at) === HYPHEN && code(at + 1) !== 0 && code(at + 1) !== CLOSE;
      if (!range && low === folded) return skipBracket(pattern, at, negated, unterminated);
      char = code(at++);
    }
    if (low !== 0 && char === HYPHEN && code(at) !== CLOSE) {
      let high = code(at++);
      if (high === BACKSLASH) high = code(at++);
      if (high === 0) return undefined;
      if (low <= folded && folded <= fold(high)) return skipBracket(pattern, at, negated, unterminated);
      char = code(at++);
    }
    if (char === CLOSE) return negated ? at : undefined;
  }
}

/** The end of a bracket of which a part has matched. */
function skipBracket(
  pattern: ByteString,
  from: number,
  negated: boolean,
  unterminated: number | undefined,
): number | undefined {
  const code = (index: number) => (index < pattern.length ? pattern.charCodeAt(index) : 0);
  let at = from;
  for (;;) {
    const char = code(at++);
    if (char === 0) return unterminated;
    if (char === CLOSE) return negated ? undefined : at;
    if (char === BACKSLASH) {
      if (code(at++) === 0) return undefined;
    } else if (char === OPEN && code(at) === COLON) {
      const name = className(pattern, at);
      if (name === 'too-long') return undefined;
      if (name !== undefined) at += name.length + 3;
    } else if (char === OPEN && code(at) === EQUALS) {
      if (code(at + 1) === 0 || code(at + 2) !== EQUALS || code(at + 3) !== CLOSE) return undefined;
      at += 4;
    } else if (char === OPEN && code(at) === DOT) {
      const close = pattern.indexOf('.]', at + 1);
      if (close < 0) return undefined;
      at = close + 2;
    }
  }
}

/** The name in `:name:]`, which starts at an offset; undefined where that is not one. */
function className(pattern: ByteString, at: number): string | 'too-long' | undefined {
  CLASS_NAME.lastIndex = at;
  const name = CLASS_NAME.exec(pattern)?.[1];
  return name !== undefined && name.length > MAX_CLASS_NAME ? 'too-long' : name;
}

/** glibc's test for letters leaves out `z`, which no class has. */
const CLASS_NAME = /:([a-y]*):\]/y;

const CLASSES: ReadonlyMap<string, (byte: number) => boolean> = new Map(
  Object.entries({
    alnum: /[0-9A-Za-z]/,
    alpha: /[A-Za-z]/,
    blank: /[\t ]/,
    cntrl: /[\x00-\x1f\x7f]/,
    digit: /[0-9]/,
    graph: /[!-~]/,
    lower: /[a-z]/,
    print: /[ -~]/,
    punct: /[!-/:-@[-`{-~]/,
    space: /[\t-\r ]/,
    upper: /[A-Z]/,
    xdigit: /[0-9A-Fa-f]/,
  }).map(([name, pattern]) => [name, (byte: number) => pattern.test(String.fromCharCode(byte))]),
);

const OPEN = 0x5b;
const CLOSE = 0x5d;
const BACKSLASH = 0x5c;
const COLON = 0x3a;
const EQUALS = 0x3d;
const DOT = 0x2e;
const HYPHEN = 0x2d;
const BANG = 0x21;
const CARET = 0x5e;

function toLower(byte: number): number {
  return byte >= 0x41 && byte <= 0x5a ? byte + 32 : byte;
}

function toUpper(byte: number): number {
  return byte >= 0x61 && byte <= 0x7a ? byte - 32 : byte;
}
