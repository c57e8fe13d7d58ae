import {
  decodeText,
  type Expr,
  encodeText,
  type LoadedMacro,
  type LoadedRule,
  type MappedText,
  markAt,
  nodesOfKind,
  partOf,
  printExpr,
  type Ruleset,
  type Span,
  spanOf,
  subexpressions,
} from '@falco-rules/language';
import type { Mutant, MutantChange } from '@falco-rules/simulator';
import { closingOf, elementsOf, propertyOf } from './js-text.js';
import type { ModuleSpans } from './module-spans.js';

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

interface TextEdit {
  readonly span: Span;
  readonly text: string;
}

function nameSpanOf({ target }: Mutant, { rules, macros, lists }: Ruleset, spans: ModuleSpans): Span {
  const all = target.kind === 'rule' ? rules : target.kind === 'macro' ? macros : lists;
  return spans.get('name', all.find(({ name }) => name === target.name)!.nameSpan);
}

function ownerOf({ target }: Mutant, { rules, macros }: Ruleset): LoadedRule | LoadedMacro {
  const all: readonly (LoadedRule | LoadedMacro)[] = target.kind === 'rule' ? rules : macros;
  return all.find(({ name }) => name === target.name)!;
}

/** The nodes of a condition, numbered as mutants do, each with the one above it. */
function nodesOf(root: Expr): { readonly expr: Expr; readonly parent: Expr | undefined }[] {
  const found: { expr: Expr; parent: Expr | undefined }[] = [];
  const visit = (expr: Expr, parent: Expr | undefined): void => {
    found.push({ expr, parent });
    for (const child of subexpressions(expr)) visit(child, expr);
  };
  visit(root, undefined);
  return found;
}

function titleOf(mutant: Mutant, ruleset: Ruleset, spans: ModuleSpans): string {
  const { target, change } = mutant;
  const name = decodeText(target.name);
  if (target.kind === 'list')
    return `list ${name}: without ${change.kind === 'drop-item' ? decodeText(change.item) : ''}`;
  const owner = ownerOf(mutant, ruleset);
  const node = 'node' in change ? nodesOf(owner.expr)[change.node]?.expr : undefined;
  const inException = change.kind === 'drop' && change.of === 'field';
  const span = node && !inException ? nodeSpan(node, owner.expandedText, spans) : undefined;
  const shown = node ? `\`${short(span ? sourceText(span) : decodeText(printExpr(node)))}\`` : '';
  return `${target.kind === 'macro' ? `macro ${name}` : name}: ${wordsOf(change, shown, node)}`;
}

function wordsOf(change: MutantChange, shown: string, node: Expr | undefined): string {
  switch (change.kind) {
    case 'drop':
      if (change.of === 'exception') return 'without the exception';
      if (change.of === 'tuple') return 'without this combination of the exception';
      return `without ${shown}`;
    case 'negate':
      return `not ${shown}`;
    case 'drop-not':
      return `${shown} without its not`;
    case 'swap':
      return node?.kind === 'And' ? 'or instead of and' : 'and instead of or';
    case 'operator':
      return `${change.modifier ? `${change.to} ${change.modifier}` : change.to} in ${shown}`;
    case 'drop-value': {
      const value =
        node?.kind === 'BinaryCheck' && node.right.kind === 'List'
          ? node.right.values[change.value]
          : undefined;
      return `without the value ${value ? decodeText(value.value) : ''}`;
    }
    case 'constant':
      return change.to ? 'always true' : 'never true';
    case 'drop-item':
      return `without ${decodeText(change.item)}`;
    case 'priority':
      return `priority ${change.to}`;
    case 'disable':
      return 'not enabled';
  }
}

const LONGEST = 60;

function short(written: string): string {
  const text = written.replace(/\s+/g, ' ').trim();
  return text.length > LONGEST ? `${text.slice(0, LONGEST - 3)}...` : text;
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
        return exceptionEdit(owner as LoadedRule, change.node, text, spans);
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

function nodeSpan(expr: Expr, text: MappedText, spans: ModuleSpans): Span | undefined {
  const yaml = spanOf(text, expr.start, expr.end);
  const kind = expr.kind === 'And' || expr.kind === 'Or' || expr.kind === 'Not' ? expr.kind : 'leaf';
  return yaml && spans.get(kind, yaml);
}

function printLeft(check: Extract<Expr, { kind: 'BinaryCheck' }>): number {
  return check.left.end - check.start;
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function sourceText({ file, start, end }: Span): string {
  return decodeText(file.text.slice(start, end));
}

/** Leaves out an element of what commas separate, or of a block sequence, with what belongs to it. */
function removal(span: Span): TextEdit {
  const { text } = span.file;
  const lineStart = text.lastIndexOf('\n', span.start - 1) + 1;
  let { start, end } = span;
  if (/^\s*-\s*['"]?$/.test(text.slice(lineStart, start))) {
    // `- item` on a line of its own.
    const lineEnd = text.indexOf('\n', end);
    return { span: { ...span, start: lineStart, end: lineEnd < 0 ? text.length : lineEnd + 1 }, text: '' };
  }
  // Quotes of a YAML scalar.
  if (/['"]/.test(text[start - 1] ?? '') && text[end] === text[start - 1]) {
    start--;
    end++;
  }
  const after = /^\s*,[ \t]*/.exec(text.slice(end));
  if (after) return { span: { ...span, start, end: end + after[0].length }, text: '' };
  const before = /,\s*$/.exec(text.slice(0, start));
  return { span: { ...span, start: before ? before.index : start, end }, text: '' };
}

/** Leaves out a part of a condition's text, and the word that joins it. */
function droppedFromYaml(expr: Expr, parent: Expr | undefined, text: MappedText): TextEdit | undefined {
  if (parent?.kind !== 'And' && parent?.kind !== 'Or') return undefined;
  const at = parent.children.indexOf(expr as never);
  const before = parent.children[at - 1];
  const after = parent.children[at + 1];
  const from = before ? before.end : expr.start;
  const to = before ? expr.end : (after?.start ?? expr.end);
  let [start, end] = [from, to];
  // Parentheses around a part belong to it, or to what stays.
  for (let balance = balanceOf(text.text.slice(start, end)); balance !== 0; balance += balance > 0 ? -1 : 1) {
    if (balance > 0) end = text.text.indexOf(')', end) + 1;
    else if (before) start = text.text.indexOf(')', start) + 1;
    else start = text.text.lastIndexOf('(', start - 1);
    if (start < 0 || end <= 0) return undefined;
  }
  const span = spanOf(text, start, end);
  return span && { span, text: before ? '' : '' };
}

function balanceOf(text: string): number {
  let balance = 0;
  for (const char of text)
    if (char === '(') balance++;
    else if (char === ')') balance--;
  return balance;
}

/** All joints of one `and` or `or`; those on other lines are left to the reader. */
function swappedInYaml(expr: Expr, text: MappedText, from: string, to: string): TextEdit | undefined {
  const children = subexpressions(expr);
  const [first, second] = children;
  if (!first || !second) return undefined;
  const joint = new RegExp(`\\b${from}\\b`).exec(text.text.slice(first.end, second.start));
  const at = joint && first.end + joint.index;
  const span = at === null ? undefined : spanOf(text, at, at + from.length);
  if (!span) return undefined;
  const rest = children.slice(1, -1).map((child, i): Span | undefined => {
    const next = children[i + 2]!;
    const found = new RegExp(`\\b${from}\\b`).exec(text.text.slice(child.end, next.start));
    return found ? spanOf(text, child.end + found.index, child.end + found.index + from.length) : undefined;
  });
  const last = rest.findLast((each) => each?.file === span.file && each.start > span.start);
  if (!last) return { span, text: to };
  let written = '';
  let done = span.start;
  for (const each of [span, ...rest]) {
    if (!each || each.start < done) continue;
    written += decodeText(span.file.text.slice(done, each.start)) + to;
    done = each.end;
  }
  return { span: { ...span, end: last.end }, text: written };
}

function exceptionEdit(
  rule: LoadedRule,
  node: number,
  text: MappedText,
  spans: ModuleSpans,
): TextEdit | undefined {
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
  void text;
  return undefined;
}

/** An item of a block sequence, with its lines. */
function wholeItem(span: Span): TextEdit {
  const { text } = span.file;
  const start = text.lastIndexOf('\n', span.start - 1) + 1;
  const end = text.indexOf('\n', Math.max(span.start, span.end - 1));
  return { span: { ...span, start, end: end < 0 ? text.length : end + 1 }, text: '' };
}

function wholeLine(span: Span): TextEdit {
  return wholeItem({ ...span, end: span.start + 1 });
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

function lineAt({ file, start }: Span): string {
  const from = file.text.lastIndexOf('\n', start - 1) + 1;
  const to = file.text.indexOf('\n', start);
  return decodeText(file.text.slice(from, to < 0 ? undefined : to)).trimEnd();
}

/** Whole lines, before and after. */
function linesAround({ file, start, end }: Span, text: string): { before: string[]; after: string[] } {
  const from = file.text.lastIndexOf('\n', start - 1) + 1;
  // An edit that ends with a line feed takes the line whole.
  const stop = end > start && file.text[end - 1] === '\n' ? end - 1 : file.text.indexOf('\n', end);
  const to = stop < 0 ? file.text.length : stop;
  const before = file.text.slice(from, to);
  const after = file.text.slice(from, start) + encodeText(text) + file.text.slice(Math.min(end, to), to);
  const lines = (all: string): string[] =>
    decodeText(all)
      .split('\n')
      .map((line) => line.trimEnd());
  const [old, made] = [lines(before), lines(after).filter((line) => line.trim() !== '')];
  // Lines that stay need not be shown.
  let head = 0;
  while (head < old.length - 1 && head < made.length && old[head] === made[head]) head++;
  let tail = 0;
  while (
    tail < old.length - head - 1 &&
    tail < made.length - head &&
    old[old.length - 1 - tail] === made[made.length - 1 - tail]
  )
    tail++;
  return { before: old.slice(head, old.length - tail), after: made.slice(head, made.length - tail) };
}
