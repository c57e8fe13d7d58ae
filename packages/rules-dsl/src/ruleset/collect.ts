import { isKind, type KIND } from '../brand.js';
import type {
  AnyItem,
  EngineRequirement,
  List,
  ListChange,
  Macro,
  MacroChange,
  PluginRequirement,
  Rule,
  RuleChange,
  YamlItem,
} from '../items/types.js';
import { mistake } from '../source/mistake.js';
import { type Uses, usesOf } from './uses.js';

/** The items of a rules file, in an order in which Falco takes them, each once. */
export interface Collected {
  readonly engine: readonly EngineRequirement[];
  readonly plugins: readonly PluginRequirement[];
  /** What a list includes stands before it (see `usedFirst`), a change right behind its list. */
  readonly lists: readonly (List | ListChange | YamlItem)[];
  /** The same for macros: Falco lets a macro use those before it. */
  readonly macros: readonly (Macro | MacroChange | YamlItem)[];
  /** As given: their order decides which one fires. A change stands behind its rule. */
  readonly rules: readonly (Rule | RuleChange | YamlItem)[];
}

type Named = List | ListChange | Macro | MacroChange | Rule | RuleChange | YamlItem;
type Definition = List | Macro | Rule | YamlItem;
type Family = 'list' | 'macro' | 'rule';

/**
 * Puts together what a rules file needs: the items given, and the lists and macros that they use. `same` says
 * whether two definitions of one name come to the same.
 */
export function collect(
  given: readonly AnyItem[],
  same: (a: Definition, b: Definition) => boolean,
): Collected {
  const items = new Set<AnyItem>();
  const uses = new Map<AnyItem, Uses>();
  for (const item of given) add(item, items, uses);

  const groups = new Groups(same);
  for (const item of items) if (isNamed(item)) groups.add(item);
  groups.checkAcrossFamilies();
  return {
    engine: ofKind(items, 'required-engine-version'),
    plugins: ofKind(items, 'required-plugin-versions'),
    lists: (usedFirst(items)
      ? groups.ordered('list', uses)
      : groups.ordered('list', uses).toReversed()
    ).flat() as Collected['lists'],
    macros: groups.ordered('macro', uses).flat() as Collected['macros'],
    rules: groups.ordered('rule', uses).flat() as Collected['rules'],
  };
}

function ofKind<K extends AnyItem[typeof KIND]>(items: ReadonlySet<AnyItem>, kind: K) {
  return [...items].filter((item): item is Extract<AnyItem, { readonly [KIND]: K }> => isKind(item, kind));
}

/** An item and what it uses, depth first. Values are frozen when they are made: they cannot use each other in a circle. */
function add(item: AnyItem, items: Set<AnyItem>, uses: Map<AnyItem, Uses>): void {
  if (uses.has(item)) return;
  if (isKind(item, 'ruleset')) {
    for (const one of item.items) add(one, items, uses);
    return;
  }
  const own = usesOf(item);
  uses.set(item, own);
  for (const used of own.items) add(used, items, uses);
  items.add(item);
}

/**
 * Falco expands the lists that a list includes once, one level deep, and then replaces list names in conditions in
 * one pass, in the order of definition (rule_loader_compiler.cpp). So lists in lists in lists only work where
 * what is included comes later; for fewer levels any order does, and what is used reads better first.
 */
function usedFirst(items: ReadonlySet<AnyItem>): boolean {
  const depths = new Map<List, number>();
  const depth = (list: List): number => {
    const known = depths.get(list);
    if (known !== undefined) return known;
    const deepest =
      1 + Math.max(0, ...list.items.map((item) => (typeof item === 'string' ? 0 : depth(item))));
    depths.set(list, deepest);
    return deepest;
  };
  return ofKind(items, 'list').every((list) => depth(list) < 3);
}

function isNamed(item: AnyItem): item is Named {
  return isKind(item, 'list', 'list-change', 'macro', 'macro-change', 'rule', 'rule-change', 'yaml');
}

/** An item in YAML that Falco would read as a redefinition counts as a change. */
function isDefinition(item: Named, group: Group): item is Definition {
  if (isKind(item, 'yaml')) return !item.isChange && !group.definition && group.changes.length === 0;
  return isKind(item, 'list', 'macro', 'rule');
}

function familyOf(item: Named): Family {
  if (isKind(item, 'yaml')) return item.family;
  if (isKind(item, 'list', 'list-change')) return 'list';
  return isKind(item, 'macro', 'macro-change') ? 'macro' : 'rule';
}

/** A definition and its changes. */
interface Group {
  definition?: Definition;
  readonly changes: Named[];
}

class Groups {
  readonly #same: (a: Definition, b: Definition) => boolean;
  readonly #families: Readonly<Record<Family, Map<string, Group>>> = {
    list: new Map(),
    macro: new Map(),
    rule: new Map(),
  };

  constructor(same: (a: Definition, b: Definition) => boolean) {
    this.#same = same;
  }

  add(item: Named): void {
    const family = familyOf(item);
    const names = this.#families[family];
    const group = names.get(item.name) ?? { changes: [] };
    names.set(item.name, group);
    if (!isDefinition(item, group)) group.changes.push(item);
    else if (!group.definition) group.definition = item;
    else if (!this.#same(group.definition, item)) {
      throw mistake(
        `two different ${family}s are named '${item.name}'`,
        group.definition.callSite,
        item.callSite,
      );
    }
  }

  /** Falco replaces list names in the text of conditions: a macro of that name would be replaced as well. */
  checkAcrossFamilies(): void {
    for (const [name, group] of this.#families.list) {
      const macro = this.#families.macro.get(name);
      if (macro) {
        throw mistake(
          `a list and a macro are both named '${name}': Falco would put the list where the macro stands`,
          first(group).callSite,
          first(macro).callSite,
        );
      }
    }
  }

  /** Definitions with their changes, what is used before what uses it. */
  ordered(family: Family, uses: ReadonlyMap<AnyItem, Uses>): readonly (readonly Named[])[] {
    const names = this.#families[family];
    const done = new Set<string>();
    const result: (readonly Named[])[] = [];
    const path: string[] = [];
    const visit = (name: string): void => {
      const group = names.get(name);
      if (!group || done.has(name)) return;
      if (path.includes(name)) throw this.#cycle(family, [...path.slice(path.indexOf(name)), name]);
      path.push(name);
      const members = [...(group.definition ? [group.definition] : []), ...group.changes];
      for (const member of members) {
        const own = uses.get(member);
        for (const used of own?.items ?? []) if (isNamed(used) && familyOf(used) === family) visit(used.name);
        if (family === 'macro') for (const macro of own?.macroNames ?? []) visit(macro);
      }
      path.pop();
      done.add(name);
      result.push(members);
    };
    for (const name of names.keys()) visit(name);
    return result;
  }

  #cycle(family: Family, path: readonly string[]): Error {
    const places = path.slice(0, -1).map((name) => first(this.#families[family].get(name)!).callSite);
    return mistake(`${family}s use each other in a circle: ${path.join(' -> ')}`, ...places);
  }
}

function first(group: Group): Named {
  return group.definition ?? group.changes[0]!;
}
