import { findOperator, findTransformer, NOWHERE, OPERATOR_MODIFIERS, printExpr } from '@falco-rules/language';

const PLAIN = /^[A-Za-z0-9_./:@-]+$/;
const LIKE_A_LIST = /^[A-Za-z][A-Za-z0-9]*_[A-Za-z0-9_]*$/;
const KEYWORDS = new Set<string>(['and', 'or', 'not', 'val', ...OPERATOR_MODIFIERS.map(({ name }) => name)]);

/** A word that means something in a condition: no name for a macro or list, and quoted as a value. */
export function isReserved(word: string): boolean {
  return KEYWORDS.has(word) || findOperator(word) !== undefined || findTransformer(word) !== undefined;
}

/**
 * Whether a value can stand in a condition without quotes. Falco replaces list names in the text of a condition,
 * so a value that is one, or that looks like one of another file, is quoted: quotes keep it as it is.
 */
export function isBare(text: string, listNames: ReadonlySet<string>): boolean {
  return PLAIN.test(text) && !isReserved(text) && !LIKE_A_LIST.test(text) && !listNames.has(text);
}

const SOME_CHECK = {
  ...NOWHERE,
  kind: 'BinaryCheck',
  left: { ...NOWHERE, kind: 'Field', field: 'a.b' },
  operator: '=',
} as const;
const BEFORE = 'a.b = '.length;

/** A value in quotes, as a condition holds it. */
export function quoteText(text: string): string {
  const right = { ...NOWHERE, kind: 'Value', value: text, quoted: true } as const;
  return printExpr({ ...SOME_CHECK, right }).slice(BEFORE);
}

/** A value as a condition holds it: bare where it can be. */
export function literalText(text: string, listNames: ReadonlySet<string>): string {
  return isBare(text, listNames) ? text : quoteText(text);
}

/**
 * A value as an item of a list or an exception, which Falco puts into the condition's text: an item with a blank
 * that does not start with a quote gets its quotes from Falco (rule_loader_compiler.cpp, quote_item).
 */
export function itemText(text: string, listNames: ReadonlySet<string>): string {
  if (text.includes(' ') && /^[A-Za-z0-9_./:@ -]+$/.test(text)) return text;
  return literalText(text, listNames);
}

/** The text that an item comes to in the condition. */
export function substitutedText(item: string): string {
  return item.includes(' ') && !/^["']/.test(item) ? `"${item}"` : item;
}
