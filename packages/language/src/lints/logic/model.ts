import type { ByteString } from '../../text/bytes.js';
import type { Formula } from './formula.js';
import { type Assumed, verdict } from './theory.js';

/** An event that satisfies a formula: a value for each subject; undefined where none was found. Others are absent. */
export type Model = ReadonlyMap<string, ByteString | undefined>;

/** A model of what is assumed of each subject. */
export function modelOf(assumed: Iterable<readonly [string, Assumed]>): Model {
  const model = new Map<string, ByteString | undefined>();
  for (const [subject, { holds, fails }] of assumed) {
    // A subject of which nothing must hold may be absent.
    if (holds.length === 0) continue;
    const fits = (value: ByteString): boolean =>
      holds.every(({ kind, says }) => kind === 'single' && verdict(says, value) === true) &&
      fails.every(({ kind, says }) => kind === 'single' && verdict(says, value) === false);
    model.set(subject, candidates({ holds, fails }).find(fits));
  }
  return model;
}

function candidates({ holds, fails }: Assumed): readonly ByteString[] {
  const found: ByteString[] = [];
  for (const { says } of [...holds, ...fails]) {
    if (says.is === 'in' || says.is === 'not-in') for (const value of says.values) found.push(value);
    if (says.is === 'test') found.push(says.value, `${says.value}~`);
  }
  return [...found, '~'];
}

/** Whether a formula holds for a model; undefined: not known. */
export function holdsFor(formula: Formula, model: Model): boolean | undefined {
  if (formula.is === 'check') {
    const { atom, holds } = formula;
    if (!model.has(atom.subject)) return !holds;
    const value = model.get(atom.subject);
    if (value === undefined) return undefined;
    if (atom.kind !== 'single') return undefined;
    const found = verdict(atom.says, value);
    return found === undefined ? undefined : found === holds;
  }
  const decisive = formula.is === 'any';
  let known: boolean | undefined = !decisive;
  for (const part of formula.parts) {
    const found = holdsFor(part, model);
    if (found === decisive) return decisive;
    if (found === undefined) known = undefined;
  }
  return known;
}
