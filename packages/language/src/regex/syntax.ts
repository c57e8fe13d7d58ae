import type { ByteString } from '../text/bytes.js';
import { type CharClass, classOf, MAX_RUNE, negateClass, POSIX_CLASSES } from './char-class.js';
import { RegexFault } from './faults.js';
import { encodeRune, runeAt } from './runes.js';

/**
 * Reads patterns as RE2 does with RE2::POSIX (re2/parse.cc of 2022-06-01, the version that Falco is built with,
 * flags ClassNL only): POSIX extended syntax, `^` and `$` at every line, no Perl classes, no `(?...)`, no
 * word boundaries, no lazy operators; a repetition may follow a repetition.
 */

export type RegexNode = Facts &
  (
    | { readonly op: 'empty' | 'line-start' | 'line-end' }
    /** One byte after the other. */
    | { readonly op: 'literal'; readonly bytes: ByteString }
    | { readonly op: 'class'; readonly ranges: CharClass }
    | { readonly op: 'concat' | 'alternate'; readonly items: readonly RegexNode[] }
    | { readonly op: 'group' | SimpleRepeat; readonly item: RegexNode }
    /** `max` is -1 where there is none. */
    | { readonly op: 'repeat'; readonly item: RegexNode; readonly min: number; readonly max: number }
  );

interface Facts {
  /** Whether it may match without consuming a byte. */
  readonly nullable: boolean;
  /** Into how many copies the counted repetitions in it multiply at most. */
  readonly copies: number;
}

type SimpleRepeat = 'star' | 'plus' | 'quest';

/** RE2's limit for a counted repetition, and for nested ones multiplied. */
const MAX_REPEAT = 1000;

/** One parenthesis, or the whole pattern, being read. */
interface Level {
  readonly alternatives: RegexNode[];
  items: RegexNode[];
}

/** Throws a RegexFault for a pattern that RE2 refuses. */
export function parsePattern(pattern: ByteString): RegexNode {
  const reader: Reader = { pattern, at: 0 };
  const around: Level[] = [];
  let level: Level = { alternatives: [], items: [] };
  while (reader.at < pattern.length) {
    const char = pattern[reader.at]!;
    switch (char) {
      case '(':
        reader.at++;
        around.push(level);
        level = { alternatives: [], items: [] };
        break;
      case ')': {
        const outer = around.pop();
        if (!outer) throw new RegexFault('unexpected )', pattern);
        reader.at++;
        const item = closeLevel(level);
        outer.items.push({ op: 'group', item, nullable: item.nullable, copies: item.copies });
        level = outer;
        break;
      }
      case '|':
        reader.at++;
        level.alternatives.push(concat(level.items));
        level.items = [];
        break;
      case '*':
      case '+':
      case '?':
        reader.at++;
        level.items.push(simpleRepeat(SIMPLE_REPEATS[char], lastItem(level, char)));
        break;
      case '{':
        parseBrace(reader, level);
        break;
      case '^':
        reader.at++;
        level.items.push({ op: 'line-start', nullable: true, copies: 1 });
        break;
      case '$':
        reader.at++;
        level.items.push({ op: 'line-end', nullable: true, copies: 1 });
        break;
      case '.':
        reader.at++;
        level.items.push(oneOf(NOT_NEWLINE));
        break;
      case '[':
        level.items.push(oneOf(parseClass(reader)));
        break;
      case '\\':
        level.items.push(literal(parseEscape(reader)));
        break;
      default:
        level.items.push(literal(nextRune(reader)));
    }
  }
  if (around.length > 0) throw new RegexFault('missing )', pattern);
  return closeLevel(level);
}

const SIMPLE_REPEATS = { '*': 'star', '+': 'plus', '?': 'quest' } as const;
const NOT_NEWLINE = negateClass(classOf([[0x0a, 0x0a]]));

function literal(code: number): RegexNode {
  return { op: 'literal', bytes: encodeRune(code), nullable: false, copies: 1 };
}

function oneOf(ranges: CharClass): RegexNode {
  return { op: 'class', ranges, nullable: false, copies: 1 };
}

/** As RE2 squashes them, `a**` is `a*`, and any two different ones are `*`. */
function simpleRepeat(op: SimpleRepeat, item: RegexNode): RegexNode {
  if (item.op === op) return item;
  if (item.op === 'star' || item.op === 'plus' || item.op === 'quest') return simpleRepeat('star', item.item);
  return { op, item, nullable: op !== 'plus' || item.nullable, copies: item.copies };
}

function closeLevel({ alternatives, items }: Level): RegexNode {
  const last = concat(items);
  if (alternatives.length === 0) return last;
  const all = [...alternatives, last];
  return {
    op: 'alternate',
    items: all,
    nullable: all.some(({ nullable }) => nullable),
    copies: mostCopies(all),
  };
}

function concat(items: readonly RegexNode[]): RegexNode {
  if (items.length === 0) return { op: 'empty', nullable: true, copies: 1 };
  if (items.length === 1) return items[0]!;
  return {
    op: 'concat',
    items,
    nullable: items.every(({ nullable }) => nullable),
    copies: mostCopies(items),
  };
}

function mostCopies(items: readonly RegexNode[]): number {
  return items.reduce((most, { copies }) => Math.max(most, copies), 1);
}

/** Takes away what a repetition repeats; `operator` is what an error quotes. */
function lastItem(level: Level, operator: string): RegexNode {
  const item = level.items.pop();
  if (!item) throw new RegexFault('no argument for repetition operator', operator);
  return item;
}

/** `{2}`, `{2,}`, `{2,5}`; anything else after a brace makes the brace an ordinary character. */
function parseBrace(reader: Reader, level: Level): void {
  BRACE.lastIndex = reader.at;
  const match = BRACE.exec(reader.pattern);
  if (!match) {
    reader.at++;
    level.items.push(literal(0x7b));
    return;
  }
  const [operator, low = '', comma, high = ''] = match;
  reader.at += operator.length;
  const min = Number(low);
  const max = comma === undefined ? min : high === '' ? -1 : Number(high);
  const tooLarge = () => new RegexFault('invalid repetition size', operator);
  if ((max !== -1 && max < min) || min > MAX_REPEAT || max > MAX_REPEAT) throw tooLarge();
  const item = lastItem(level, operator);
  const times = max < 0 ? min : max;
  const copies = item.copies * Math.max(times, 1);
  if (times >= 2 && copies > MAX_REPEAT) throw tooLarge();
  level.items.push({ op: 'repeat', item, min, max, nullable: min === 0 || item.nullable, copies });
}

/** Numbers without leading zeros; RE2 reads nine digits at most. */
const BRACE = /\{(0|[1-9][0-9]{0,8})(?:(,)(0|[1-9][0-9]{0,8})?)?\}/y;

interface Reader {
  readonly pattern: ByteString;
  at: number;
}

function nextRune(reader: Reader): number {
  const rune = runeAt(reader.pattern, reader.at);
  if (!rune) throw new RegexFault('invalid UTF-8');
  reader.at += rune.length;
  return rune.code;
}

// Class ::= '[' '^'? ClassItem* ']', where a ']' that comes first is an item
function parseClass(reader: Reader): CharClass {
  const { pattern } = reader;
  const start = reader.at++;
  const negated = pattern[reader.at] === '^';
  if (negated) reader.at++;
  const ranges: (readonly [number, number])[] = [];
  for (let first = true; first || pattern[reader.at] !== ']'; first = false) {
    if (reader.at >= pattern.length) throw new RegexFault('missing ]', pattern.slice(start));
    const named = parseClassName(reader);
    if (named) ranges.push(...named);
    else ranges.push(parseClassRange(reader, start, first));
  }
  reader.at++;
  const ordered = classOf(ranges);
  return negated ? negateClass(ordered) : ordered;
}

/** `[:alpha:]`; undefined where none comes next. */
function parseClassName(reader: Reader): CharClass | undefined {
  const { pattern, at } = reader;
  if (!pattern.startsWith('[:', at) || at + 2 >= pattern.length) return undefined;
  const end = pattern.indexOf(':]', at + 2);
  if (end < 0) return undefined;
  const name = pattern.slice(at, end + 2);
  const ranges = POSIX_CLASSES.get(name);
  if (!ranges) throw new RegexFault('invalid character class range', name);
  reader.at = end + 2;
  return ranges;
}

// ClassItem ::= '[:' name ':]' | Char | Char '-' Char
function parseClassRange(reader: Reader, start: number, first: boolean): readonly [number, number] {
  const { pattern, at } = reader;
  // A hyphen stands for itself only at either end.
  if (pattern[at] === '-' && !first && pattern[at + 1] !== ']') {
    const next = runeAt(pattern, at + 1);
    if (!next) throw new RegexFault('invalid UTF-8');
    throw new RegexFault('invalid character class range', pattern.slice(at, at + 1 + next.length));
  }
  const low = parseClassChar(reader, start);
  const range =
    pattern[reader.at] === '-' && reader.at + 1 < pattern.length && pattern[reader.at + 1] !== ']';
  if (!range) return [low, low];
  reader.at++;
  const high = parseClassChar(reader, start);
  if (high < low) throw new RegexFault('invalid character class range', pattern.slice(at, reader.at));
  return [low, high];
}

function parseClassChar(reader: Reader, start: number): number {
  const { pattern } = reader;
  if (reader.at >= pattern.length) throw new RegexFault('missing ]', pattern.slice(start));
  return pattern[reader.at] === '\\' ? parseEscape(reader) : nextRune(reader);
}

const LETTER_ESCAPES: ReadonlyMap<string, number> = new Map([
  ['n', 0x0a],
  ['r', 0x0d],
  ['t', 0x09],
  ['a', 0x07],
  ['f', 0x0c],
  ['v', 0x0b],
]);

/** The character that an escape stands for. */
function parseEscape(reader: Reader): number {
  const { pattern } = reader;
  const start = reader.at++;
  const bad = () => new RegexFault('invalid escape sequence', pattern.slice(start, reader.at));
  if (reader.at >= pattern.length) throw new RegexFault('trailing \\');
  const code = nextRune(reader);
  const char = String.fromCharCode(code);
  const letter = LETTER_ESCAPES.get(char);
  if (letter !== undefined) return letter;
  if (char === 'x') return parseHexEscape(reader, bad);
  if (char >= '0' && char <= '7') {
    const more = /^[0-7]{0,2}/.exec(pattern.slice(reader.at, reader.at + 2))![0];
    // A single digit but 0 would be a backreference.
    if (char !== '0' && more === '') throw bad();
    reader.at += more.length;
    return Number.parseInt(char + more, 8);
  }
  if (code >= 0x80 || /[a-zA-Z0-9]/.test(char)) throw bad();
  return code;
}

/** `\x41`, `\x{1F600}`, the `\x` consumed. */
function parseHexEscape(reader: Reader, bad: () => RegexFault): number {
  const atEnd = () => reader.at >= reader.pattern.length;
  if (atEnd()) throw bad();
  const first = nextRune(reader);
  if (first !== 0x7b) {
    if (atEnd()) throw bad();
    const value = hexDigit(first) * 16 + hexDigit(nextRune(reader));
    if (Number.isNaN(value)) throw bad();
    return value;
  }
  let value = 0;
  let digits = 0;
  let next = nextRune(reader);
  for (let digit = hexDigit(next); !Number.isNaN(digit); digit = hexDigit(next)) {
    digits++;
    value = value * 16 + digit;
    if (value > MAX_RUNE || atEnd()) throw bad();
    next = nextRune(reader);
  }
  if (next !== 0x7d || digits === 0) throw bad();
  return value;
}

/** NaN for anything but a hexadecimal digit. */
function hexDigit(code: number): number {
  const char = code < 0x80 ? String.fromCharCode(code) : '';
  return /^[0-9a-fA-F]$/.test(char) ? Number.parseInt(char, 16) : Number.NaN;
}
