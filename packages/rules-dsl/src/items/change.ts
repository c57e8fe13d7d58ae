import { isKind } from '../brand.js';
import { checkCondition } from '../condition/logic.js';
import type { Condition, JoinedCondition } from '../condition/types.js';
import type { Text } from '../field/types.js';
import { show } from '../field/values.js';
import type { Output } from '../output/types.js';
import { captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { alternatives, mistake } from '../source/mistake.js';
import { flatValues, freezeException, looseEntry } from './exception.js';
import { listItems } from './list.js';
import { checkKeys, checkOptions, finish, itemBase } from './make.js';
import { checkName, checkText } from './name.js';
import type { Priority } from './priority.js';
import { RULE_KEYS, readParts } from './rule.js';
import type {
  Exception,
  ExceptionEntry,
  List,
  ListChange,
  Macro,
  MacroChange,
  Rule,
  RuleChange,
  RuleChanges,
} from './types.js';

/** What can be added to a rule that stands elsewhere. */
export interface RuleAdditions {
  /**
   * Goes on from the rule's condition: `and(...)` or `or(...)`, whose word comes first.
   * @example condition: and(not(ka.user.name.in(controllers)))   // and not ka.user.name in (controllers)
   */
  readonly condition?: JoinedCondition;
  /** More text for the output, after a blank. */
  readonly output?: Output | string;
  /** More text for the description, after a blank. */
  readonly desc?: string;
  /** More tags. */
  readonly tags?: readonly string[];
  /** New exceptions, or by `append.exception` more values for those that the rule has. */
  readonly exceptions?: readonly Exception[];
}

/** What can be replaced of a rule that stands elsewhere. */
export interface RuleReplacements {
  readonly condition?: Condition;
  readonly output?: Output | string;
  readonly desc?: string;
  readonly priority?: Priority;
  readonly tags?: readonly string[];
  /** Replaces all exceptions of the rule. */
  readonly exceptions?: readonly Exception[];
  readonly enabled?: boolean;
  readonly capture?: boolean;
  readonly captureDuration?: number;
  readonly warnEvttypes?: boolean;
  readonly skipIfUnknownFilter?: boolean;
}

/** A tuple of values for an exception that stands elsewhere, or one value where the exception has one field. */
export type ExceptionRow = Text | List | readonly (Text | List | readonly (Text | List)[])[];

const ADDABLE = ['condition', 'output', 'desc', 'tags', 'exceptions'] as const;

/**
 * Adds to lists, macros and rules that stand in other files, loaded before: Falco's `override: append`.
 * The first argument is the name, or the item itself.
 */
export const append = Object.freeze({
  /**
   * Adds items to a list.
   * @example append.list('allowed_k8s_users', ['alice'])
   * // - list: allowed_k8s_users
   * //   items: [alice]
   * //   override:
   * //     items: append
   */
  list(target: string | List, items: readonly (Text | List)[]): ListChange {
    return changeList('append', target, items, captureCallSite(append.list));
  },

  /**
   * Goes on from a macro's condition with `and(...)` or `or(...)`.
   * @example append.macro('non_system_user', and(ka.user.name.ne('admin')))
   * // - macro: non_system_user
   * //   condition: and ka.user.name != admin
   * //   override:
   * //     condition: append
   */
  macro(target: string | Macro, condition: JoinedCondition): MacroChange {
    return changeMacro('append', target, condition, captureCallSite(append.macro));
  },

  /**
   * Adds to a rule.
   * @example append.rule('Disallowed K8s User', { condition: and(not(ka.user.name.in(controllers))), tags: ['tuned'] })
   * // - rule: Disallowed K8s User
   * //   condition: and not ka.user.name in (controllers)
   * //   tags: [tuned]
   * //   override:
   * //     condition: append
   * //     tags: append
   */
  rule(target: string | Rule, additions: RuleAdditions): RuleChange {
    return changeRule('append', target, additions, ADDABLE, captureCallSite(append.rule));
  },

  /**
   * More values for an exception that the rule has, for `append.rule`.
   * @example append.rule('Disallowed K8s User', { exceptions: [append.exception('known', [['alice', 'get']])] })
   */
  exception(name: string, values: readonly ExceptionRow[]): Exception<never> {
    const site = captureCallSite(append.exception);
    checkText('an exception: its name', name, site);
    return freezeException(name, site, {
      values: exceptionRows(`exception '${name}'`, values, site),
    }) as Exception<never>;
  },
});

/**
 * Replaces parts of lists, macros and rules that stand in other files, loaded before: Falco's `override: replace`.
 * The first argument is the name, or the item itself.
 */
export const override = Object.freeze({
  /**
   * Replaces a list's items.
   * @example override.list('allowed_k8s_users', ['alice'])
   */
  list(target: string | List, items: readonly (Text | List)[]): ListChange {
    return changeList('replace', target, items, captureCallSite(override.list));
  },

  /**
   * Replaces a macro's condition.
   * @example override.macro('user_known_exec_pod_activities', ka.user.name.eq('alice'))
   */
  macro(target: string | Macro, condition: Condition): MacroChange {
    return changeMacro('replace', target, condition, captureCallSite(override.macro));
  },

  /**
   * Replaces parts of a rule, and leaves the others as they are.
   * @example override.rule('Attach/Exec Pod', { enabled: false })
   * // - rule: Attach/Exec Pod
   * //   enabled: false
   * //   override:
   * //     enabled: replace
   */
  rule(target: string | Rule, replacements: RuleReplacements): RuleChange {
    return changeRule('replace', target, replacements, RULE_KEYS, captureCallSite(override.rule));
  },
});

type How = 'append' | 'replace';

function changeList(how: How, target: unknown, items: unknown, site: LazyCallSite): ListChange {
  const name = targetName('list', target, site);
  checkName('list', name, site);
  return finish(itemBase('list-change', site), {
    how,
    name,
    items: listItems(`list '${name}'`, items, site),
  });
}

function changeMacro(how: How, target: unknown, condition: unknown, site: LazyCallSite): MacroChange {
  const name = targetName('macro', target, site);
  checkName('macro', name, site);
  const where = `macro '${name}'`;
  checkCondition(where, condition, site);
  if (how === 'append') checkJoined(where, condition, site);
  return finish(itemBase('macro-change', site), { how, name, condition });
}

function changeRule(
  how: How,
  target: unknown,
  options: unknown,
  keys: readonly (keyof RuleChanges)[],
  site: LazyCallSite,
): RuleChange {
  const name = targetName('rule', target, site);
  const where = `rule '${name}'`;
  checkOptions(where, options, site);
  checkKeys(where, options, keys, site);
  const changes = readParts(where, options, site);
  if (Object.keys(changes).length === 0)
    throw mistake(`${where}: nothing is changed; there are ${alternatives(keys, 'and')}`, site);
  if (how === 'append' && changes.condition) checkJoined(where, changes.condition, site);
  if (how === 'replace') {
    const loose = changes.exceptions?.find((one) => one.fields === undefined);
    if (loose)
      throw mistake(
        `${where}: the exception '${loose.name}' has no fields; append.exception adds values to an exception, it cannot replace`,
        loose.callSite,
        site,
      );
  }
  return finish(itemBase('rule-change', site), { how, name, changes: Object.freeze(changes) });
}

function targetName(kind: 'list' | 'macro' | 'rule', target: unknown, site: LazyCallSite): string {
  const name = isKind(target, kind) ? (target as unknown as { name: string }).name : target;
  if (typeof name !== 'string')
    throw mistake(`the first argument is the name of a ${kind}, or the ${kind}, not ${show(target)}`, site);
  checkText(`${kind}: its name`, name, site);
  return name;
}

function checkJoined(where: string, condition: Condition, site: LazyCallSite): void {
  if ('joins' in condition) return;
  throw mistake(
    `${where}: what is appended to a condition goes on from it: put it into and(...) or or(...)`,
    site,
  );
}

function exceptionRows(where: string, rows: unknown, site: LazyCallSite): Exception['values'] {
  if (!Array.isArray(rows) || rows.length === 0)
    throw mistake(`${where}: values is an array that is not empty`, site);
  if (!rows.some((row) => Array.isArray(row))) return flatValues(where, rows, site);
  return Object.freeze(
    rows.map((row: unknown): readonly ExceptionEntry[] => {
      if (!Array.isArray(row)) throw mistake(`${where}: values are all tuples, or all single values`, site);
      return Object.freeze(row.map((entry) => looseEntry(where, entry, site)));
    }),
  );
}
