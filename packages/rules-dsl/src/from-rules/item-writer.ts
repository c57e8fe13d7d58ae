import {
  type Comment,
  decodeBool,
  decodeUint,
  type Expr,
  findField,
  lookup,
  type MapNode,
  parseCondition,
  parseOperand,
  parseOutput,
  type YamlNode,
} from '@falco-rules/language';
import { normalPriority } from '../items/priority.js';
import type { Canon } from './canon.js';
import { ConditionWriter, looksLikeList } from './condition.js';
import { commentText, type FileItem } from './file-items.js';
import { BASE, boolOf, operationOf, textOf } from './meaning.js';
import { operandSource } from './operand.js';
import type { Scope } from './scope.js';
import {
  array,
  call,
  type Entry,
  fitsTemplate,
  member,
  name,
  type Part,
  type Source,
  text,
} from './source.js';

/** One call of the DSL that an item becomes, and what its constant is called after. */
export interface Written {
  readonly source: Source;
  /** Words for the constant's name. */
  readonly words: string;
  /** Behind that name where it is taken. */
  readonly suffix: string;
  /** Whether others refer to the item by this constant. */
  readonly defines: boolean;
}

const OPTIONS = [
  ['desc', 'desc'],
  ['condition', 'condition'],
  ['output', 'output'],
  ['priority', 'priority'],
  ['source', 'source'],
  ['tags', 'tags'],
  ['enabled', 'enabled'],
  ['capture', 'capture'],
  ['capture_duration', 'captureDuration'],
  ['warn_evttypes', 'warnEvttypes'],
  ['skip-if-unknown-filter', 'skipIfUnknownFilter'],
  ['exceptions', 'exceptions'],
] as const;
type Key = (typeof OPTIONS)[number][0];

/** What a rule is where it does not say otherwise: a redefinition has to say so of what the first one said. */
const RESETS: Readonly<Partial<Record<Key, Source>>> = {
  tags: array([]),
  exceptions: array([]),
  enabled: { kind: 'literal', value: true },
  warn_evttypes: { kind: 'literal', value: true },
  'skip-if-unknown-filter': { kind: 'literal', value: false },
};

/** Writes items of a rules file as calls of the DSL. */
export class ItemWriter {
  private readonly scope: Scope;
  private readonly conditions: ConditionWriter;
  /** Comments that stand beside a part of what is written. */
  readonly claimed = new Set<Comment>();
  /** Keys that the definitions of a rule set. */
  private readonly ruleKeys = new Map<string, Set<Key>>();
  private readonly seen = new Set<string>();

  constructor(scope: Scope, canon: Canon) {
    this.scope = scope;
    this.conditions = new ConditionWriter(scope, canon);
  }

  /** Undefined for what the DSL has no form for. */
  write(item: FileItem): readonly Written[] | undefined {
    switch (item.kind) {
      case 'list':
        return this.list(item);
      case 'macro':
        return this.macro(item);
      case 'rule':
        return this.rule(item);
      case 'required_engine_version':
        return one(engineSource(item.node), 'engine version', 'required');
      case 'required_plugin_versions':
        return one(pluginsSource(item.node), 'plugin versions', 'required');
      default:
        return undefined;
    }
  }

  /** Remembers that an item is defined, whichever way it is written. */
  note({ kind, name: itemName, node }: FileItem): void {
    this.seen.add(`${kind} ${itemName}`);
    if (kind !== 'rule') return;
    const keys = this.ruleKeys.get(itemName) ?? new Set();
    this.ruleKeys.set(itemName, keys);
    for (const [key] of OPTIONS) if (lookup(node, key)) keys.add(key);
  }

  private list(item: FileItem): readonly Written[] | undefined {
    const { node, name: itemName } = item;
    const nodes = lookup(node, 'items');
    const items =
      nodes?.kind === 'sequence'
        ? this.values(
            nodes,
            nodes.items.map((one) => this.value(one)),
          )
        : array([]);
    if (!items) return undefined;
    const how = this.how(item, 'items');
    if (how === 'define') return one(call('list', text(itemName), items), itemName, 'list', true);
    return one(
      call(member(how === 'append' ? 'append' : 'override', 'list'), this.target(item), items),
      `${itemName} ${how}`,
      'list',
    );
  }

  private macro(item: FileItem): readonly Written[] | undefined {
    const { node, name: itemName } = item;
    const condition = lookup(node, 'condition');
    const written = condition && textOf(condition);
    if (written === undefined) return undefined;
    const how = this.how(item, 'condition');
    if (how === 'append') {
      const joins = this.joins(written);
      return joins?.map((source, i) => ({
        source: call(member('append', 'macro'), this.target(item), source),
        words: `${itemName} append${i === 0 ? '' : ` ${i + 1}`}`,
        suffix: 'macro',
        defines: false,
      }));
    }
    const source = this.condition(written);
    if (!source) return undefined;
    if (how === 'define') return one(call('macro', text(itemName), source), itemName, 'macro', true);
    return one(call(member('override', 'macro'), this.target(item), source), `${itemName} override`, 'macro');
  }

  private how(item: FileItem, key: string): 'define' | 'append' | 'override' {
    if (boolOf(item.node, 'append') || operationOf(item.node, key) === 'append') return 'append';
    return this.isSeen(item) ? 'override' : 'define';
  }

  private isSeen({ kind, name: itemName }: FileItem): boolean {
    return this.seen.has(`${kind} ${itemName}`);
  }

  /** The item that a change is about: its constant, or its name. */
  private target({ kind, name: itemName }: FileItem): Source {
    const constant = this.scope.constant(kind as 'list', itemName);
    return constant ? name(constant.name) : text(itemName);
  }

  private rule(item: FileItem): readonly Written[] | undefined {
    const { node, name: itemName } = item;
    const target = (): Source => this.target(item);
    const keys = OPTIONS.map(([key]) => key).filter((key) => lookup(node, key));
    const appended = keys.filter((key) => operationOf(node, key) === 'append');
    const replaced = keys.filter((key) => operationOf(node, key) === 'replace');
    if (boolOf(node, 'append')) {
      return this.appendRule(
        item,
        keys.filter((key) => key === 'condition' || key === 'exceptions'),
      );
    }
    if (appended.length + replaced.length > 0) {
      const appends = appended.length > 0 ? this.appendRule(item, appended) : [];
      const options = this.options(node, replaced, 'replace');
      if (!appends || !options) return undefined;
      if (replaced.length === 0) return appends;
      return [
        ...appends,
        ...one(call(member('override', 'rule'), target(), open(options)), `${itemName} override`, 'rule')!,
      ];
    }
    if (
      !keys.some((key) => key === 'condition' || key === 'output' || key === 'desc' || key === 'priority')
    ) {
      const options = this.options(node, ['enabled'], 'replace');
      return (
        options &&
        one(call(member('override', 'rule'), target(), open(options)), `${itemName} override`, 'rule')
      );
    }
    if (!this.isSeen(item)) {
      const options = this.options(node, withSource(keys), 'define');
      return options && one(call('rule', text(itemName), open(options)), itemName, 'rule', true);
    }
    const options = this.options(
      node,
      keys.filter((key) => key !== 'source'),
      'define',
    );
    if (!options) return undefined;
    const resets = [...(this.ruleKeys.get(itemName) ?? [])].flatMap((key): Entry[] => {
      const value = keys.includes(key) ? undefined : RESETS[key];
      return value ? [{ key: optionName(key), value }] : [];
    });
    const all = open([...options, ...resets]);
    return one(call(member('override', 'rule'), target(), all), `${itemName} override`, 'rule');
  }

  /** An appended condition that joins by `and` and by `or` takes a call for each. */
  private appendRule(item: FileItem, keys: readonly Key[]): readonly Written[] | undefined {
    const { node, name: itemName } = item;
    const condition = keys.includes('condition') ? textOf(lookup(node, 'condition')!) : undefined;
    const joins = condition === undefined ? [] : this.joins(condition);
    const others = this.options(
      node,
      keys.filter((key) => key !== 'condition'),
      'append',
    );
    if (!joins || !others) return undefined;
    const conditionEntry = (value: Source): Entry => this.entryOf(node, 'condition', value);
    const [first, ...more] = joins;
    const calls = [
      [...(first ? [conditionEntry(first)] : []), ...others],
      ...more.map((value) => [{ key: 'condition', value }]),
    ];
    return calls.map((entries, i) => ({
      source: call(member('append', 'rule'), this.target(item), open(entries)),
      words: `${itemName} append${i === 0 ? '' : ` ${i + 1}`}`,
      suffix: 'rule',
      defines: false,
    }));
  }

  private condition(written: string): Source | undefined {
    const parsed = parseCondition(written);
    return parsed.ok ? this.conditions.write(parsed.expr) : undefined;
  }

  /** What an appended condition goes on with, one joined condition after the other. */
  private joins(written: string): readonly Source[] | undefined {
    const parsed = parseCondition(`${BASE} ${written}`);
    if (!parsed.ok) return undefined;
    const joins: { readonly word: 'and' | 'or'; readonly parts: readonly Expr[] }[] = [];
    let { expr } = parsed;
    if (expr.kind === 'Or') {
      const [inner, ...parts] = expr.children;
      joins.unshift({ word: 'or', parts });
      expr = inner!;
    }
    if (expr.kind === 'And') {
      const [inner, ...parts] = expr.children;
      joins.unshift({ word: 'and', parts });
      expr = inner!;
    }
    if (expr.kind !== 'Identifier' || expr.name !== BASE) return undefined;
    const sources = joins.map(({ word, parts }) => {
      const children = parts.map((part) => this.conditions.write(part));
      return children.every((child) => child !== undefined) ? call(word, ...children) : undefined;
    });
    return sources.every((source) => source !== undefined) ? sources : undefined;
  }

  private options(node: MapNode, keys: readonly Key[], how: How): Entry[] | undefined {
    const entries: Entry[] = [];
    for (const [key] of OPTIONS) {
      if (!keys.includes(key)) continue;
      const given = lookup(node, key);
      const value = given
        ? this.optionSource(key, given, how)
        : key === 'source'
          ? text('syscall')
          : undefined;
      if (!value) return undefined;
      if (key === 'source' && value.kind === 'text' && value.value === 'k8s_audit') continue;
      entries.push(this.entryOf(node, key, value));
    }
    return entries;
  }

  private entryOf(node: MapNode, key: Key, value: Source): Entry {
    const entry = node.entries.find((each) => each.key.kind === 'scalar' && each.key.value === key);
    const first = node.entries[0] === entry;
    return {
      key: optionName(key),
      value,
      // Above the first key they are about the item.
      ...(entry && !first && { before: this.claim(entry.key.comments.before) }),
      ...(entry && {
        trailing: this.claim(entry.value.comments.trailing ? [entry.value.comments.trailing] : [])[0],
      }),
    };
  }

  private optionSource(key: Key, node: YamlNode, how: How): Source | undefined {
    const own = textOf(node);
    switch (key) {
      case 'condition':
        return own === undefined ? undefined : this.condition(own);
      case 'output':
        return own === undefined ? undefined : this.output(own.trim());
      case 'desc':
        return own === undefined ? undefined : text(own.trimEnd());
      case 'source':
        return own === undefined ? undefined : text(own);
      case 'priority': {
        const word = normalPriority(own);
        return word === undefined ? undefined : text(word);
      }
      case 'tags':
        return node.kind === 'sequence'
          ? this.values(node, node.items.map(plainText))
          : node.kind === 'null'
            ? array([])
            : undefined;
      case 'exceptions':
        return this.exceptions(node, how);
      case 'capture_duration': {
        const value = decodeUint(node);
        return value === undefined ? undefined : { kind: 'literal', value };
      }
      default: {
        const value = own === undefined ? undefined : decodeBool(node);
        return value === undefined ? undefined : { kind: 'literal', value };
      }
    }
  }

  private output(written: string): Source {
    const parsed = written.includes('%') ? parseOutput(written) : undefined;
    const special = written.startsWith('*') || /[\x00-\x1f]/.test(written);
    if (!parsed?.ok || special || !fitsTemplate('out', written)) return text(written);
    const texts = [''];
    const parts: Source[] = [];
    for (const token of parsed.tokens) {
      const source = token.kind === 'field' && token.width === 0 ? operandSource(token.operand) : undefined;
      if (source) {
        parts.push(source);
        texts.push('');
      } else texts[texts.length - 1] += written.slice(token.start, token.end);
    }
    const template: Source = { kind: 'template', tag: 'out', texts, parts };
    return parts.length > 0 && this.scope.tryEvaluate(template) ? template : text(written);
  }

  private exceptions(node: YamlNode, how: How): Source | undefined {
    if (node.kind === 'null') return array([]);
    if (node.kind !== 'sequence') return undefined;
    return this.values(
      node,
      node.items.map((one) => this.exception(one, how)),
    );
  }

  private exception(node: YamlNode, how: How): Source | undefined {
    const exceptionName = node.kind === 'map' ? lookup(node, 'name') : undefined;
    if (node.kind !== 'map' || !exceptionName) return undefined;
    const fields = lookup(node, 'fields');
    const values = lookup(node, 'values');
    const label = text(textOf(exceptionName) ?? '');
    const rows = values && this.nested(values);
    if (values && !rows) return undefined;
    if (!fields) {
      return how === 'append' && rows ? call(member('append', 'exception'), label, rows) : undefined;
    }
    const comps = lookup(node, 'comps');
    const several = fields.kind === 'sequence';
    const fieldsSource = several ? this.values(fields, fields.items.map(fieldSource)) : fieldSource(fields);
    const compsSource =
      comps && (comps.kind === 'sequence' ? this.values(comps, comps.items.map(compText)) : compText(comps));
    if (!fieldsSource || (comps && !compsSource)) return undefined;
    const isDefault = comps && isDefaultComps(comps, several);
    const entries: Entry[] = [
      { key: 'fields', value: fieldsSource },
      ...(compsSource && !isDefault ? [{ key: 'comps', value: compsSource }] : []),
      ...(rows && !(rows.kind === 'array' && rows.items.length === 0)
        ? [{ key: 'values', value: rows }]
        : []),
    ];
    return call('exception', label, { kind: 'object', entries });
  }

  private nested(node: YamlNode): Source | undefined {
    if (node.kind !== 'sequence') return this.value(node);
    return this.values(
      node,
      node.items.map((one) => this.nested(one)),
    );
  }

  /** A value of a list or an exception: a list's constant, or a text without the quotes that Falco would take. */
  private value(node: YamlNode): Source | undefined {
    const own = textOf(node);
    if (own === undefined) return undefined;
    const list = this.scope.constant('list', own);
    if (list) return name(list.name);
    // It may be the name of a list that is not among the files.
    if (looksLikeList(own)) return undefined;
    if (!/^["']/.test(own)) return text(own);
    const parsed = parseCondition(`evt.type = ${own}`);
    const right = parsed.ok && parsed.expr.kind === 'BinaryCheck' ? parsed.expr.right : undefined;
    return right?.kind === 'Value' ? text(right.value) : undefined;
  }

  /** An array with the comments of its items. */
  private values(
    node: YamlNode & { readonly kind: 'sequence' },
    sources: readonly (Source | undefined)[],
  ): Source | undefined {
    if (!sources.every((source) => source !== undefined)) return undefined;
    const items = sources.map((value, i): Part => {
      const { before, trailing } = node.items[i]!.comments;
      return { value, before: this.claim(before), trailing: this.claim(trailing ? [trailing] : [])[0] };
    });
    return { kind: 'array', items, after: items.length > 0 ? this.claim(node.comments.after ?? []) : [] };
  }

  private claim(comments: readonly Comment[]): readonly string[] {
    const own = comments.filter((comment) => !this.claimed.has(comment));
    for (const comment of own) this.claimed.add(comment);
    return own.map(commentText);
  }
}

type How = 'define' | 'append' | 'replace';

function one(
  source: Source | undefined,
  words: string,
  suffix: string,
  defines = false,
): readonly Written[] | undefined {
  return source && [{ source, words, suffix, defines }];
}

function open(entries: readonly Entry[]): Source {
  return { kind: 'object', entries, open: entries.length > 1 };
}

function optionName(key: Key): string {
  return OPTIONS.find(([own]) => own === key)![1];
}

/** A rule without a source is for syscalls; in the DSL it would be for k8s_audit. */
function withSource(keys: readonly Key[]): readonly Key[] {
  return keys.includes('source') ? keys : [...keys, 'source'];
}

function plainText(node: YamlNode): Source | undefined {
  const own = textOf(node);
  return own === undefined ? undefined : text(own);
}

function compText(node: YamlNode): Source | undefined {
  const own = textOf(node);
  return own === undefined ? undefined : text(own.trim());
}

function fieldSource(node: YamlNode): Source | undefined {
  const own = textOf(node);
  const parsed = own === undefined ? undefined : parseOperand(own);
  if (!parsed?.ok || (parsed.operand.kind === 'Field' && !findField(parsed.operand.field))) return undefined;
  return parsed.operand.end === own?.length ? operandSource(parsed.operand) : undefined;
}

function isDefaultComps(comps: YamlNode, several: boolean): boolean {
  if (!several) return textOf(comps)?.trim() === 'in';
  return comps.kind === 'sequence' && comps.items.every((comp) => textOf(comp)?.trim() === '=');
}

function engineSource(node: MapNode): Source | undefined {
  const value = lookup(node, 'required_engine_version');
  const own = value && textOf(value);
  if (own === undefined) return undefined;
  const isNumber = /^(?:0|[1-9][0-9]{0,8})$/.test(own);
  return call('requiredEngineVersion', isNumber ? { kind: 'literal', value: Number(own) } : text(own));
}

function pluginsSource(node: MapNode): Source | undefined {
  const value = lookup(node, 'required_plugin_versions');
  if (value?.kind !== 'sequence') return undefined;
  const plugins = value.items.map(pluginSource);
  return plugins.every((plugin) => plugin !== undefined)
    ? call('requiredPluginVersions', array(plugins))
    : undefined;
}

function pluginSource(node: YamlNode): Source | undefined {
  if (node.kind !== 'map') return undefined;
  const entries: Entry[] = [];
  for (const key of ['name', 'version'] as const) {
    const value = lookup(node, key);
    const own = value && textOf(value);
    if (own === undefined) return undefined;
    entries.push({ key, value: text(own) });
  }
  const others = lookup(node, 'alternatives');
  if (others && others.kind !== 'sequence') return undefined;
  const alternatives = others?.items.map(pluginSource) ?? [];
  if (!alternatives.every((other) => other !== undefined)) return undefined;
  if (alternatives.length > 0) entries.push({ key: 'alternatives', value: array(alternatives) });
  return { kind: 'object', entries, open: alternatives.length > 0 };
}
