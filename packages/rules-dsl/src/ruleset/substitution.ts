/** What may stand beside a list's name where Falco replaces it (rule_loader_compiler.cpp, resolve_list). */
const DELIMITERS = /[ \t\n\r(),=]+/;

/**
 * How often Falco would replace each list's name in a text, also inside quoted strings: it looks at the text before
 * anything is parsed. Names hold no delimiters, so they are words between them.
 */
export function replacements(text: string, listNames: ReadonlySet<string>): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  if (listNames.size === 0) return counts;
  for (const word of text.split(DELIMITERS)) {
    if (listNames.has(word)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}
