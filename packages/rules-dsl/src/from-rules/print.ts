import { type Entry, type Part, type Source, templateText } from './source.js';

/** Columns that lines stay within where they can. */
const WIDTH = 100;

/** TypeScript as prettier and biome lay it out, at a depth of blanks; `column` is where its first line begins. */
export function print(source: Source, indent = 0, column = indent): string {
  const flat = flatText(source);
  // What ends the line behind it: a comma, or a parenthesis and a semicolon.
  if (flat !== undefined && column + flat.length + 2 <= WIDTH) return flat;
  switch (source.kind) {
    case 'array':
      return block('[', source.items.map(printPart(indent + 2)), source.after, ']', indent);
    case 'object':
      return block('{', source.entries.map(printEntry(indent + 2)), source.after, '}', indent);
    case 'call':
      return printCall(source, indent, column);
    case 'member':
      return `${print(source.of, indent, column)}.${source.name}`;
    default:
      return flat ?? '';
  }
}

/** A comment's lines. */
export function printComments(lines: readonly string[], indent: number): string {
  return lines
    .map((line) => (line === BLANK_LINE ? '\n' : `${' '.repeat(indent)}//${line === '' ? '' : line}\n`))
    .join('');
}

/** Stands among comments for a line that is empty. */
export const BLANK_LINE = '\n';

export function textLiteral(value: string): string {
  const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
  const escaped = value.replace(/[\\'"\x00-\x1f\x7f\u2028\u2029]/g, (char) => {
    if (char === '\\' || char === quote) return `\\${char}`;
    if (char === '"' || char === "'") return char;
    const short = ESCAPES[char];
    return short ?? `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return quote + escaped + quote;
}

const ESCAPES: Readonly<Record<string, string>> = { '\n': '\\n', '\t': '\\t', '\r': '\\r' };

/** On one line; undefined where comments or its nature keep it from that. */
function flatText(source: Source): string | undefined {
  switch (source.kind) {
    case 'name':
      return source.name;
    case 'text':
      return textLiteral(source.value);
    case 'literal':
      return String(source.value);
    case 'member': {
      const of = flatText(source.of);
      return of === undefined ? undefined : `${of}.${source.name}`;
    }
    case 'call': {
      const of = flatText(source.of);
      const args = flatAll(source.args);
      return of === undefined || !args ? undefined : `${of}(${args.join(', ')})`;
    }
    case 'array': {
      if (source.after?.length || source.items.some(isCommented)) return undefined;
      const items = flatAll(source.items.map(({ value }) => value));
      return items && `[${items.join(', ')}]`;
    }
    case 'object': {
      if (source.open || source.after?.length || source.entries.some(isCommented)) return undefined;
      const values = flatAll(source.entries.map(({ value }) => value));
      if (values?.length === 0) return '{}';
      return values && `{ ${values.map((value, i) => `${source.entries[i]!.key}: ${value}`).join(', ')} }`;
    }
    case 'template': {
      const pieces = source.texts.map((value, i) => {
        const part = source.parts[i];
        return `${templateText(source.tag, value)}${part ? `\${${flatText(part)}}` : ''}`;
      });
      return `${source.tag}\`${pieces.join('')}\``;
    }
  }
}

function flatAll(sources: readonly Source[]): readonly string[] | undefined {
  const texts: string[] = [];
  for (const source of sources) {
    const flat = flatText(source);
    if (flat === undefined) return undefined;
    texts.push(flat);
  }
  return texts;
}

function isCommented({ before, trailing }: Part): boolean {
  return trailing !== undefined || (before !== undefined && before.length > 0);
}

function printCall(source: Source & { readonly kind: 'call' }, indent: number, column: number): string {
  const of = print(source.of, indent, column);
  const last = source.args.at(-1);
  const firsts = flatAll(source.args.slice(0, -1));
  const hugs =
    last?.kind === 'array' || last?.kind === 'object' || (last?.kind === 'template' && firsts?.length === 0);
  if (
    last &&
    hugs &&
    firsts &&
    !source.args.slice(0, -1).some(({ kind }) => kind === 'array' || kind === 'object')
  ) {
    const lead = `${of}(${firsts.map((one) => `${one}, `).join('')}`;
    return `${lead}${print(last, indent, WIDTH)})`;
  }
  if (source.args.length === 0) return `${of}()`;
  const inner = indent + 2;
  const args = source.args.map((arg) => `${' '.repeat(inner)}${print(arg, inner)},\n`);
  return `${of}(\n${args.join('')}${' '.repeat(indent)})`;
}

function block(
  open: string,
  parts: readonly string[],
  after: readonly string[] | undefined,
  close: string,
  indent: number,
): string {
  return `${open}\n${parts.join('')}${printComments(after ?? [], indent + 2)}${' '.repeat(indent)}${close}`;
}

function printPart(indent: number): (part: Part) => string {
  return (part) => around(part, print(part.value, indent), indent);
}

function printEntry(indent: number): (entry: Entry) => string {
  return (entry) => {
    const lead = `${entry.key}: `;
    return around(entry, lead + print(entry.value, indent, indent + lead.length), indent);
  };
}

function around({ before, trailing }: Part, printed: string, indent: number): string {
  const behind = trailing === undefined ? '' : ` //${trailing}`;
  return `${printComments(before ?? [], indent)}${' '.repeat(indent)}${printed},${behind}\n`;
}
