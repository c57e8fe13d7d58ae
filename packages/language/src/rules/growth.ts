import { type Expr, parseCondition } from '../condition/index.js';
import type { ByteString } from '../text/bytes.js';
import { appendedSince, EMPTY_TEXT, type MappedText, sliceText } from '../text/mapped-text.js';
import type { ConditionSummary } from './check/condition.js';
import type { CollectedMacro, CollectedRule } from './collect.js';
import type { MacroEntry, RuleInputs, Uses } from './compile-entries.js';
import { exceptionCondition } from './exceptions.js';
import type { ListTable } from './list-table.js';
import { RULE_SEEKER, resolveMacros } from './macros.js';

/*
 * Files may each append to the same item, and Falco compiles it after each of them: once more, and longer each time.
 * Where an item had nothing to say of it, and what is appended compiles by itself and leaves nothing to be said
 * either, then neither does the whole, which is then compiled when somebody looks at it.
 */

/** The conditions that were added to a rule since it was compiled; undefined where something else changed too. */
export function addedToRule(inputs: RuleInputs, rule: CollectedRule): readonly MappedText[] | undefined {
  if (
    inputs.output !== rule.output ||
    inputs.exceptions !== rule.exceptions ||
    inputs.warnEvttypes !== rule.warnEvttypes ||
    inputs.skipIfUnknownFilter !== rule.skipIfUnknownFilter
  ) {
    return undefined;
  }
  const added = addedConditions(inputs.condition, rule.condition);
  if (!added) return undefined;
  for (const addition of rule.exceptions.addedSince(inputs.exceptionChanges)) {
    const built = exceptionCondition(addition);
    if (!built.ok) return undefined;
    if (built.condition.text !== '') added.push(built.condition);
  }
  return added;
}

export function addedToMacro(
  { macro: before, condition }: MacroEntry,
  macro: CollectedMacro,
): readonly MappedText[] | undefined {
  return before === macro ? addedConditions(condition, macro.condition) : undefined;
}

const CONNECTIVE = /^(?:and|or)[ \t\x08\r\n]+/;

/** What stands behind the `and` or `or` of each text that was appended. */
function addedConditions(before: MappedText, now: MappedText): MappedText[] | undefined {
  const added: MappedText[] = [];
  for (const text of appendedSince(now, before) ?? [EMPTY_TEXT]) {
    const connective = CONNECTIVE.exec(text.text)?.[0];
    if (connective === undefined) return undefined;
    added.push(sliceText(text, connective.length));
  }
  return added;
}

const FIRST_WORD = /^[^ \t\n\r(),=]+/;

/** The word that a condition begins with; empty where it begins with anything else. */
export function firstWord({ text }: MappedText): ByteString {
  return FIRST_WORD.exec(text)?.[0] ?? '';
}

/**
 * What a condition takes from others, compiled by itself as a rule's; undefined where there is anything to say of it,
 * or where it may be another thing when it stands behind something.
 */
export function usesOfSound(
  written: MappedText,
  lists: ListTable,
  macros: ReadonlyMap<ByteString, MacroEntry>,
  check: (expr: Expr, text: MappedText) => ConditionSummary,
): Uses | undefined {
  const { text, used, endless } = lists.substitute(written);
  const parsed = endless ? undefined : parseCondition(text.text);
  if (!parsed?.ok) return undefined;
  const resolved = resolveMacros(parsed.expr, text, macros, RULE_SEEKER);
  if (resolved.faults.length > 0 || !check(parsed.expr, text).isClean) return undefined;
  return { written, lists: lists.namesOf(used), macros: resolved.used, met: resolved.met };
}
