import type { Field } from '../condition/index.js';
import { findField } from '../fields/index.js';
import { madeAtom } from './logic/atom.js';
import { all, atomsIn, check, type Formula } from './logic/formula.js';
import { satisfiable } from './logic/solver.js';
import type { RuleView } from './scene.js';

/** What of a request rules tell apart, by the fields that hold it. */
export const ASPECTS = {
  verb: ['ka.verb', 'jevt.value[/verb]'],
  stage: ['ka.stage', 'jevt.value[/stage]'],
  resource: ['ka.target.resource', 'jevt.value[/objectRef/resource]'],
  subresource: ['ka.target.subresource', 'jevt.value[/objectRef/subresource]'],
} as const;
export type Aspect = keyof typeof ASPECTS;

const each = (aspect: Aspect, make: (subject: string) => Formula): Formula =>
  all(...ASPECTS[aspect].map(make));

/** It is one of these. */
export function isOneOf(aspect: Aspect, values: Iterable<string>): Formula {
  const set = new Set(values);
  return each(aspect, (subject) => check(madeAtom(subject, { is: 'in', values: set })));
}

/** It is there and none of these. */
export function isOther(aspect: Aspect, values: Iterable<string>): Formula {
  const set = new Set(values);
  return each(aspect, (subject) => check(madeAtom(subject, { is: 'not-in', values: set })));
}

export function isAbsent(aspect: Aspect): Formula {
  return each(aspect, (subject) => check(madeAtom(subject, { is: 'exists' }), false));
}

/** Whether a rule may fire on an event of which this is true; also where that is not known. */
export function mayFire(view: RuleView, ...situation: readonly Formula[]): boolean {
  const formula = view.formula();
  return formula === undefined || satisfiable([formula, ...situation]) !== 'unsat';
}

/** Top-level members of an audit event. */
export type Member = 'requestObject' | 'responseObject' | 'responseStatus' | 'annotations' | 'objectRef';

/** The path in the event of what a field holds; undefined for fields of the event as a whole. */
export function pathOf(field: Pick<Field, 'field' | 'arg'>): readonly string[] | undefined {
  const { field: name, arg } = field;
  if ((name === 'jevt.value' || name === 'json.value') && arg !== undefined) {
    return arg
      .replace(/^\//, '')
      .split('/')
      .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
  }
  if (name.startsWith('ka.req.pod.') || name.startsWith('ka.req.binding.subjects')) {
    return findField(name)?.from.path.split(/\.|\[/);
  }
  return findField(name)?.from.keys;
}

/** Everything that a rule reads below a member of the event is absent. */
export function lacks(view: RuleView, member: string, below?: string): Formula {
  const formula = view.formula();
  if (!formula) return all();
  const absent: Formula[] = [];
  const seen = new Set<string>();
  for (const atom of atomsIn(formula).values()) {
    if (seen.has(atom.subject)) continue;
    seen.add(atom.subject);
    const found = /^([a-zA-Z0-9_.]+)(?:\[(.*)\])?$/.exec(atom.subject);
    if (!found) continue;
    const [, name = '', arg] = found;
    const path = pathOf({ field: name, ...(arg !== undefined && { arg: arg.replace(/^"(.*)"$/, '$1') }) });
    if (path?.[0] !== member || (below !== undefined && path[1] !== below)) continue;
    absent.push(check(madeAtom(atom.subject, { is: 'exists' }, atom.kind), false));
  }
  return all(...absent);
}
