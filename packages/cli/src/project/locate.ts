import {
  decodeText,
  type LoadedMacro,
  type LoadedRule,
  markAt,
  type Part,
  type Ruleset,
  type Span,
  spanOf,
  walk,
  writtenCondition,
} from '@falco-rules/language';
import type { AnyItem, CallSite } from '@falco-rules/rules-dsl';
import { shownPath } from './project.js';
import { isModule } from './rules-files.js';

/** Says where in the user's own file something stands: `file:line:column`, counted from 1. */
export type Locator = (span: Span, part?: Part, rule?: string) => string;

type Sites = ReadonlyMap<number, CallSite | undefined>;

/**
 * Spans in YAML files are where they say; those in the YAML that a module is built to are led back to the calls in
 * the module. `items` are what the modules export. The DSL is only asked where a module is among the files.
 */
export async function createLocator(
  items: readonly AnyItem[],
  ruleset: Ruleset,
  cwd: string,
): Promise<Locator> {
  const dsl = items.length > 0 ? await import('@falco-rules/rules-dsl') : undefined;
  const known = new Map<object, Sites>();
  const shown = ({ file, line, column }: CallSite): string => `${shownPath(cwd, file)}:${line}:${column}`;
  const itemOf = (kind: 'rule' | 'macro' | 'list', name: string): AnyItem | undefined =>
    itemsByName(items).get(`${kind} ${name}`);

  function sitesOf(loaded: LoadedRule | LoadedMacro, item: AnyItem): Sites {
    const before = known.get(item);
    if (before) return before;
    const sites = dsl && 'condition' in item ? dsl.conditionSites(item.condition) : [];
    const starts = leafStarts(loaded);
    // Appends and exceptions come behind what the definition has.
    const made: Sites = new Map(starts.slice(0, sites.length).map((start, i) => [start, sites[i]]));
    known.set(item, made);
    return made;
  }

  return (span, part, rule) => {
    if (!isModule(decodeText(span.file.name)) || !part) return placeIn(span);
    const owner = part.kind === 'exception' ? (rule ?? '') : decodeText(part.name);
    const kind = part.kind === 'macro' || part.kind === 'list' ? part.kind : 'rule';
    const item = itemOf(kind, owner) ?? itemOf('macro', owner);
    if (!item) return placeIn(span);
    if (part.kind === 'exception' && 'exceptions' in item) {
      const exception = item.exceptions?.find(({ name }) => name === decodeText(part.name));
      if (exception?.callSite) return shown(exception.callSite);
    }
    const loaded = [...ruleset.rules, ...ruleset.macros].find(({ name }) => decodeText(name) === owner);
    const site =
      (loaded && sitesOf(loaded, item).get(span.start)) ?? ('callSite' in item ? item.callSite : undefined);
    return site ? shown(site) : decodeText(span.file.name);
  };
}

const byName = new WeakMap<readonly AnyItem[], ReadonlyMap<string, AnyItem>>();

/** Every named item, and the lists and macros that conditions use by value. */
function itemsByName(items: readonly AnyItem[]): ReadonlyMap<string, AnyItem> {
  const before = byName.get(items);
  if (before) return before;
  const found = new Map<string, AnyItem>();
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    const kind = (value as Record<symbol, unknown>)[KIND];
    const name = (value as { name?: unknown }).name;
    if (typeof kind === 'string' && typeof name === 'string' && !found.has(`${kind} ${name}`)) {
      found.set(`${kind} ${name}`, value as AnyItem);
    }
    for (const part of Object.values(value)) visit(part);
  };
  visit(items);
  byName.set(items, found);
  return found;
}

const KIND: unique symbol = Symbol.for('falco-rules/kind') as never;

/** Where the checks and macro names of a condition start in its file, in order. */
function leafStarts(loaded: LoadedRule | LoadedMacro): number[] {
  const { expr, text } = writtenCondition(loaded);
  const starts: number[] = [];
  if (!expr) return starts;
  walk(expr, {
    enter: (node) => {
      if (node.kind !== 'Identifier' && node.kind !== 'UnaryCheck' && node.kind !== 'BinaryCheck')
        return undefined;
      starts.push(spanOf(text, node.start, node.end)?.start ?? -1);
      return 'skip';
    },
  });
  return starts;
}

function placeIn({ file, start }: Span): string {
  const { line, column } = markAt(file, start);
  return `${decodeText(file.name)}:${line + 1}:${column + 1}`;
}
