import type { ByteString } from '../../text/bytes.js';
import type { Atom, Says } from './atom.js';

/** What is assumed of one subject. */
export interface Assumed {
  readonly holds: readonly Atom[];
  readonly fails: readonly Atom[];
}

/**
 * Whether no event at all can make these checks hold and those fail, all of one subject. Sound: `true` is proof.
 * `false` may also mean that nothing is known.
 */
export function contradicts({ holds, fails }: Assumed): boolean {
  // An absent field makes every check fail.
  if (holds.length === 0) return false;
  if (fails.some(({ says }) => says.is === 'exists')) return true;
  const kind =
    holds.some((atom) => atom.kind === 'list') || fails.some((atom) => atom.kind === 'list')
      ? 'list'
      : 'single';
  return kind === 'list' ? listContradicts(holds, fails) : singleContradicts(holds, fails);
}

function singleContradicts(holds: readonly Atom[], fails: readonly Atom[]): boolean {
  let candidates: readonly ByteString[] | undefined;
  for (const values of [
    ...holds.map((atom) => finite(atom.says, true)),
    ...fails.map((atom) => finite(atom.says, false)),
  ]) {
    if (!values) continue;
    candidates = candidates === undefined ? [...values] : candidates.filter((value) => values.has(value));
  }
  if (candidates) {
    return !candidates.some(
      (value) =>
        holds.every(({ says }) => verdict(says, value) !== false) &&
        fails.every(({ says }) => verdict(says, value) !== true),
    );
  }
  for (const [i, one] of holds.entries()) {
    if (holds.slice(i + 1).some((other) => disjoint(one.says, other.says))) return true;
    if (fails.some((other) => within(one.says, other.says))) return true;
  }
  return fails.some(({ says }) => isEverything(says));
}

/** The values that remain where a check holds (or fails, of a present field), if they can be listed. */
function finite(says: Says, holds: boolean): ReadonlySet<ByteString> | undefined {
  if (holds) return says.is === 'in' ? says.values : undefined;
  return says.is === 'not-in' ? says.values : undefined;
}

/** Whether a check holds for a value; undefined: not known. */
export function verdict(says: Says, value: ByteString): boolean | undefined {
  switch (says.is) {
    case 'exists':
      return true;
    case 'in':
      return says.values.has(value);
    case 'not-in':
      return !says.values.has(value);
    case 'test':
      return says.test(value);
    default:
      return undefined;
  }
}

/** Whether every text passes. */
function isEverything(says: Says): boolean {
  if (says.is === 'exists') return true;
  if (says.is !== 'test') return false;
  if (['startswith', 'endswith', 'contains', 'icontains', '>='].includes(says.operator))
    return says.value === '';
  return (says.operator === 'glob' || says.operator === 'iglob') && /^\*+$/.test(says.value);
}

/** Whether no text passes both. */
function disjoint(a: Says, b: Says): boolean {
  if (a.is !== 'test' || b.is !== 'test') return false;
  const { operator: p, value: x } = a;
  const { operator: q, value: y } = b;
  if (p === 'startswith' && q === 'startswith') return !x.startsWith(y) && !y.startsWith(x);
  if (p === 'endswith' && q === 'endswith') return !x.endsWith(y) && !y.endsWith(x);
  return apart(p, x, q, y) || apart(q, y, p, x);
}

/** `< x` and `> y` where nothing lies between. */
function apart(p: string, x: ByteString, q: string, y: ByteString): boolean {
  if (p === '<') return (q === '>' || q === '>=') && x <= y;
  if (p === '<=') return (q === '>' && x <= y) || (q === '>=' && x < y);
  return false;
}

/** Whether every text that passes the first passes the second. */
function within(a: Says, b: Says): boolean {
  if (isEverything(b)) return true;
  if (b.is === 'not-in') return a.is === 'test' && [...b.values].every((value) => !a.test(value));
  if (b.is === 'in') return false;
  if (a.is !== 'test' || b.is !== 'test') return false;
  const { operator: p, value: x } = a;
  const { operator: q, value: y } = b;
  switch (q) {
    case 'startswith':
      return p === 'startswith' && x.startsWith(y);
    case 'endswith':
      return p === 'endswith' && x.endsWith(y);
    case 'contains':
      return (p === 'startswith' || p === 'endswith' || p === 'contains') && x.includes(y);
    case 'icontains':
      return (
        ['startswith', 'endswith', 'contains', 'icontains'].includes(p) &&
        x.toLowerCase().includes(y.toLowerCase())
      );
    case '<':
      return (p === '<' && x <= y) || (p === '<=' && x < y);
    case '<=':
      return (p === '<' || p === '<=') && x <= y;
    case '>':
      return (p === '>' && x >= y) || (p === '>=' && x > y);
    case '>=':
      return (p === '>' || p === '>=') && x >= y;
    default:
      return p === q && x === y;
  }
}

/** A list field that is present has elements: some universe of them is allowed, and some must be there. */
function listContradicts(holds: readonly Atom[], fails: readonly Atom[]): boolean {
  const barred = new Set<ByteString>();
  for (const { says } of fails)
    if (says.is === 'intersects') for (const value of says.values) barred.add(value);
  let allowed: readonly ByteString[] | undefined;
  for (const { says } of holds) {
    if (says.is !== 'in') continue;
    allowed = (allowed ?? [...says.values]).filter((value) => says.values.has(value));
  }
  allowed = allowed?.filter((value) => !barred.has(value));
  if (allowed?.length === 0) return true;
  const fits = (value: ByteString) => (allowed ? allowed.includes(value) : !barred.has(value));
  for (const { says } of holds) if (says.is === 'intersects' && ![...says.values].some(fits)) return true;
  for (const { says } of fails) {
    // Some element must be none of these.
    if (says.is === 'in' && allowed?.every((value) => says.values.has(value))) return true;
  }
  return false;
}
