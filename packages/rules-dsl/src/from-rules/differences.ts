import { decodeText, type LoadedRule, type Ruleset } from '@falco-rules/language';
import { Canon } from './canon.js';

const NO_LISTS: ReadonlySet<string> = new Set();

/** The lists, macros and rules (`rule Disallowed K8s User`) that two rulesets do not have in common. */
export function differences(a: Ruleset, b: Ruleset): readonly string[] {
  const canon = new Canon(NO_LISTS);
  const wrong = new Set<string>();
  const expanded = [expander(a), expander(b)] as const;
  compare('list', a.lists, b.lists, wrong, ({ name }, side) => expanded[side](name).join('\n'));
  compare('macro', a.macros, b.macros, wrong, ({ expr }) => String(canon.of(expr)));
  compare('rule', a.rules, b.rules, wrong, (rule) => ruleText(rule, canon));
  compare('rule', a.otherRules, b.otherRules, wrong, ({ source, enabled }) => `${source} ${enabled}`);
  // Their order decides which one fires.
  const order = (set: Ruleset) => set.rules.map(({ name }) => name).join('\n');
  if (wrong.size === 0 && order(a) !== order(b))
    for (const { name } of a.rules) wrong.add(`rule ${decodeText(name)}`);
  return [...wrong];
}

function ruleText(rule: LoadedRule, canon: Canon): string {
  return JSON.stringify([
    rule.source,
    rule.priority,
    rule.tags,
    rule.enabled,
    rule.output.text,
    rule.desc.trimEnd(),
    rule.warnEvttypes,
    rule.skipIfUnknownFilter,
    canon.of(rule.expr),
  ]);
}

function compare<T extends { readonly name: string }>(
  family: string,
  a: readonly T[],
  b: readonly T[],
  wrong: Set<string>,
  text: (one: T, side: 0 | 1) => string,
): void {
  const others = new Map(b.map((one) => [one.name, text(one, 1)]));
  for (const one of a) {
    if (others.get(one.name) !== text(one, 0)) wrong.add(`${family} ${decodeText(one.name)}`);
    others.delete(one.name);
  }
  for (const name of others.keys()) wrong.add(`${family} ${decodeText(name)}`);
}

/**
 * The values that a list comes to, lists in lists put in. How far Falco itself puts them in before they are used
 * depends on their order; where they are used, conditions are compared.
 */
function expander({ lists }: Ruleset): (name: string) => readonly string[] {
  const items = new Map(lists.map((list) => [list.name, list.items.map(({ value }) => value)]));
  const known = new Map<string, readonly string[]>();
  // Lists that hold each other twice and twice again would fill the memory.
  let left = 1_000_000;
  const expand = (name: string, path: readonly string[]): readonly string[] => {
    const done = known.get(name);
    if (done) return done;
    const values = (items.get(name) ?? []).flatMap((value) =>
      left-- > 0 && items.has(value) && !path.includes(value) ? expand(value, [...path, value]) : [value],
    );
    if (path.length === 1) known.set(name, values);
    return values;
  };
  return (name) => expand(name, [name]);
}
