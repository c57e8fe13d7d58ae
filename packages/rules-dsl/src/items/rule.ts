import { isKind } from '../brand.js';
import { checkCondition, sourcesOf } from '../condition/logic.js';
import { isCondition } from '../condition/make.js';
import type { Condition } from '../condition/types.js';
import { fieldData } from '../field/data.js';
import { show } from '../field/values.js';
import { type OutputData, outputOfText } from '../output/out.js';
import type { Output } from '../output/types.js';
import { captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { alternatives, mistake } from '../source/mistake.js';
import { checkKeys, checkOptions, finish, itemBase } from './make.js';
import { checkText } from './name.js';
import { normalPriority, PRIORITY_WORDS, type Priority } from './priority.js';
import type { Exception, Rule, RuleChanges } from './types.js';

/** What a rule is made of. */
export interface RuleOptions<Source extends string = string> {
  /** What the rule is for. */
  readonly desc: string;
  /** When it fires. */
  readonly condition: Condition<NoInfer<Source>>;
  /** What the alert says: `out` with fields, or a text in Falco's syntax (`user=%ka.user.name`). */
  readonly output: Output<NoInfer<Source>> | string;
  /** How urgent an alert is, in any of the spellings that Falco takes. */
  readonly priority: Priority;
  /** The event source that the rule is for; `k8s_audit` unless said otherwise. */
  readonly source?: Source;
  /** Words to find and select rules by. */
  readonly tags?: readonly string[];
  /** Combinations of values on which the rule stays silent. */
  readonly exceptions?: readonly Exception<NoInfer<Source>>[];
  /** `false` for a rule that is loaded and does not run. */
  readonly enabled?: boolean;
  /** Writes a capture file when the rule fires (Falco 0.42 and newer, syscalls). */
  readonly capture?: boolean;
  /** How long a capture lasts, in milliseconds. */
  readonly captureDuration?: number;
  /** `false` stops the warning about rules without `evt.type` (syscalls). */
  readonly warnEvttypes?: boolean;
  /** Drops the rule, instead of refusing the file, where a field is unknown to Falco. */
  readonly skipIfUnknownFilter?: boolean;
}

const DEFAULT_SOURCE = 'k8s_audit';

/**
 * A Falco rule.
 * @example
 * export const secretRead = rule('Secret read', {
 *   desc: 'Somebody read a secret.',
 *   condition: and(kevt, ka.target.resource.eq('secrets'), ka.verb.eq('get')),
 *   output: out`Secret read (user=${ka.user.name} secret=${ka.target.name})`,
 *   priority: 'WARNING',
 *   tags: ['k8s'],
 * });
 */
export function rule<const Source extends string = 'k8s_audit'>(
  name: string,
  options: RuleOptions<Source>,
): Rule<Source> {
  const site = captureCallSite(rule);
  checkText('rule: its name', name, site);
  const where = `rule '${name}'`;
  checkOptions(where, options, site);
  checkKeys(where, options, [...RULE_KEYS, 'source'], site);
  const { source = DEFAULT_SOURCE } = options;
  checkText(`${where}: source`, source, site);
  for (const key of ['desc', 'condition', 'output', 'priority'] as const) {
    if (options[key] === undefined) throw mistake(`${where}: it has no ${key}`, site);
  }
  const parts = readParts(where, options, site);
  checkSources(where, source, parts, site);
  return finish(itemBase('rule', site), { name, source, ...parts }) as unknown as Rule<Source>;
}

type Loose = { readonly [K in keyof RuleChanges]?: unknown };
export const RULE_KEYS = [
  'desc',
  'condition',
  'output',
  'priority',
  'tags',
  'exceptions',
  'enabled',
  'capture',
  'captureDuration',
  'warnEvttypes',
  'skipIfUnknownFilter',
] as const satisfies readonly (keyof RuleChanges)[];

/** The parts of a rule or of a change that are there, checked. */
export function readParts(where: string, options: Loose, site: LazyCallSite): RuleChanges {
  const parts: Record<string, unknown> = {};
  for (const key of RULE_KEYS) {
    const value = options[key];
    if (value !== undefined) parts[key] = READ[key](`${where}: ${key}`, value, site);
  }
  return parts;
}

type Reader = (where: string, value: unknown, site: LazyCallSite) => unknown;

const READ: Readonly<Record<(typeof RULE_KEYS)[number], Reader>> = {
  desc: text,
  condition: (where, value, site) => {
    checkCondition(where, value, site);
    return value;
  },
  output: (where, value, site) => {
    if (isKind(value, 'output')) return value;
    if (fieldData(value) || isCondition(value) || typeof value !== 'string')
      throw mistake(`${where} is made by out or a text, not ${show(value)}`, site);
    return outputOfText(value, site, where);
  },
  priority: (where, value, site) => {
    const word = normalPriority(value);
    if (word === undefined)
      throw mistake(`${where} is ${alternatives(PRIORITY_WORDS)}, not ${show(value)}`, site);
    return word;
  },
  tags: (where, value, site) => {
    if (!Array.isArray(value)) throw mistake(`${where} is an array of texts, not ${show(value)}`, site);
    for (const tag of value) text(where, tag, site);
    return Object.freeze([...new Set(value as string[])]);
  },
  exceptions: (where, value, site) => {
    if (!Array.isArray(value)) throw mistake(`${where} is an array of exceptions, not ${show(value)}`, site);
    const seen = new Map<string, Exception>();
    for (const one of value as unknown[]) {
      if (!isKind(one, 'exception'))
        throw mistake(`${where} is an array of exceptions, not of ${show(one)}`, site);
      const exception = one as unknown as Exception;
      const other = seen.get(exception.name);
      if (other)
        throw mistake(
          `${where}: two exceptions are named '${exception.name}'`,
          exception.callSite,
          other.callSite,
        );
      seen.set(exception.name, exception);
    }
    return Object.freeze([...value]);
  },
  enabled: flag,
  capture: flag,
  captureDuration: (where, value, site) => {
    if (!Number.isSafeInteger(value) || (value as number) < 0)
      throw mistake(`${where} is a whole number of milliseconds, not ${show(value)}`, site);
    return value;
  },
  warnEvttypes: flag,
  skipIfUnknownFilter: flag,
};

function text(where: string, value: unknown, site: LazyCallSite): string {
  checkText(where, value, site);
  return value;
}

function flag(where: string, value: unknown, site: LazyCallSite): unknown {
  if (typeof value !== 'boolean') throw mistake(`${where} is true or false, not ${show(value)}`, site);
  return value;
}

/** Throws where a rule uses fields that events of its source do not have. */
function checkSources(where: string, source: string, parts: RuleChanges, site: LazyCallSite): void {
  const foreign = (needed: readonly string[]): string | undefined => needed.find((one) => one !== source);
  const condition = parts.condition && foreign(sourcesOf(parts.condition));
  if (condition)
    throw mistake(
      `${where}: the condition uses fields of ${condition}; the rule's source is ${source}`,
      site,
    );
  const unknown = source === DEFAULT_SOURCE ? (parts.output as OutputData).unknown : undefined;
  if (unknown) throw mistake(`${where}: output: ${unknown}`, site);
  const output = parts.output && foreign((parts.output as OutputData).sources);
  if (output)
    throw mistake(`${where}: the output uses fields of ${output}; the rule's source is ${source}`, site);
  for (const exception of parts.exceptions ?? []) {
    const fields = [exception.fields ?? []].flat() as unknown[];
    const needed = foreign(fields.flatMap((one) => fieldData(one)?.sources ?? []));
    if (needed) {
      throw mistake(
        `${where}: the exception '${exception.name}' uses fields of ${needed}; the rule's source is ${source}`,
        exception.callSite,
        site,
      );
    }
  }
}
