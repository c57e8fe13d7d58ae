// Finds its way in a user's TypeScript, from the call sites that the DSL keeps: enough of the syntax to tell strings,
// comments and brackets apart, so that what is shown is what they wrote. What it does not understand it does not show.

/** A stretch of a text: [start, end). */
export interface Range {
  readonly start: number;
  readonly end: number;
}

const CLOSERS: Readonly<Record<string, string>> = { '(': ')', '[': ']', '{': '}' };

/** Just behind the string, template or comment that starts at `at`; `at` where none does. */
function skipToken(text: string, at: number): number {
  const char = text[at];
  if (char === "'" || char === '"') {
    let i = at + 1;
    while (i < text.length && text[i] !== char && text[i] !== '\n') i += text[i] === '\\' ? 2 : 1;
    return Math.min(i + 1, text.length);
  }
  if (char === '`') return skipTemplate(text, at);
  if (text.startsWith('//', at)) {
    const end = text.indexOf('\n', at);
    return end < 0 ? text.length : end;
  }
  if (text.startsWith('/*', at)) {
    const end = text.indexOf('*/', at + 2);
    return end < 0 ? text.length : end + 2;
  }
  return at;
}

function skipTemplate(text: string, at: number): number {
  let i = at + 1;
  while (i < text.length && text[i] !== '`') {
    if (text[i] === '\\') i += 2;
    else if (text.startsWith('${', i)) i = (closingOf(text, i + 1) ?? text.length) + 1;
    else i++;
  }
  return Math.min(i + 1, text.length);
}

/** The bracket that closes the one at `open`. */
export function closingOf(text: string, open: number): number | undefined {
  const expected: string[] = [];
  for (let i = open; i < text.length; ) {
    const skipped = skipToken(text, i);
    if (skipped > i) {
      i = skipped;
      continue;
    }
    const char = text[i]!;
    const closer = CLOSERS[char];
    if (closer) expected.push(closer);
    else if (char === ')' || char === ']' || char === '}') {
      if (expected.pop() !== char) return undefined;
      if (expected.length === 0) return i;
    }
    i++;
  }
  return undefined;
}

/** What stands between commas inside the brackets at `open`: without blanks and comments around. */
export function elementsOf(text: string, open: number): Range[] {
  const close = closingOf(text, open);
  if (close === undefined) return [];
  const found: Range[] = [];
  let start = -1;
  let end = -1;
  const finish = (): void => {
    if (start >= 0) found.push({ start, end });
    start = -1;
  };
  for (let i = open + 1; i < close; ) {
    const char = text[i]!;
    if (char === ',') {
      finish();
      i++;
      continue;
    }
    const isComment = text.startsWith('//', i) || text.startsWith('/*', i);
    const skipped = skipToken(text, i);
    const bracket = CLOSERS[char] ? (closingOf(text, i) ?? i) + 1 : i + 1;
    const next = skipped > i ? skipped : bracket;
    if (!isComment && !/\s/.test(char)) {
      if (start < 0) start = i;
      end = next;
    }
    i = next;
  }
  finish();
  return found;
}

/** The value of a property of the object literal at `open`. */
export function propertyOf(text: string, open: number, name: string): Range | undefined {
  for (const { start, end } of elementsOf(text, open)) {
    const found = new RegExp(`^(['"]?)${name}\\1\\s*:\\s*`).exec(text.slice(start, end));
    if (found) return { start: start + found[0].length, end };
    if (text.slice(start, end) === name) return { start, end };
  }
  return undefined;
}

/** The call whose callee (or the callee's last name) stands at `at`: all of it, and where its arguments open. */
export function callAt(text: string, at: number): (Range & { readonly open: number }) | undefined {
  const name = /^[\w$]+/.exec(text.slice(at));
  if (!name) return undefined;
  let open = at + name[0].length;
  // Type arguments stand between a name and its arguments.
  if (text[open] === '<') {
    const paren = text.indexOf('(', open);
    if (paren < 0) return undefined;
    open = paren;
  }
  const blanks = /^\s*/.exec(text.slice(open))![0].length;
  if (text[open + blanks] === '`') {
    return { start: calleeStart(text, at), end: skipTemplate(text, open + blanks), open: open + blanks };
  }
  open += blanks;
  if (text[open] !== '(') return undefined;
  const close = closingOf(text, open);
  return close === undefined ? undefined : { start: calleeStart(text, at), end: close + 1, open };
}

/** Where `a.b('c').d` starts, seen from its `d`. */
function calleeStart(text: string, at: number): number {
  let i = at;
  for (;;) {
    const before = text.slice(0, i).trimEnd();
    const dot = before.endsWith('?.') ? 2 : before.endsWith('.') ? 1 : 0;
    if (dot === 0) return i;
    i = before.slice(0, -dot).trimEnd().length;
    while (text[i - 1] === ')' || text[i - 1] === ']') {
      const open = openingOf(text, i - 1);
      if (open === undefined) return at;
      i = open;
    }
    const word = /[\w$]+$/.exec(text.slice(0, i));
    if (word) i -= word[0].length;
    else return at;
  }
}

/** The bracket that the one at `close` closes. */
function openingOf(text: string, close: number): number | undefined {
  // A call is short: what opens it stands not far before.
  for (let i = close - 1; i >= 0 && close - i < 2000; i--) {
    if (CLOSERS[text[i]!] === text[close] && closingOf(text, i) === close) return i;
  }
  return undefined;
}

/** String literals in a range, with what they say. */
export function stringsIn(text: string, { start, end }: Range): (Range & { readonly value: string })[] {
  const found: (Range & { value: string })[] = [];
  for (let i = start; i < end; ) {
    const skipped = skipToken(text, i);
    const char = text[i]!;
    if (skipped === i) {
      i++;
      continue;
    }
    if (char === "'" || char === '"' || char === '`') {
      const value = text.slice(i + 1, skipped - 1).replace(/\\(.)/g, '$1');
      found.push({ start: i, end: skipped, value });
    }
    i = skipped;
  }
  return found;
}

/** The offset of a line and a column, both counted from 1. */
export function offsetAt(text: string, line: number, column: number): number {
  let at = 0;
  for (let n = 1; n < line; n++) {
    const next = text.indexOf('\n', at);
    if (next < 0) return text.length;
    at = next + 1;
  }
  return Math.min(text.length, at + column - 1);
}
