import { suggestion } from '../diagnostics/did-you-mean.js';
import { FIELDS } from '../fields/index.js';
import { type ByteString, decodeText } from '../text/bytes.js';
import type { Span } from '../text/source.js';
import { checkExceptionField } from './check/exception-field.js';
import {
  appendToRule,
  type CollectedRule,
  define,
  type RuleUpdate,
  replaceInRule,
  touch,
} from './collect.js';
import { fileContext } from './context.js';
import { validateException } from './exceptions.js';
import type { Item } from './read/decode.js';
import { isEntry } from './read/exceptions.js';
import { fail, spanOfNode, warning } from './read/scope.js';
import { type CollectedException, RuleExceptions } from './rule-exceptions.js';

/** Falco's words where an update finds nothing to update (rule_loading_messages.h). */
const NO_RULE_TO_APPEND =
  "Rule uses 'append' or 'override.<key>: append' but no rule by that name already exists";
const NO_RULE_TO_REPLACE =
  "An 'override.<key>: replace' to a rule was requested but no rule by that name already exists";

/** Defines or redefines a rule, `exceptions` its own yet to be looked at (rule_loader_collector.cpp). */
export function defineRule(item: Item, rule: CollectedRule, exceptions: readonly CollectedException[]): void {
  const { reading } = item;
  previousRule(item, rule.name, rule.source, rule.sourceSpan);
  rule.unknownSource = !reading.sources.has(rule.source);
  if (rule.unknownSource) {
    const message = `Unknown source ${rule.source}, skipping`;
    const help = suggestion(decodeText(rule.source), reading.sources);
    reading.warn(
      warning('LOAD_UNKNOWN_SOURCE', message, item.ctx, rule.sourceSpan ?? rule.nameSpan, {
        message: `no loaded plugin provides the source \`${decodeText(rule.source)}\`: Falco skips the rule`,
        help,
      }),
    );
  }
  const source = rule.unknownSource ? undefined : rule.source;
  if (exceptions.length > 0) {
    const checked = exceptions.map((exception) => {
      if (!isEntry(exception.fields)) {
        failException(exception, 'Rule exception item must have fields property with a list of fields');
      }
      return validated(item, source, exception);
    });
    rule.exceptions = new RuleExceptions(checked);
  }
  define(reading.collection, 'rules', rule, keysOf(item));
}

/** Joins an update to a rule. */
export function appendRule(
  item: Item,
  name: ByteString,
  source: ByteString,
  update: RuleUpdate,
  keys: readonly string[],
): void {
  const rule = previousRule(item, name, source) ?? failMissing(item, name, NO_RULE_TO_APPEND);
  if (Object.keys(update).length === 0) {
    fail(
      'LOAD_ERR_VALIDATE',
      'Appended rule must have exceptions or condition property',
      item.ctx,
      nodeSpan(item),
      {
        message: 'an appended rule needs `condition` or `exceptions`',
      },
    );
  }
  // What has been appended stays, also where what follows is refused.
  item.reading.collection.changed.rules.push(name);
  appendToRule(rule, update);
  const ruleSource = rule.unknownSource ? undefined : rule.source;
  for (const exception of update.exceptions ?? []) {
    const known = rule.exceptions.find(exception.name);
    if (known) {
      if (isEntry(exception.fields)) {
        failException(exception, 'Can not append exception fields to existing exception, only values', known);
      }
      if (isEntry(exception.comps)) {
        failException(exception, 'Can not append exception comps to existing exception, only values', known);
      }
      rule.exceptions.addValues(known, exception.values);
      continue;
    }
    if (!isEntry(exception.fields)) {
      failException(exception, 'Rule exception must have fields property with a list of fields');
    }
    if (exception.values.length === 0) {
      failException(exception, 'Rule exception must have values property with a list of values');
    }
    rule.exceptions.add(validated(item, ruleSource, exception));
  }
  touch(item.reading.collection, 'rules', rule, { kind: 'append', keys, span: nodeSpan(item) });
}

/** Replaces parts of a rule. What is replaced is not validated, exceptions neither. */
export function replaceRule(
  item: Item,
  name: ByteString,
  source: ByteString,
  update: RuleUpdate,
  keys: readonly string[],
): void {
  const rule = previousRule(item, name, source) ?? failMissing(item, name, NO_RULE_TO_REPLACE);
  replaceInRule(rule, update);
  touch(item.reading.collection, 'rules', rule, { kind: 'replace', keys, span: nodeSpan(item) });
}

/** Switches a rule on or off; it keeps its place and what it sees. */
export function enableRule(item: Item, name: ByteString, enabled: boolean, span: Span): void {
  const rule =
    item.reading.collection.rules.get(name) ??
    failMissing(item, name, "Rule has 'enabled' key but no rule by that name already exists");
  rule.enabled = enabled;
  rule.place.history.push({ kind: 'enable', keys: ['enabled'], span });
}

/** The rule of that name. Two sources that are both said and differ are a fault. */
function previousRule(
  item: Item,
  name: ByteString,
  source: ByteString,
  sourceSpan?: Span,
): CollectedRule | undefined {
  const rule = item.reading.collection.rules.get(name);
  if (rule && rule.source !== '' && source !== '' && rule.source !== source) {
    const span = sourceSpan ?? nameSpan(item);
    fail('LOAD_ERR_VALIDATE', 'Rule has been re-defined with a different source', item.ctx, span, {
      message: `the rule is redefined with the source \`${decodeText(source)}\`, it had \`${decodeText(rule.source)}\``,
      related: [{ span: rule.nameSpan, message: 'it is defined here' }],
      ...(!sourceSpan && {
        help: `say \`source: ${decodeText(rule.source)}\`: without it, syscall is meant`,
      }),
    });
  }
  return rule;
}

function failMissing(item: Item, name: ByteString, message: ByteString): never {
  const { rules, suggester } = item.reading.collection;
  return fail('LOAD_ERR_VALIDATE', message, item.ctx, nameSpan(item), {
    message: `no rule \`${decodeText(name)}\` is defined before this`,
    help: suggester.suggest(name, rules) ?? 'the file that defines it must be loaded first',
  });
}

function failException(
  exception: CollectedException,
  message: ByteString,
  known?: CollectedException,
): never {
  const related = known && [{ span: known.span, message: 'the exception is defined here' }];
  return fail('LOAD_ERR_VALIDATE', message, exception.ctx, exception.span, related && { related });
}

function validated(
  item: Item,
  source: ByteString | undefined,
  exception: CollectedException,
): CollectedException {
  const result = validateException(exception, (field) => {
    if (source === undefined) return 'ok';
    const checked = checkExceptionField(field, source);
    if (typeof checked !== 'object') return checked;
    // Falco does not expect this and says it of the whole file.
    return fail('LOAD_ERR_VALIDATE', checked.message, fileContext(item.reading.file.name), exception.span);
  });
  if (result.ok) return result.exception;
  const { message, field } = result;
  const names = FIELDS.map(({ name }) => name);
  return fail('LOAD_ERR_VALIDATE', message, exception.ctx, result.span ?? exception.span, {
    help: field === undefined ? undefined : suggestion(decodeText(field), names),
  });
}

function keysOf(item: Item): readonly string[] {
  return item.node.entries.map(({ key }) => (key.kind === 'scalar' ? key.value : ''));
}

function nodeSpan({ reading, node }: Item): Span {
  return spanOfNode(reading.file, node);
}

function nameSpan({ reading, node }: Item): Span {
  return spanOfNode(reading.file, node.entries[0]?.value ?? node);
}
