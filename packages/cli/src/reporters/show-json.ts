import {
  decodeText,
  type LoadedList,
  type LoadedMacro,
  type LoadedRule,
  type Ruleset,
} from '@falco-rules/language';
import type { Locator } from '../project/locate.js';
import { expandedCondition, usedItems } from '../show/expanded.js';
import { changeWords, itemPlace, placedExceptions, placedKeys, placedPieces } from '../show/placed.js';

/** All items of a ruleset, for programs. */
export function listJson({ rules, macros, lists, otherRules }: Ruleset, locate: Locator): object {
  return {
    rules: rules.map(({ name, priority, enabled, tags, source, nameSpan }) => ({
      name: decodeText(name),
      priority,
      enabled,
      tags: tags.map(decodeText),
      source,
      place: locate(nameSpan, { kind: 'rule', name }),
    })),
    macros: macros.map(({ name, used, nameSpan }) => ({
      name: decodeText(name),
      used,
      place: locate(nameSpan, { kind: 'macro', name }),
    })),
    lists: lists.map(({ name, items, used, nameSpan }) => ({
      name: decodeText(name),
      items: items.map(({ value }) => decodeText(value)),
      used,
      place: locate(nameSpan, { kind: 'list', name }),
    })),
    other_rules: otherRules.map(({ name, source, enabled, reason }) => ({
      name: decodeText(name),
      source,
      enabled,
      reason,
    })),
  };
}

/** A rule as it is in the end, with the place of every part, for programs. */
export function resolvedRuleJson(rule: LoadedRule, ruleset: Ruleset, locate: Locator): object {
  const name = decodeText(rule.name);
  const { macros, lists } = usedItems(rule, ruleset);
  return {
    rule: name,
    history: rule.history.map((change) => ({
      what: changeWords(change),
      place: itemPlace(change.span, rule, locate),
    })),
    keys: Object.fromEntries(
      placedKeys(rule, locate).map(({ key, value, places }) => [key, { value, places }]),
    ),
    condition: placedPieces(rule.condition, locate, name),
    exceptions: placedExceptions(rule, locate),
    output: placedPieces(rule.output, locate, name),
    macros: macros.map((macro) => itemJson(macro, locate)),
    lists: lists.map((list) => itemJson(list, locate)),
    expanded: expandedCondition(rule, ruleset, locate),
    expanded_text: decodeText(rule.expandedText.text),
  };
}

/** A macro or a list, for programs. */
export function itemJson(item: LoadedMacro | LoadedList, locate: Locator): object {
  const kind = 'items' in item ? 'list' : 'macro';
  const name = decodeText(item.name);
  return {
    [kind]: name,
    history: item.history.map((change) => ({
      what: changeWords(change),
      place: itemPlace(change.span, item, locate, kind),
    })),
    ...('items' in item
      ? { items: item.items.flatMap(({ text }) => placedPieces(text, locate, '')) }
      : { condition: placedPieces(item.condition, locate, name) }),
  };
}
