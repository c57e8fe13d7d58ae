import type { ListOrArrayOf, Text } from '../field/types.js';
import { isList, show, textFault, valueText } from '../field/values.js';
import { captureCallSite, type LazyCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';
import { finish, itemBase } from './make.js';
import { checkName } from './name.js';
import type { List } from './types.js';

/**
 * A named list of values. Used as a value it comes along with the rule that uses it. An item may be another list.
 * @example
 * const admins = list('admins', ['alice', 'bob']);
 * ka.user.name.in(admins)   // - list: admins
 *                           //   items: [alice, bob]
 *                           // ka.user.name in (admins)
 */
export function list(name: string, items: readonly (Text | List)[]): List {
  const site = captureCallSite(list);
  checkName('list', name, site);
  return finish(itemBase('list', site), { name, items: listItems(`list '${name}'`, items, site) });
}

/** Items as texts and lists. */
export function listItems(
  where: string,
  items: ListOrArrayOf<Text> | unknown,
  site: LazyCallSite,
): List['items'] {
  if (!Array.isArray(items)) throw mistake(`${where} takes its items as an array, not ${show(items)}`, site);
  return Object.freeze(
    items.map((item) => {
      if (isList(item)) return item;
      const text = valueText(item);
      if (text === undefined) throw mistake(`${where}: an item cannot be ${show(item)}`, site);
      const fault = textFault(text);
      if (fault) throw mistake(`${where}: the item ${show(text)}: ${fault}`, site);
      return text;
    }),
  );
}
