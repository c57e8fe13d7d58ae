import { print, printComments } from './print.js';
import { isExport, NAMESPACES, wordsOf } from './scope.js';
import type { Source } from './source.js';

/** A constant of a module, with the comments above it. */
export interface Declaration {
  readonly name: string;
  readonly source: Source;
  readonly comments: readonly string[];
  /** Items of a kind whose constants fit on a line stand together. */
  readonly kind: string;
}

/** The text of a module. `moduleOf` names the module that a constant of another file stands in. */
export function moduleText(
  header: readonly string[],
  declarations: readonly Declaration[],
  tail: readonly string[],
  moduleOf: (constant: string) => string | undefined,
): string {
  const words = new Set<string>();
  for (const { source } of declarations) wordsOf(source, words);
  const namespaces = NAMESPACES.filter((word) => words.has(word)).sort();
  const imported = [...words].filter(isExport);
  if (namespaces.length > 0) imported.push('field');
  const others = new Map<string, string[]>();
  for (const word of words) {
    const from = moduleOf(word);
    if (from !== undefined) others.set(from, [...(others.get(from) ?? []), word]);
  }
  const imports = [
    ...(imported.length > 0 ? [importText(imported, 'falco-rules')] : []),
    ...[...others].map(([from, names]) => importText(names, from)),
  ];
  const parts = [
    ...(header.length > 0 ? [printComments(header, 0)] : []),
    ...(imports.length > 0 ? [imports.join('')] : []),
    ...(namespaces.length > 0 ? [`const { ${namespaces.join(', ')} } = field;\n`] : []),
    ...groups(declarations).map((group) => group.join('')),
    ...(tail.length > 0 ? [printComments(tail, 0)] : []),
  ];
  return parts.join('\n');
}

/** Names sorted as biome and eslint sort them: without regard to case. */
function importText(names: readonly string[], from: string): string {
  const sorted = [...new Set(names)].sort((a, b) => {
    const [x, y] = [a.toLowerCase(), b.toLowerCase()];
    return x < y ? -1 : x > y ? 1 : a < b ? -1 : 1;
  });
  const line = `import { ${sorted.join(', ')} } from '${from}';\n`;
  if (line.length <= 101) return line;
  return `import {\n${sorted.map((word) => `  ${word},\n`).join('')}} from '${from}';\n`;
}

/** Declarations that stand without blank lines between them. */
function groups(declarations: readonly Declaration[]): readonly (readonly string[])[] {
  const made: string[][] = [];
  let last: { readonly kind: string; readonly short: boolean } | undefined;
  for (const { name, source, comments, kind } of declarations) {
    const lead = `export const ${name} = `;
    const text = `${printComments(comments, 0)}${lead}${print(source, 0, lead.length)};\n`;
    const short = text.indexOf('\n') === text.length - 1;
    if (short && last?.short && last.kind === kind) made.at(-1)!.push(text);
    else made.push([text]);
    last = { kind, short };
  }
  return made;
}
