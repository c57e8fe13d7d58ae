import {
  type ByteString,
  compareVersions,
  decodeText,
  type ExceptionEntry,
  exprEquals,
  type LoadedList,
  type LoadedMacro,
  type LoadedRule,
  PRIORITIES,
  parseCondition,
  parseVersion,
  type Requirements,
  type Ruleset,
} from '@falco-rules/language';
import { type Change, change } from './change.js';

/** What has changed between two rulesets by reading them: merged, as Falco loads them. */
export function staticChanges(before: Ruleset, after: Ruleset): readonly Change[] {
  return [
    ...ruleChanges(before, after),
    ...macroChanges(before, after),
    ...listChanges(before, after),
    ...requirementChanges(before.requirements, after.requirements),
  ];
}

/** Removed rules whose condition a new rule has: the new name by the old. */
export function renamedRules(before: Ruleset, after: Ruleset): ReadonlyMap<ByteString, ByteString> {
  const known = new Set(before.rules.map(({ name }) => name));
  const kept = new Set(after.rules.map(({ name }) => name));
  const fresh = after.rules.filter(({ name }) => !known.has(name));
  const renamed = new Map<ByteString, ByteString>();
  for (const rule of before.rules) {
    if (kept.has(rule.name)) continue;
    const same = fresh.find(
      (other) =>
        ![...renamed.values()].includes(other.name) &&
        sameCondition(rule, other) &&
        sameExceptions(rule, other),
    );
    if (same) renamed.set(rule.name, same.name);
  }
  return renamed;
}

function ruleChanges(before: Ruleset, after: Ruleset): Change[] {
  const renamed = renamedRules(before, after);
  const renamedTo = new Set(renamed.values());
  const now = new Map(after.rules.map((rule) => [rule.name, rule]));
  const known = new Set(before.rules.map(({ name }) => name));
  const others = new Map(after.otherRules.map((rule) => [rule.name, rule]));
  const changes: Change[] = [];
  for (const old of before.rules) {
    const name = decodeText(old.name);
    const fresh = now.get(old.name);
    const other = others.get(old.name);
    const to = renamed.get(old.name);
    if (fresh) changes.push(...changesOfRule(old, fresh));
    else if (other)
      changes.push(change('source-changed', 'rule', name, `source is ${other.source}, was ${old.source}`));
    else if (to !== undefined)
      changes.push(change('rule-renamed', 'rule', name, `is now named ${decodeText(to)}`));
    else changes.push(change('rule-removed', 'rule', name, 'is gone'));
  }
  const knownOthers = new Map(before.otherRules.map((rule) => [rule.name, rule]));
  for (const { name } of after.rules) {
    if (known.has(name) || renamedTo.has(name)) continue;
    const old = knownOthers.get(name);
    changes.push(
      old
        ? change('source-changed', 'rule', decodeText(name), `source is k8s_audit, was ${old.source}`)
        : change('rule-added', 'rule', decodeText(name), 'is new'),
    );
  }
  for (const { name, enabled } of before.otherRules) {
    const fresh = others.get(name);
    if (!fresh && !now.has(name)) changes.push(change('rule-removed', 'rule', decodeText(name), 'is gone'));
    if (fresh && fresh.enabled !== enabled) changes.push(enabledChange(decodeText(name), fresh.enabled));
  }
  for (const { name } of after.otherRules) {
    if (!knownOthers.has(name) && !known.has(name))
      changes.push(change('rule-added', 'rule', decodeText(name), 'is new'));
  }
  return changes;
}

function changesOfRule(old: LoadedRule, fresh: LoadedRule): Change[] {
  const name = decodeText(old.name);
  const changes: Change[] = [];
  if (old.enabled !== fresh.enabled) changes.push(enabledChange(name, fresh.enabled));
  const [was, is] = [PRIORITIES.indexOf(old.priority), PRIORITIES.indexOf(fresh.priority)];
  if (is !== was) {
    // The most urgent comes first.
    const code = is < was ? 'priority-raised' : 'priority-lowered';
    changes.push(change(code, 'rule', name, `priority is ${fresh.priority}, was ${old.priority}`));
  }
  const gone = old.tags.filter((tag) => !fresh.tags.includes(tag));
  const added = fresh.tags.filter((tag) => !old.tags.includes(tag));
  if (gone.length > 0) changes.push(change('tags-removed', 'rule', name, `tags removed: ${words(gone)}`));
  if (added.length > 0) changes.push(change('tags-added', 'rule', name, `tags added: ${words(added)}`));
  if (!sameCondition(old, fresh))
    changes.push(change('condition-changed', 'rule', name, 'condition is another one'));
  if (!sameExceptions(old, fresh))
    changes.push(change('exceptions-changed', 'rule', name, exceptionWords(old, fresh)));
  if (old.output.text !== fresh.output.text)
    changes.push(change('output-changed', 'rule', name, 'output is another one'));
  if (old.desc !== fresh.desc)
    changes.push(change('description-changed', 'rule', name, 'description is another one'));
  return changes;
}

function enabledChange(name: string, enabled: boolean): Change {
  return change(
    enabled ? 'rule-enabled' : 'rule-disabled',
    'rule',
    name,
    enabled ? 'is now enabled' : 'is no longer enabled',
  );
}

/** Written differently is not changed: conditions are compared as trees, before lists and macros are put in. */
export function sameCondition(a: LoadedRule | LoadedMacro, b: LoadedRule | LoadedMacro): boolean {
  if (a.condition.text === b.condition.text) return true;
  const [left, right] = [parseCondition(a.condition.text), parseCondition(b.condition.text)];
  if (!left.ok || !right.ok) return false;
  return exprEquals(left.expr, right.expr);
}

function sameExceptions(a: LoadedRule, b: LoadedRule): boolean {
  return JSON.stringify(exceptionsOf(a)) === JSON.stringify(exceptionsOf(b));
}

function exceptionsOf({ exceptions }: LoadedRule): readonly (readonly [ByteString, unknown])[] {
  return exceptions.map(({ name, fields, comps, values }) => [
    name,
    [plain(fields), plain(comps), values.map(plain)],
  ]);
}

function plain(entry: ExceptionEntry): unknown {
  return entry.list ? entry.items.map(plain) : entry.item;
}

function exceptionWords(old: LoadedRule, fresh: LoadedRule): string {
  const before = new Map(exceptionsOf(old).map(([name, what]) => [name, JSON.stringify(what)]));
  const after = new Map(exceptionsOf(fresh).map(([name, what]) => [name, JSON.stringify(what)]));
  const added = [...after.keys()].filter((name) => !before.has(name));
  const gone = [...before.keys()].filter((name) => !after.has(name));
  const other = [...after]
    .filter(([name, what]) => before.has(name) && before.get(name) !== what)
    .map(([name]) => name);
  const parts = [
    ...(added.length > 0 ? [`exceptions added: ${words(added)}`] : []),
    ...(gone.length > 0 ? [`exceptions removed: ${words(gone)}`] : []),
    ...(other.length > 0 ? [`exceptions changed: ${words(other)}`] : []),
  ];
  return parts.join('; ') || 'exceptions stand in another order';
}

function macroChanges(before: Ruleset, after: Ruleset): Change[] {
  const now = new Map(after.macros.map((macro) => [macro.name, macro]));
  const known = new Set(before.macros.map(({ name }) => name));
  return [
    ...before.macros.flatMap((old) => {
      const fresh = now.get(old.name);
      const name = decodeText(old.name);
      if (!fresh) return [change('macro-removed', 'macro', name, 'is gone')];
      return sameCondition(old, fresh)
        ? []
        : [change('macro-changed', 'macro', name, 'condition is another one')];
    }),
    ...after.macros
      .filter(({ name }) => !known.has(name))
      .map(({ name }) => change('macro-added', 'macro', decodeText(name), 'is new')),
  ];
}

function listChanges(before: Ruleset, after: Ruleset): Change[] {
  const now = new Map(after.lists.map((list) => [list.name, list]));
  const known = new Set(before.lists.map(({ name }) => name));
  return [
    ...before.lists.flatMap((old) => {
      const fresh = now.get(old.name);
      const name = decodeText(old.name);
      if (!fresh) return [change('list-removed', 'list', name, 'is gone')];
      const difference = itemWords(old, fresh);
      return difference === '' ? [] : [change('list-changed', 'list', name, difference)];
    }),
    ...after.lists
      .filter(({ name }) => !known.has(name))
      .map(({ name }) => change('list-added', 'list', decodeText(name), 'is new')),
  ];
}

function itemWords(old: LoadedList, fresh: LoadedList): string {
  const before = new Set(old.items.map(({ value }) => value));
  const after = new Set(fresh.items.map(({ value }) => value));
  const added = [...after].filter((value) => !before.has(value));
  const gone = [...before].filter((value) => !after.has(value));
  return [
    ...(added.length > 0 ? [`items added: ${words(added)}`] : []),
    ...(gone.length > 0 ? [`items removed: ${words(gone)}`] : []),
  ].join('; ');
}

const SHOWN_WORDS = 6;

function words(values: readonly ByteString[]): string {
  const shown = values.slice(0, SHOWN_WORDS).map(decodeText).join(', ');
  const more = values.length - SHOWN_WORDS;
  return more > 0 ? `${shown} and ${more} more` : shown;
}

function requirementChanges(before: Requirements, after: Requirements): Change[] {
  return [...engineChanges(before, after), ...pluginChanges(before, after)];
}

function engineChanges({ engine: was }: Requirements, { engine: is }: Requirements): Change[] {
  if (was === is) return [];
  const raised = is !== undefined && (was === undefined || isNewer(is, was));
  const message = `is ${is ?? 'not said any more'}, was ${was ?? 'not said'}`;
  return [
    change(raised ? 'engine-raised' : 'engine-lowered', 'requirement', 'required_engine_version', message),
  ];
}

function pluginChanges({ plugins: before }: Requirements, { plugins: after }: Requirements): Change[] {
  const changes: Change[] = [];
  const requirement = (code: Parameters<typeof change>[0], name: ByteString, message: string) =>
    changes.push(change(code, 'requirement', `plugin ${decodeText(name)}`, message));
  const findIn = (list: Requirements['plugins'], name: ByteString) =>
    list.find(({ alternatives }) => alternatives.some((each) => each.name === name));
  for (const { alternatives } of before) {
    const still = alternatives.filter(({ name }) => findIn(after, name));
    for (const { name, version } of alternatives) {
      const now = findIn(after, name)?.alternatives.find((each) => each.name === name)?.version;
      if (now === undefined) {
        // Gone as a whole, it is one thing less to have.
        if (still.length === 0) requirement('plugin-unrequired', name, 'is no longer required');
        else requirement('alternative-removed', name, 'will no longer do instead');
      } else if (isNewer(now, version))
        requirement('plugin-raised', name, `version ${now} is required, was ${version}`);
      else if (isNewer(version, now))
        requirement('plugin-lowered', name, `version ${now} is required, was ${version}`);
    }
  }
  for (const { alternatives } of after) {
    const wasThere = alternatives.some(({ name }) => findIn(before, name));
    for (const { name, version } of alternatives) {
      if (findIn(before, name)) continue;
      if (wasThere) requirement('alternative-added', name, `version ${version} will do instead`);
      else requirement('plugin-required', name, `version ${version} is required`);
    }
  }
  return changes;
}

function isNewer(a: string, b: string): boolean {
  const [x, y] = [parseVersion(a), parseVersion(b)];
  return x !== undefined && y !== undefined && compareVersions(x, y) > 0;
}
