import {
  decodeText,
  type Expr,
  type LoadedRule,
  markAt,
  nodesOfKind,
  partOf,
  type Ruleset,
  type Span,
  spanOf,
  subexpressions,
} from '@falco-rules/language';
import type { Mutant, MutantChange } from '@falco-rules/simulator';
import { closingOf, elementsOf, propertyOf } from './js-text.js';
import type { ModuleSpans } from './module-spans.js';
import { nodeSpan, nodesOf, ownerOf } from './mutant-nodes.js';
import { titleOf } from './mutant-words.js';
import {
  droppedFromYaml,
  lineAt,
  linesAround,
  removal,
  sourceText,
  swappedInYaml,
  type TextEdit,
  wholeItem,
  wholeLine,
} from './text-edit.js';

/** A mutant as its author's own text would have it: lines as they are, and as they would be. */
export interface MutantEdit {
  /** What it does, in a few words. */
  readonly title: string;
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Shows a mutant in the user's own file. */
export function editOf(mutant: Mutant, ruleset: Ruleset, spans: ModuleSpans): MutantEdit {
  const { target, change } = mutant;
  const title = titleOf(mutant, ruleset, spans);
  const edit = target.kind === 'list' ? listEdit(mutant, ruleset, spans) : ownerEdit(mutant, ruleset, spans);
  const { span, text } = edit ?? { span: nameSpanOf(mutant, ruleset, spans), text: undefined };
  const mark = markAt(span.file, span.start);
  const place = { title, file: decodeText(span.file.name), line: mark.line + 1 };
  if (text === undefined)
    return { ...place, before: [lineAt(span)], after: [`${lineAt(span)}   # ${change.kind}`] };
  return { ...place, ...linesAround(span, text) };
}

function nameSpanOf({ target }: Mutant, { rules, macros, lists }: Ruleset, spans: ModuleSpans): Span {
  const all = target.kind === 'rule' ? rules : target.kind === 'macro' ? macros : lists;
  return spans.get('name', all.find(({ name }) => name === target.name)!.nameSpan);
}

function listEdit(
  { target, change }: Mutant,
  { rules, macros }: Ruleset,
  spans: ModuleSpans,
): TextEdit | undefined {
  if (change.kind !== 'drop-item') return undefined;
  // Items stand where conditions got them from.
  for (const { expr, expandedText } of [...rules, ...macros]) {
    for (const { value, start, end } of nodesOfKind(expr, 'Value')) {
      if (value !== change.item) continue;
      const part = partOf(expandedText, start, end);
      const yaml =
        part?.kind === 'list' && part.name === target.name ? spanOf(expandedText, start, end) : undefined;
      if (yaml) return removal(spans.get('value', yaml));
    }
  }
  return undefined;
}

function ownerEdit(mutant: Mutant, ruleset: Ruleset, spans: ModuleSpans): TextEdit | undefined {
  const { change } = mutant;
  const owner = ownerOf(mutant, ruleset);
  const { expandedText: text } = owner;
  const nodes = nodesOf(owner.expr);
  const at = 'node' in change ? nodes[change.node] : undefined;
  const here = at && nodeSpan(at.expr, text, spans);
  const module = here ? spans.isModule(here) : spans.isModule(nameSpanOf(mutant, ruleset, spans));
  switch (change.kind) {
    case 'drop': {
      if (change.of === 'exception' || change.of === 'tuple' || change.of === 'field')
        return exceptionEdit(owner as LoadedRule, change.node, spans);
      if (!at || !here) return undefined;
      return module ? removal(here) : droppedFromYaml(at.expr, at.parent, text);
    }
    case 'negate':
      if (!here) return undefined;
      return module
        ? { span: here, text: `not(${sourceText(here)})` }
        : { span: here, text: `not ${sourceText(here)}` };
    case 'drop-not': {
      if (at?.expr.kind !== 'Not' || !here) return undefined;
      if (!module) {
        const word = /^not\s*/.exec(sourceText(here));
        return word ? { span: { ...here, end: here.start + word[0].length }, text: '' } : undefined;
      }
      const inside = sourceText(here).replace(/^not\(([\s\S]*)\)$/, '$1');
      return { span: here, text: inside };
    }
    case 'swap': {
      if (!at || !here) return undefined;
      const [from, to] = at.expr.kind === 'And' ? ['and', 'or'] : ['or', 'and'];
      if (module) {
        const written = sourceText(here);
        return written.startsWith(from) ? { span: here, text: to + written.slice(from.length) } : undefined;
      }
      return swappedInYaml(at.expr, text, from, to);
    }
    case 'operator': {
      if (at?.expr.kind !== 'BinaryCheck' || !here) return undefined;
      const written = sourceText(here);
      if (module) {
        const found = /\.(\w+)(\.(?:anyof|allof|oneof))?\((?=[^()]*(?:\([^()]*\)[^()]*)*\)$)/.exec(written);
        if (!found) return undefined;
        const method = METHODS[change.to] ?? change.to;
        const made = change.modifier ? `.${method}.${change.modifier}(` : `.${method}(`;
        return {
          span: here,
          text: written.slice(0, found.index) + made + written.slice(found.index + found[0].length),
        };
      }
      const old = at.expr.modifier
        ? `${at.expr.operator}\\s+${at.expr.modifier}`
        : escapeRegExp(at.expr.operator);
      const made = change.modifier ? `${change.to} ${change.modifier}` : change.to;
      const left = printLeft(at.expr);
      const replaced = written.slice(left).replace(new RegExp(old), made);
      return { span: here, text: written.slice(0, left) + replaced };
    }
    case 'drop-value': {
      if (at?.expr.kind !== 'BinaryCheck' || at.expr.right.kind !== 'List') return undefined;
      const value = at.expr.right.values[change.value];
      const yaml = value && spanOf(text, value.start, value.end);
      return yaml && removal(spans.get('value', yaml));
    }
    case 'constant': {
      const yaml = spanOf(text, owner.expr.start, owner.expr.end);
      const whole = yaml && spans.get('condition', yaml);
      return whole && { span: whole, text: change.to ? '<always true>' : '<never true>' };
    }
    case 'priority':
    case 'disable':
      return partEdit(change, owner as LoadedRule, spans);
    default:
      return undefined;
  }
}

/** What methods of the DSL are called otherwise than the operators. */
const METHODS: Readonly<Record<string, string>> = {
  '=': 'eq',
  '==': 'eq',
  '!=': 'ne',
  '<': 'lt',
  '<=': 'le',
  '>': 'gt',
  '>=': 'ge',
};

function printLeft(check: Extract<Expr, { kind: 'BinaryCheck' }>): number {
  return check.left.end - check.start;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function exceptionEdit(rule: LoadedRule, node: number, spans: ModuleSpans): TextEdit | undefined {
  const nodes = nodesOf(rule.expr);
  const used = rule.exceptions.filter(({ values }) => values.length > 0);
  const [root] = nodes;
  if (root?.expr.kind !== 'And') return undefined;
  for (const [i, exception] of used.entries()) {
    const not = root.expr.children[i + 1];
    const body = not && subexpressions(not)[0];
    if (!not || !body) continue;
    if (nodes[node]?.expr === not) {
      const span = spans.get('exception', exception.span);
      return spans.isModule(span) ? removal(span) : wholeItem(span);
    }
    const tuples = exception.values.length > 1 && body.kind === 'Or' ? subexpressions(body) : [body];
    for (const [n, tuple] of tuples.entries()) {
      const entry = exception.values[n];
      if (!entry?.list) continue;
      const first = entry.items
        .flatMap((item) => (item.list ? item.items : [item]))
        .find((item) => !item.list);
      const yaml = first && !first.list ? spanOf(first.text, 0, first.text.text.length) : undefined;
      if (nodes[node]?.expr === tuple && yaml) {
        const span = spans.get('exception', yaml);
        return spans.isModule(span) ? removal(span) : wholeLine(span);
      }
      const field = subexpressions(tuple).indexOf(nodes[node]!.expr);
      if (field < 0) continue;
      const item = entry.items[field];
      const value = item && !item.list ? spanOf(item.text, 0, item.text.text.length) : yaml;
      const span = value && spans.get('leaf', value);
      return span && { span, text: '<anything>' };
    }
  }
  return undefined;
}

function partEdit(change: MutantChange, rule: LoadedRule, spans: ModuleSpans): TextEdit | undefined {
  const name = spans.get('name', rule.nameSpan);
  const { file } = name;
  if (spans.isModule(name)) {
    const text = decodeText(file.text);
    if (text.length !== file.text.length) return undefined;
    const open = text.indexOf('(', name.start);
    if (closingOf(text, open) === undefined) return undefined;
    const options = elementsOf(text, open)[1];
    if (!options || text[options.start] !== '{') return undefined;
    if (change.kind === 'priority') {
      const range = propertyOf(text, options.start, 'priority');
      return range && { span: { file, ...range }, text: `'${change.to.toUpperCase()}'` };
    }
    const [first] = elementsOf(text, options.start);
    return first && { span: { file, start: first.start, end: first.start }, text: 'enabled: false, ' };
  }
  const item = file.text.slice(rule.span.start, rule.span.end);
  const found = /^([ \t-]*)priority:[ \t]*([^\s#]+)/m.exec(item);
  if (!found) return undefined;
  const start = rule.span.start + found.index + found[0].length - found[2]!.length;
  if (change.kind === 'priority')
    return { span: { file, start, end: start + found[2]!.length }, text: change.to.toUpperCase() };
  const at = start + found[2]!.length;
  return { span: { file, start: at, end: at }, text: `\n${found[1]!.replace('-', ' ')}enabled: false` };
}
