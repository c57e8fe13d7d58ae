import {
  decodeText,
  type ExceptionEntry,
  type Expr,
  encodeText,
  type LoadedMacro,
  type LoadedRule,
  type MappedText,
  nodesOfKind,
  type Ruleset,
  type SourceFile,
  type Span,
  spanOf,
  writtenCondition,
} from '@falco-rules/language';
import type { AnyItem, CallSite, ConditionPart, Exception } from '@falco-rules/rules-dsl';
import { readText } from '../files.js';
import { isModule } from '../project/rules-files.js';
import { callAt, elementsOf, offsetAt, propertyOf, type Range, stringsIn } from './js-text.js';
import { namedItems } from './named-items.js';

// The rules of a module are loaded from the YAML that it is built to. What is shown is the module: condition and DSL
// calls have the same shape, and both are walked together.

/** What stands at a place: several things may start at one. */
export type SpanKind = 'leaf' | 'Not' | 'And' | 'Or' | 'value' | 'name' | 'exception' | 'condition';

/** Leads spans of built YAML to the user's own module; others stay what they are. */
export interface ModuleSpans {
  get(kind: SpanKind, span: Span): Span;
  /** The module's text in characters, where a span stands in one. */
  isModule(span: Span): boolean;
}

export async function moduleSpans(
  items: readonly AnyItem[],
  { rules, macros, lists }: Ruleset,
  shown: (path: string) => string,
): Promise<ModuleSpans> {
  const found = new Map<SourceFile, Map<string, Span>>();
  const modules = new Set<SourceFile>();
  const kept: ModuleSpans = {
    get: (kind, span) => found.get(span.file)?.get(`${kind} ${span.start}`) ?? span,
    isModule: ({ file }) => modules.has(file),
  };
  if (items.length === 0) return kept;
  const { conditionParts } = await import('@falco-rules/rules-dsl');
  const texts = createTexts(shown);
  const byName = namedItems(items);
  const put = (kind: SpanKind, yaml: Span | undefined, module: Module, range: Range | undefined): void => {
    if (!yaml || !range || !isModule(decodeText(yaml.file.name))) return;
    const known = found.get(yaml.file) ?? new Map<string, Span>();
    found.set(yaml.file, known);
    const key = `${kind} ${yaml.start}`;
    modules.add(module.file);
    if (!known.has(key)) known.set(key, module.span(range));
  };
  for (const list of lists) {
    const item = byName.get(`list ${decodeText(list.name)}`);
    const place = item && texts.callOf(item.callSite);
    if (!place) continue;
    put('name', list.nameSpan, place.module, place.call);
    const [, array] = elementsOf(place.module.text, place.call.open);
    const literals = array ? stringsIn(place.module.text, array) : [];
    for (const { value, text } of list.items) {
      const at = literals.findIndex(
        (each) => each.value === decodeText(value).replace(/^(['"])(.*)\1$/, '$2'),
      );
      if (at >= 0) put('value', spanOf(text, 0, text.text.length), place.module, literals.splice(at, 1)[0]);
    }
  }
  for (const [kind, owner] of [
    ...macros.map((macro) => ['macro', macro] as const),
    ...rules.map((rule) => ['rule', rule] as const),
  ]) {
    const item = byName.get(`${kind} ${decodeText(owner.name)}`);
    const place = item && texts.callOf(item.callSite);
    if (!place || !item || !('condition' in item)) continue;
    const { module, call } = place;
    put('name', owner.nameSpan, module, call);
    const args = elementsOf(module.text, call.open);
    const own = kind === 'macro' ? args[1] : args[1] && propertyOf(module.text, args[1].start, 'condition');
    const { text, expr } = writtenCondition(owner);
    if (!expr) continue;
    const base = withoutExceptions(owner, expr);
    const context = { text, module, texts, put };
    placeCondition(base, conditionParts(item.condition), own ?? call, context);
    if (own) put('condition', spanOf(text, base.start, base.end), module, own);
    if ('exceptions' in owner)
      placeExceptions(owner, (item as { exceptions?: readonly Exception[] }).exceptions ?? [], context);
  }
  return kept;
}

interface Context {
  readonly text: MappedText;
  readonly module: Module;
  readonly texts: Texts;
  readonly put: (kind: SpanKind, yaml: Span | undefined, module: Module, range: Range | undefined) => void;
}

function withoutExceptions(owner: LoadedRule | LoadedMacro, expr: Expr): Expr {
  const count = 'exceptions' in owner ? owner.exceptions.filter(({ values }) => values.length > 0).length : 0;
  return count > 0 && expr.kind === 'And' ? expr.children[0]! : expr;
}

/** `around` is where the part is used: a macro has been written elsewhere. */
function placeCondition(expr: Expr, part: ConditionPart, around: Range, context: Context): void {
  const { text, texts, put } = context;
  const own = part.kind === 'macro' ? undefined : texts.callOf(part.callSite);
  const module = own?.module ?? context.module;
  const range: Range = own?.call ?? around;
  const yaml = spanOf(text, expr.start, expr.end);
  if (part.kind === 'text') {
    for (const kind of ['Identifier', 'UnaryCheck', 'BinaryCheck'] as const)
      for (const node of nodesOfKind(expr, kind))
        put('leaf', spanOf(text, node.start, node.end), module, range);
    return;
  }
  if (part.children.length === 1 && part.kind !== 'not') {
    // `and(a)` is `a`.
    const [argument] = own ? elementsOf(module.text, own.call.open) : [];
    placeCondition(expr, part.children[0]!, argument ?? range, { ...context, module });
    return;
  }
  switch (expr.kind) {
    case 'Not': {
      put('Not', yaml, module, range);
      const [argument] = own ? elementsOf(module.text, own.call.open) : [];
      if (part.kind === 'not')
        placeCondition(expr.child, part.children[0]!, argument ?? range, { ...context, module });
      return;
    }
    case 'And':
    case 'Or': {
      put(expr.kind, yaml, module, range);
      const parts = flattened(part, range, module, texts);
      if (parts.length !== expr.children.length) return;
      for (const [i, child] of expr.children.entries()) {
        const { part: inner, range: at, module: where } = parts[i]!;
        placeCondition(child, inner, at, { ...context, module: where });
      }
      return;
    }
    default:
      put('leaf', yaml, module, range);
      if (expr.kind === 'BinaryCheck' && expr.right.kind === 'List') {
        const literals = stringsIn(module.text, range);
        for (const { value, start, end } of expr.right.values) {
          const at = literals.findIndex((each) => each.value === decodeText(value));
          if (at >= 0) put('value', spanOf(text, start, end), module, literals.splice(at, 1)[0]);
        }
      }
  }
}

interface Placed {
  readonly part: ConditionPart;
  readonly range: Range;
  readonly module: Module;
}

/** `and(a, and(b, c))` is `a and b and c`. */
function flattened(part: ConditionPart, range: Range, module: Module, texts: Texts): Placed[] {
  const own = texts.callOf(part.callSite);
  const where = own?.module ?? module;
  const argumentsOf = own ? elementsOf(where.text, own.call.open) : [];
  const same = argumentsOf.length === part.children.length;
  return part.children.flatMap((child, i): Placed[] => {
    const at = (same ? argumentsOf[i] : undefined) ?? own?.call ?? range;
    if (child.kind !== part.kind) return [{ part: child, range: at, module: where }];
    return flattened(child, at, where, texts);
  });
}

function placeExceptions(rule: LoadedRule, exceptions: readonly Exception[], { texts, put }: Context): void {
  for (const { name, values, fields, span } of rule.exceptions) {
    const exception = exceptions.find((each) => encodeText(each.name) === name);
    const place = exception && texts.callOf(exception.callSite);
    if (!place) continue;
    const { module, call } = place;
    put('exception', span, module, call);
    const options = elementsOf(module.text, call.open)[1];
    const range = options && propertyOf(module.text, options.start, 'values');
    if (!range) continue;
    const tuples = module.text[range.start] === '[' ? elementsOf(module.text, range.start) : [];
    if (!fields.list) {
      for (const [i, entry] of values.entries()) put('value', entrySpan(entry), module, tuples[i] ?? range);
      continue;
    }
    for (const [i, entry] of values.entries()) {
      const tuple = tuples[i];
      if (!tuple || !entry.list) continue;
      const parts = module.text[tuple.start] === '[' ? elementsOf(module.text, tuple.start) : [];
      put('exception', entrySpan(entry), module, tuple);
      for (const [k, item] of entry.items.entries()) {
        put('leaf', entrySpan(item), module, parts[k] ?? tuple);
        if (!item.list) continue;
        const literals = parts[k] ? elementsOf(module.text, parts[k].start) : [];
        for (const [n, one] of item.items.entries())
          put('value', entrySpan(one), module, literals[n] ?? tuple);
      }
    }
  }
}

function entrySpan(entry: ExceptionEntry): Span | undefined {
  if (!entry.list) return spanOf(entry.text, 0, entry.text.text.length);
  return entry.items.map(entrySpan).find((span) => span !== undefined);
}

/** A user's module, as text. */
interface Module {
  readonly text: string;
  readonly file: SourceFile;
  /** Bytes, from offsets in the text. */
  span(range: Range): Span;
}

type Call = NonNullable<ReturnType<typeof callAt>>;

interface Texts {
  callOf(site: CallSite | undefined): { readonly module: Module; readonly call: Call } | undefined;
}

function createTexts(shown: (path: string) => string): Texts {
  const modules = new Map<string, Module | undefined>();
  const moduleAt = (path: string): Module | undefined => {
    if (!modules.has(path)) modules.set(path, readModule(path, shown(path)));
    return modules.get(path);
  };
  return {
    callOf(site) {
      const module = site && moduleAt(site.file);
      const call = module && callAt(module.text, offsetAt(module.text, site.line, site.column));
      return call && { module, call };
    },
  };
}

function readModule(path: string, name: string): Module | undefined {
  let text: string;
  try {
    text = readText(path);
  } catch {
    return undefined;
  }
  const file: SourceFile = { name: encodeText(name), text: encodeText(text) };
  const isAscii = file.text.length === text.length;
  const bytes = (at: number): number => (isAscii ? at : encodeText(text.slice(0, at)).length);
  return { text, file, span: ({ start, end }) => ({ file, start: bytes(start), end: bytes(end) }) };
}
