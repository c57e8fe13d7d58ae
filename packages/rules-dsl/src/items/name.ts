import { findField } from '@falco-rules/language';
import { isReserved } from '../condition/literal.js';
import { show, textFault } from '../field/values.js';
import type { LazyCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';

/** What Falco expects of names (userspace/engine/rule_loader_reader.cpp); it only warns, and then nothing refers to them. */
const MACRO_NAME = /^[A-Za-z][A-Za-z0-9_]*$/;
const LIST_NAME = /^[^()"'\s=,]+$/;

/** Throws where a word cannot name a macro or a list. */
export function checkName(kind: 'macro' | 'list', name: unknown, site: LazyCallSite): asserts name is string {
  checkText(`${kind}: its name`, name, site);
  const pattern = kind === 'macro' ? MACRO_NAME : LIST_NAME;
  if (!pattern.test(name)) {
    const rule =
      kind === 'macro'
        ? 'letters, digits and _, a letter first'
        : 'no blanks, quotes, parentheses, commas or =';
    throw mistake(`${kind} ${show(name)}: the name is not one that Falco can refer to: ${rule}`, site);
  }
  if (isReserved(name))
    throw mistake(`${kind} '${name}': the name is a word of Falco's condition syntax`, site);
  if (findField(name)) throw mistake(`${kind} '${name}': the name is a field's`, site);
}

/** Throws where a value is not a text that Falco can be given. */
export function checkText(where: string, text: unknown, site: LazyCallSite): asserts text is string {
  if (typeof text !== 'string') throw mistake(`${where} is a text, not ${show(text)}`, site);
  if (text === '') throw mistake(`${where} is empty, which Falco refuses`, site);
  const fault = textFault(text);
  if (fault) throw mistake(`${where}: ${fault}`, site);
}
