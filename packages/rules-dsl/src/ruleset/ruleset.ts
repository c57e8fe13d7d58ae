import { isKind } from '../brand.js';
import { show } from '../field/values.js';
import { finish, itemBase } from '../items/make.js';
import type { AnyItem, Ruleset } from '../items/types.js';
import { captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';

const ITEM_KINDS = [
  'list',
  'macro',
  'rule',
  'list-change',
  'macro-change',
  'rule-change',
  'required-engine-version',
  'required-plugin-versions',
  'yaml',
  'ruleset',
] as const;

/** Whether a value may stand in a rules file. */
export function isItem(value: unknown): value is AnyItem {
  return isKind(value, ...ITEM_KINDS);
}

/**
 * Rules and other items in an order of your own choice: with `rule_matching: first`, the first rule that matches
 * hides the later ones.
 * @example export default ruleset([requiredEngineVersion('0.57.0'), secretRead, disallowedUser])
 */
export function ruleset(items: readonly AnyItem[]): Ruleset {
  const site = captureCallSite(ruleset);
  checkItems('ruleset', items, site);
  return finish(itemBase('ruleset', site), { items: Object.freeze([...items]) });
}

/** Throws where a value is no array of items. */
export function checkItems(
  where: string,
  items: unknown,
  site?: LazyCallSite,
): asserts items is readonly AnyItem[] {
  if (!Array.isArray(items))
    throw mistake(`${where} takes an array of rules and other items, not ${show(items)}`, site);
  for (const item of items) {
    if (!isItem(item))
      throw mistake(`${where} takes rules, macros, lists and the like, not ${show(item)}`, site);
  }
}

/**
 * The items that a module exports, alone, in arrays or in rulesets, in the order in which they were written. The
 * export names do not count, and whatever is no item is left alone.
 */
export function itemsOfModule(exports: Readonly<Record<string, unknown>>): readonly AnyItem[] {
  const found = new Set<AnyItem>();
  for (const value of Object.values(exports)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    for (const one of values) if (isItem(one)) found.add(one);
  }
  return [...found].sort((a, b) => a.sequence - b.sequence);
}
