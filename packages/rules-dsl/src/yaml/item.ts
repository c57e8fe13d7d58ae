import {
  type Expr,
  exprEquals,
  nodesOfKind,
  parseCondition,
  printExpr,
  printFaults,
} from '@falco-rules/language';
import { isKind } from '../brand.js';
import { itemText, substitutedText } from '../condition/literal.js';
import { join, toExpr } from '../condition/to-expr.js';
import type { Condition, ConditionData } from '../condition/types.js';
import { dataOf } from '../field/data.js';
import type { AnyField } from '../field/types.js';
import { show } from '../field/values.js';
import type {
  Exception,
  ExceptionEntry,
  ExceptionValue,
  List,
  ListChange,
  Macro,
  MacroChange,
  Rule,
  RuleChange,
  RuleChanges,
  YamlItem,
} from '../items/types.js';
import { replacements } from '../ruleset/substitution.js';
import type { LazyCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';
import { blockSequence, conditionLines, line, type Sequence, sequenceLines, textLines } from './layout.js';
import { scalar } from './scalar.js';

type Writable = List | ListChange | Macro | MacroChange | Rule | RuleChange | YamlItem;

/** What is written, and where it was, for messages. */
interface Context {
  readonly where: string;
  readonly callSite: LazyCallSite;
  readonly listNames: ReadonlySet<string>;
}

/** An item of a rules file. `listNames` are all lists of the file. */
export function itemYaml(item: Writable, listNames: ReadonlySet<string>): string {
  if (isKind(item, 'yaml')) return item.text;
  if (isKind(item, 'list', 'list-change')) {
    const context = { where: `list '${item.name}'`, callSite: () => item.callSite, listNames };
    return `- ${line(0, 'list', scalar(item.name))}${sequenceLines(
      2,
      'items',
      item.items.map((one) => itemValue(one, context)),
    )}${overrides(item, ['items'])}`;
  }
  if (isKind(item, 'macro', 'macro-change')) {
    const context = { where: `macro '${item.name}'`, callSite: () => item.callSite, listNames };
    const text = conditionText(item.condition, isAppended(item), context);
    return `- ${line(0, 'macro', scalar(item.name))}${conditionLines(2, 'condition', text)}${overrides(item, ['condition'])}`;
  }
  const context = { where: `rule '${item.name}'`, callSite: () => item.callSite, listNames };
  const name = `- ${line(0, 'rule', scalar(item.name))}`;
  if (isKind(item, 'rule')) return name + ruleKeys(item, false, context);
  const keys = KEYS.filter((key) => key !== 'source' && item.changes[key] !== undefined);
  return (
    name +
    ruleKeys(item.changes, isAppended(item), context) +
    overrides(
      item,
      keys.map((key) => YAML_NAMES[key]),
    )
  );
}

function isAppended(item: Writable): boolean {
  return 'how' in item && item.how === 'append';
}

function overrides(item: Writable, keys: readonly string[]): string {
  if (!('how' in item)) return '';
  return `  override:\n${keys.map((key) => line(4, key, item.how)).join('')}`;
}

/** In the order of Falco's style guide, exceptions last. */
const KEYS = [
  'desc',
  'condition',
  'output',
  'priority',
  'source',
  'tags',
  'enabled',
  'capture',
  'captureDuration',
  'warnEvttypes',
  'skipIfUnknownFilter',
  'exceptions',
] as const satisfies readonly (keyof RuleChanges | 'source')[];
type Key = (typeof KEYS)[number];

const YAML_NAMES: Readonly<Record<Key, string>> = {
  desc: 'desc',
  condition: 'condition',
  output: 'output',
  priority: 'priority',
  source: 'source',
  tags: 'tags',
  enabled: 'enabled',
  capture: 'capture',
  captureDuration: 'capture_duration',
  warnEvttypes: 'warn_evttypes',
  skipIfUnknownFilter: 'skip-if-unknown-filter',
  exceptions: 'exceptions',
};

function ruleKeys(
  parts: RuleChanges & { readonly source?: string },
  appended: boolean,
  context: Context,
): string {
  return KEYS.map((key) => {
    const name = YAML_NAMES[key];
    const value = parts[key];
    if (value === undefined) return '';
    switch (key) {
      case 'desc':
        return textLines(2, name, parts.desc!);
      case 'condition':
        return conditionLines(2, name, conditionText(parts.condition!, appended, context));
      case 'output':
        return textLines(2, name, parts.output!.text);
      case 'tags':
        return sequenceLines(2, name, parts.tags!);
      case 'exceptions':
        return exceptionsYaml(parts.exceptions!, context);
      case 'priority':
      case 'source':
        return line(2, name, scalar(String(value)));
      default:
        return line(2, name, String(value));
    }
  }).join('');
}

/** A condition's text, checked: it parses to the same tree, and Falco replaces in it only the lists that it names. */
function conditionText(condition: Condition, appended: boolean, context: Context): string {
  const { expr } = toExpr(condition, context.listNames);
  const [fault] = printFaults(expr);
  if (fault)
    throw mistake(`${context.where}: the condition cannot be written: ${fault.reason}`, context.callSite);
  const text = printExpr(expr);
  const parsed = parseCondition(text);
  if (!parsed.ok || !exprEquals(parsed.expr, expr)) {
    const why = parsed.ok ? 'it would be read differently' : parsed.message;
    throw mistake(`${context.where}: the condition cannot be written: ${why}: ${text}`, context.callSite);
  }
  checkReplacements(text, expr, context);
  if (!appended) return text;
  const { node } = condition as ConditionData;
  if (node.kind !== 'and' && node.kind !== 'or') return text;
  const kind = node.kind === 'and' ? 'And' : 'Or';
  const alone = join(kind, [expr]);
  // What follows the word has to stay together: `and (a or b)`.
  const grouped = kind === 'And' && alone.kind === 'Or' ? `(${text})` : text;
  return `${node.kind} ${grouped}`;
}

function checkReplacements(text: string, expr: Expr, context: Context): void {
  const counts = replacements(text, context.listNames);
  if (counts.size === 0) return;
  const meant = new Map<string, number>();
  for (const { value, quoted } of nodesOfKind(expr, 'Value')) {
    if (!quoted && counts.has(value)) meant.set(value, (meant.get(value) ?? 0) + 1);
  }
  for (const [name, count] of counts) if (count !== meant.get(name)) throw replaced(name, text, context);
}

function replaced(name: string, text: string, { where, callSite }: Context): Error {
  return mistake(
    `${where}: Falco replaces the word '${name}' in ${show(text)}, since a list has that name: give the list another one`,
    callSite,
  );
}

/** An item of a list or a value of an exception, as the YAML holds it. */
function itemValue(value: ExceptionValue, context: Context): string {
  if (typeof value !== 'string') return value.name;
  const item = itemText(value, context.listNames);
  const text = substitutedText(item);
  for (const name of replacements(text, context.listNames).keys()) throw replaced(name, text, context);
  return item;
}

function exceptionsYaml(exceptions: readonly Exception[], context: Context): string {
  if (exceptions.length === 0) return line(2, 'exceptions', '[]');
  return `  exceptions:\n${exceptions.map((one) => exceptionYaml(one, context)).join('')}`;
}

function exceptionYaml(exception: Exception, rule: Context): string {
  const { name, fields, comps, values } = exception;
  const context = {
    ...rule,
    where: `${rule.where}: exception '${name}'`,
    callSite: () => exception.callSite ?? rule.callSite(),
  };
  const head = `    - ${line(0, 'name', scalar(name))}`;
  const rows = (values as readonly (ExceptionEntry | readonly ExceptionEntry[])[]).map((row) =>
    entryOf(row, context),
  );
  const flat = rows.every((row) => typeof row === 'string');
  const body = flat ? sequenceLines(6, 'values', rows) : blockSequence(6, 'values', rows);
  return (
    head +
    partYaml('fields', fields, (field) => dataOf(field as AnyField).text) +
    partYaml('comps', comps, String) +
    (values.length === 0 && fields !== undefined ? '' : body)
  );
}

function partYaml<T>(key: string, part: T | readonly T[] | undefined, text: (one: T) => string): string {
  if (part === undefined) return '';
  if (Array.isArray(part)) return sequenceLines(6, key, (part as readonly T[]).map(text));
  return line(6, key, scalar(text(part as T)));
}

function entryOf(entry: ExceptionEntry | readonly ExceptionEntry[], context: Context): string | Sequence {
  return Array.isArray(entry)
    ? entry.map((one) => entryOf(one, context))
    : itemValue(entry as ExceptionValue, context);
}
