/** What may stand beside a list's name where Falco replaces it (rule_loader_compiler.cpp, resolve_list). */
const DELIMITERS = ' \t\n\r(),=';

/**
 * How often Falco would replace a list's name in a text, also inside quoted strings: it looks at the text before
 * anything is parsed.
 */
export function countReplacements(text: string, name: string): number {
  let count = 0;
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    const end = at + name.length;
    const before = at === 0 || DELIMITERS.includes(text[at - 1]!);
    const after = end === text.length || DELIMITERS.includes(text[end]!);
    if (before && after) count++;
  }
  return count;
}
