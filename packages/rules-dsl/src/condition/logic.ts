import { isKind } from '../brand.js';
import { show } from '../field/values.js';
import { captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';
import { isCondition, makeCondition } from './make.js';
import type { Condition, ConditionData, JoinedCondition } from './types.js';

/**
 * Holds where all of the conditions hold.
 * @example and(kevt, ka.verb.eq('create'))   // kevt and ka.verb = create
 */
export function and<Source extends string = never>(
  ...conditions: readonly Condition<Source>[]
): JoinedCondition<Source> {
  return joined('and', conditions, captureCallSite(and)) as never;
}

/**
 * Holds where at least one of the conditions holds.
 * @example or(ka.verb.eq('create'), ka.verb.eq('patch'))   // ka.verb = create or ka.verb = patch
 */
export function or<Source extends string = never>(
  ...conditions: readonly Condition<Source>[]
): JoinedCondition<Source> {
  return joined('or', conditions, captureCallSite(or)) as never;
}

/**
 * Holds where the condition does not. A check on an absent field is false, so its `not` is true.
 * @example not(ka.user.name.startswith('system:'))   // not ka.user.name startswith "system:"
 */
export function not<Source extends string = never>(condition: Condition<Source>): Condition<Source> {
  const site = captureCallSite(not);
  checkCondition('not', condition, site);
  return makeCondition({ kind: 'not', child: condition }, sourcesOf(condition), site) as never;
}

function joined(kind: 'and' | 'or', conditions: readonly Condition[], site: LazyCallSite): ConditionData {
  if (conditions.length === 0) throw mistake(`${kind}() takes conditions, and there are none`, site);
  for (const condition of conditions) checkCondition(kind, condition, site);
  return makeCondition(
    { kind, children: Object.freeze([...conditions]) },
    conditions.flatMap(sourcesOf),
    site,
  );
}

export function checkCondition(
  where: string,
  value: unknown,
  site: LazyCallSite,
): asserts value is Condition {
  if (isCondition(value)) return;
  const isOperator = typeof value === 'function' && !isKind(value, 'field');
  const field = isKind(value, 'field') ? show(value) : undefined;
  if (field)
    throw mistake(`${where} takes conditions, not ${field}: ask something of it, as in .exists()`, site);
  const help = isOperator ? ': a method is not called, as in .exists without ()' : '';
  throw mistake(`${where} takes conditions, not ${show(value)}${help}`, site);
}

/** The sources that a condition's fields need. */
export function sourcesOf(condition: Condition): readonly string[] {
  if (isKind(condition, 'macro'))
    return sourcesOf((condition as unknown as { condition: Condition }).condition);
  return (condition as ConditionData).sources;
}
