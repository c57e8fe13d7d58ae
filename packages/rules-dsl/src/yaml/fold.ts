/** Columns that lines stay within where they can. */
export const WIDTH = 100;

interface Break {
  /** Offset of the blank. */
  readonly at: number;
  /** How many parentheses are open there. */
  readonly depth: number;
  /** The word that follows, where it is one that joins conditions. */
  readonly joins: 'and' | 'or' | undefined;
}

/**
 * A condition over lines: each part of the outermost `and` or `or` on its own, long parts broken further. Joined
 * by single blanks the lines give the text again.
 */
export function foldCondition(text: string, width: number): readonly string[] {
  const breaks = breaksOf(text);
  const outer = breaks.filter(({ depth, joins }) => depth === 0 && joins);
  // Where both words stand side by side, `or` binds less: its parts come first.
  const word = outer.some(({ joins }) => joins === 'or') ? 'or' : 'and';
  const at = outer.filter(({ joins }) => joins === word).map((one) => one.at);
  return split(text, at).flatMap((part) => foldLong(part, width));
}

/** Prose over lines of equal width. */
export function foldText(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of split(text, blanksOf(text))) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  return [...lines, line];
}

function split(text: string, at: readonly number[]): readonly string[] {
  return [...at, text.length].map((end, index) => text.slice(index === 0 ? 0 : at[index - 1]! + 1, end));
}

/** Blanks that stand alone: of several in a row a fold would lose some. */
function blanksOf(text: string): readonly number[] {
  return [...text.matchAll(/(?<=[^ \t]) (?=[^ \t])/g)].map(({ index }) => index);
}

/** The blanks of a condition that are not inside a quoted string. */
function breaksOf(text: string): readonly Break[] {
  const alone = new Set(blanksOf(text));
  const breaks: Break[] = [];
  let depth = 0;
  let quote = '';
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote) {
      // As libsinsp's lexer has it: no quote after a backslash ends a string, whatever stands before that.
      if (char === quote && text[i - 1] !== '\\') quote = '';
    } else if (char === '"' || char === "'") quote = char;
    else if (char === '(') depth++;
    else if (char === ')') depth--;
    else if (alone.has(i)) breaks.push({ at: i, depth, joins: joiner(text, i + 1) });
  }
  return breaks;
}

function joiner(text: string, at: number): 'and' | 'or' | undefined {
  if (text.startsWith('and ', at)) return 'and';
  return text.startsWith('or ', at) ? 'or' : undefined;
}

function foldLong(text: string, width: number): readonly string[] {
  if (text.length <= width) return [text];
  const breaks = breaksOf(text);
  const fitting = breaks.filter(({ at }) => at <= width);
  const best =
    fitting.reduce<Break | undefined>((a, b) => (a && rank(a) < rank(b) ? a : b), undefined) ?? breaks[0];
  if (!best) return [text];
  return [text.slice(0, best.at), ...foldLong(text.slice(best.at + 1), width)];
}

/** The less, the better to break at: before a joining word, outermost first; else as far right as it fits. */
function rank({ depth, joins }: Break): number {
  return joins ? depth : 1000;
}
