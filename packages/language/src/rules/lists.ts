import type { ByteString } from '../text/bytes.js';
import {
  assemble,
  EMPTY_TEXT,
  extendText,
  glue,
  joinText,
  type MappedText,
  type Slice,
} from '../text/mapped-text.js';

/** A list as conditions see it: the text that stands for its name. */
export interface ListText {
  readonly name: ByteString;
  readonly substitute: MappedText;
}

const COMMA = glue(', ');
const QUOTE = glue('"');
const BLANK = glue(' ');

/** An item as it goes into a condition: in double quotes where it holds a blank and no quote at its start. */
export function quoteItem(item: MappedText): MappedText {
  const { text } = item;
  if (!text.includes(' ') || text.startsWith('"') || text.startsWith("'")) return item;
  return joinText([QUOTE, item, QUOTE]);
}

/** The items joined by commas; empty ones at the beginning leave no comma (rule_loader_compiler.cpp, resolve_list). */
export function substituteOf(items: readonly MappedText[]): MappedText {
  const pieces: MappedText[] = [];
  let empty = true;
  for (const item of items) {
    if (!empty) pieces.push(COMMA);
    const quoted = quoteItem(item);
    pieces.push(quoted);
    empty &&= quoted.text === '';
  }
  return pieces.length ? joinText(pieces) : EMPTY_TEXT;
}

/** The same of more items, behind a list that is not empty. */
export function withMoreItems(substitute: MappedText, items: readonly MappedText[]): MappedText {
  return extendText(
    substitute,
    items.flatMap((item) => [COMMA, quoteItem(item)]),
  );
}

const BLANKS = ' \t\n\r';
const DELIMITERS = `${BLANKS}(),=`;
const TOKEN = /[^ \t\n\r(),=]+/g;

export interface Substitution {
  readonly text: MappedText;
  /** Indexes of the lists whose name was replaced, ascending. */
  readonly used: readonly number[];
  /** Lists in lists in lists grow the text beyond all measure; it was left at some point. */
  readonly endless?: true;
}

/**
 * What may be put in, over all conditions of a ruleset: one for each list, and more in very long texts. Falco
 * moves the text at each, and has minutes to do here; real rules need a thousandth.
 */
const MOST_WORK = 2_000_000;

/** Puts lists into conditions. */
export interface ListSubstituter {
  /** Adds a list behind those that are known, or changes one of them. */
  put(list: ListText): void;
  substitute(condition: MappedText): Substitution;
  /** Makes room for as much work again. */
  refill(): void;
}

/**
 * Falco tries every list on every condition, in their order of definition, each on what the ones before it left.
 * Here only lists whose name can be there are tried: those named by a token of the condition, or of the text of a
 * list that was put in; and the few whose own name holds a delimiter.
 */
export function listSubstituter(): ListSubstituter {
  const lists: ListText[] = [];
  const indexOf = new Map<ByteString, number>();
  const always: number[] = [];
  /** The lists that the text of a list mentions, as of how many lists were known. */
  const mentions: ({ readonly known: number; readonly indexes: readonly number[] } | undefined)[] = [];
  const budget = { left: MOST_WORK };

  function mentionedIn(text: ByteString): number[] {
    const found = new Set<number>();
    for (const token of tokensOf(text)) {
      const index = indexOf.get(token);
      if (index !== undefined) found.add(index);
    }
    return [...found];
  }

  function mentionedBy(index: number): readonly number[] {
    const cached = mentions[index];
    if (cached?.known === lists.length) return cached.indexes;
    const indexes = mentionedIn(lists[index]!.substitute.text);
    mentions[index] = { known: lists.length, indexes };
    return indexes;
  }

  return {
    put(list) {
      const known = indexOf.get(list.name);
      const index = known ?? lists.length;
      lists[index] = list;
      mentions[index] = undefined;
      if (known !== undefined) return;
      indexOf.set(list.name, index);
      if (!isToken(list.name)) always.push(index);
    },
    substitute(condition) {
      const mentioned = mentionedIn(condition.text);
      if (mentioned.length === 0 && always.length === 0) return { text: condition, used: NONE };
      const waiting = new Set([...always, ...mentioned]);
      let order = [...waiting].sort((a, b) => a - b);
      const used: number[] = [];
      let text = condition;
      for (let next = 0; next < order.length; next++) {
        const index = order[next]!;
        const replaced = replaceName(text, lists[index]!, budget);
        if (!replaced) continue;
        text = replaced;
        used.push(index);
        if (budget.left < 0) return { text, used, endless: true };
        const later = mentionedBy(index).filter((other) => other > index && !waiting.has(other));
        if (later.length === 0) continue;
        for (const other of later) waiting.add(other);
        order = [...order.slice(0, next + 1), ...[...order.slice(next + 1), ...later].sort((a, b) => a - b)];
      }
      return { text, used };
    },
    refill() {
      budget.left = MOST_WORK;
    },
  };
}

const NONE: readonly number[] = [];

/** The words of a text at which a list's name can stand. */
export function tokensOf(text: ByteString): readonly ByteString[] {
  return text.match(TOKEN) ?? [];
}

/** Whether a name can be a token. */
export function isToken(name: ByteString): boolean {
  for (const char of name) if (DELIMITERS.includes(char)) return false;
  return name !== '';
}

/** The condition with one list put in; undefined where its name does not stand there. */
function replaceName(
  condition: MappedText,
  { name, substitute }: ListText,
  budget: { left: number },
): MappedText | undefined {
  const { text } = condition;
  let found = text.indexOf(name);
  if (found < 0) return undefined;
  const out = new Output();
  // Everything before `rest` is in `out`.
  let rest = 0;
  const work = 1 + (text.length >>> 16);
  for (; found >= 0 && budget.left >= 0; found = text.indexOf(name, found)) {
    let end = found + name.length;
    const before = found > rest ? text[found - 1]! : out.lastChar();
    const after = text[end];
    if (
      (before !== undefined && !DELIMITERS.includes(before)) ||
      (after !== undefined && !DELIMITERS.includes(after))
    ) {
      found++;
      continue;
    }
    while (end < text.length && BLANKS.includes(text[end]!)) end++;
    budget.left -= work;
    out.add({ source: condition, start: rest, end: found });
    out.dropBlanks();
    // An empty list takes a comma with it: the one at its left, else the one at its right.
    if (substitute.text === '') {
      if (out.lastChar() === ',') out.dropLast();
      else if (text[end] === ',') end++;
    }
    const atStart = out.length === 0;
    if (!atStart) out.add(whole(BLANK));
    out.add(whole(substitute));
    out.add(whole(BLANK));
    rest = end;
    // At the very beginning Falco looks on one place too far.
    found = atStart ? end + 1 : end;
  }
  if (out.length === 0) return undefined;
  out.add({ source: condition, start: rest, end: text.length });
  return assemble(out.slices);
}

function whole(source: MappedText): Slice {
  return { source, start: 0, end: source.text.length };
}

/** Slices put one after the other, of which the end can be taken back. */
class Output {
  readonly slices: Slice[] = [];
  length = 0;

  add(slice: Slice): void {
    if (slice.start >= slice.end) return;
    this.slices.push(slice);
    this.length += slice.end - slice.start;
  }

  lastChar(): string | undefined {
    const last = this.slices.at(-1);
    return last?.source.text[last.end - 1];
  }

  dropLast(): void {
    const last = this.slices.pop();
    if (!last) return;
    this.length--;
    if (last.end - 1 > last.start) this.slices.push({ ...last, end: last.end - 1 });
  }

  dropBlanks(): void {
    for (let last = this.lastChar(); last !== undefined && BLANKS.includes(last); last = this.lastChar())
      this.dropLast();
  }
}
