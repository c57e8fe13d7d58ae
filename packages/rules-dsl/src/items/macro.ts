import { checkCondition } from '../condition/logic.js';
import type { Condition } from '../condition/types.js';
import { captureCallSite } from '../source/call-site.js';
import { finish, itemBase } from './make.js';
import { checkName } from './name.js';
import type { Macro } from './types.js';

/**
 * A named condition. It is used like any condition and comes along with the rule that uses it.
 * @example
 * const kevt = macro('kevt', jevt.value('/stage').eq('ResponseComplete'));
 * and(kevt, ka.verb.eq('create'))   // - macro: kevt
 *                                   //   condition: jevt.value[/stage] = ResponseComplete
 *                                   // kevt and ka.verb = create
 */
export function macro<Source extends string = never>(
  name: string,
  condition: Condition<Source>,
): Macro<Source> {
  const site = captureCallSite(macro);
  checkName('macro', name, site);
  checkCondition(`macro '${name}'`, condition, site);
  return finish(itemBase('macro', site), { name, condition }) as unknown as Macro<Source>;
}
