import type { FieldRow, Operand } from '@falco-rules/language';
import { checkFieldRef, didYouMean, NOWHERE, printOperand } from '@falco-rules/language';
import { KIND } from '../brand.js';
import { captureCallSite } from '../source/call-site.js';
import { mistake } from '../source/mistake.js';
import { DATA, type FieldData } from './data.js';
import { isMethod, METHODS_OF, type Method, methodsText, operatorMethod } from './operators.js';
import { show, textFault } from './values.js';

/** Children of a node of the tree, made when asked for. */
export type Children = ReadonlyMap<string, () => object>;

const NO_CHILDREN: Children = new Map();

/** The field of an operand: what a row gives, what a transformer makes of it. */
export function makeField(
  operand: Operand,
  holds: FieldData['holds'],
  sources: readonly string[],
  children: Children = NO_CHILDREN,
  call?: (...args: unknown[]) => unknown,
): object {
  const data: FieldData = { text: printOperand(operand), holds, operand, sources };
  return makeNode(data.text, data, children, call);
}

/** The tree's node for a row. */
export function fieldOfRow(row: FieldRow, children: Children): object {
  const sources = row.provider === 'k8saudit' ? ['k8s_audit'] : [];
  const holds = row.list ? 'list' : row.type;
  const bare: Operand = { ...NOWHERE, kind: 'Field', field: row.name };
  if (row.arg.presence === 'none') return makeField(bare, holds, sources, children);

  const call = (...args: unknown[]): object => {
    const arg = argumentText(row, args, call);
    return makeField({ ...bare, arg }, holds, sources);
  };
  if (row.arg.presence === 'optional') return makeField(bare, holds, sources, children, call);
  return makeNode(row.name, undefined, children, call);
}

function argumentText(
  row: FieldRow,
  args: readonly unknown[],
  callee: (...args: never[]) => unknown,
): string {
  const site = captureCallSite(callee);
  const [arg] = args;
  const wants = row.arg.kind === 'index' ? 'an index, a whole number from 0' : "a key, as in ('key')";
  if (args.length !== 1) throw mistake(`${row.name} takes ${wants}`, site);
  const isIndex = typeof arg === 'number' && Number.isSafeInteger(arg) && arg >= 0;
  const isKey = typeof arg === 'string' && row.arg.kind !== 'index';
  if (!isKey && !(isIndex && row.arg.kind !== 'key')) {
    throw mistake(`${row.name} takes ${wants}, not ${show(arg)}`, site);
  }
  const text = String(arg);
  const fault = textFault(text) ?? checkFieldRef(row.name, text)?.message;
  if (fault) throw mistake(`${row.name}: the argument ${show(text)} does not work: ${fault}`, site);
  return text;
}

/** Asked for by runtimes, loaders and test runners of every object that they meet. */
const FOREIGN_KEYS = new Set([
  'then',
  'catch',
  'finally',
  'toJSON',
  'constructor',
  'prototype',
  'inspect',
  'valueOf',
  'nodeType',
  'nodeName',
  'tagName',
  'hasAttribute',
  'asymmetricMatch',
  'length',
  'name',
  'hasOwnProperty',
  'isPrototypeOf',
  'caller',
  'arguments',
  'default',
]);

/**
 * A node of the tree: data, operators as methods, children, and maybe a call. Members are made when they are
 * first asked for. A member that is not there throws, with what was asked and what may have been meant:
 * a rules file that is run without having been type-checked still gets a sentence.
 */
export function makeNode(
  path: string,
  field: FieldData | undefined,
  children: Children,
  call?: (...args: unknown[]) => unknown,
): object {
  const own: Readonly<Record<symbol, unknown>> = Object.freeze(
    field ? { [KIND]: 'field', [DATA]: field } : {},
  );
  const made = new Map<string, unknown>();
  const make = (key: string): unknown => {
    if (field && isMethod(key) && METHODS_OF[field.holds].includes(key)) return operatorMethod(field, key);
    const child = children.get(key);
    if (child) return child();
    return key === 'toString' ? () => path : undefined;
  };
  const member = (_: object, key: string | symbol): unknown => {
    if (typeof key === 'symbol') return own[key];
    if (made.has(key)) return made.get(key);
    const value = make(key);
    if (value !== undefined) {
      made.set(key, value);
      return value;
    }
    if (FOREIGN_KEYS.has(key) || /^[@$_]/.test(key)) return undefined;
    throw unknownMember(path, field, children, key, member);
  };
  return new Proxy(call ?? own, {
    get: member,
    has: (_, key) => (typeof key === 'symbol' ? key in own : children.has(key)),
    set: (_, key) => {
      throw mistake(`${path || 'field'}.${String(key)} cannot be set`);
    },
  });
}

function unknownMember(
  path: string,
  field: FieldData | undefined,
  children: Children,
  key: string,
  callee: (...args: never[]) => unknown,
): Error {
  const site = captureCallSite(callee);
  if (field && isMethod(key)) {
    const what = field.holds === 'list' ? 'a list field' : `a field of type ${field.holds}`;
    return mistake(`${path} does not take ${key}: ${what} takes ${methodsText(field.holds)}`, site);
  }
  if (!field && path && isMethod(key)) {
    const example =
      children.size === 0
        ? `; give the key first: ${path}('...')`
        : `; its fields are ${[...children.keys()].join(', ')}`;
    return mistake(`${path} is not a field yet${example}`, site);
  }
  const members: readonly string[] = [
    ...children.keys(),
    ...(field ? (METHODS_OF[field.holds] as readonly Method[]) : []),
  ];
  const [meant] = didYouMean(key, members);
  const full = path ? `${path}.${key}` : key;
  const help = meant ? `; did you mean ${path ? `${path}.` : ''}${meant}?` : '';
  return mistake(field ? `${path} has no ${key}${help}` : `there is no field ${full}${help}`, site);
}
