import { PRIORITIES, type Priority as PriorityWord } from '@falco-rules/language';

// Falco reads one short form as well (userspace/engine/falco_common.cpp, parse_priority).
type Word = PriorityWord | 'Info';

/** A priority as Falco accepts it, in upper case, lower case or as a word: `WARNING`, `warning`, `Warning`. */
export type Priority = Uppercase<Word> | Word | Lowercase<Word>;

/** The upper-case words that rules files use. */
export const PRIORITY_WORDS: readonly string[] = [...PRIORITIES, 'Info'].map((word) => word.toUpperCase());

/** The upper-case word of a priority; undefined for what Falco does not take. */
export function normalPriority(text: unknown): string | undefined {
  if (typeof text !== 'string') return undefined;
  const word = text.toUpperCase();
  return PRIORITY_WORDS.includes(word) ? word : undefined;
}
