import type { BinaryCheck, Expr } from '../../condition/ast.js';
import { expansionsIn, walk } from '../../condition/visit.js';

/** A set of event types: those named, or all but those named. */
interface Events {
  readonly except: boolean;
  readonly names: ReadonlySet<string>;
}

const ALL: Events = { except: true, names: new Set() };
const TYPE_FIELDS: readonly string[] = ['evt.type', 'syscall.type'];
/** Falco counts event codes, of which a name has one or two; it warns from 100 codes on. */
const MOST_NAMES = 50;

/** The events of a tree, and of its contrary. */
interface Answer {
  readonly is: Events;
  readonly isNot: Events;
}

/**
 * Whether Falco would say that a syscall condition is not restricted to few event types (LOAD_NO_EVTTYPE).
 * Falco counts event codes (userspace/libsinsp/filter/ppm_codes.cpp); names stand for them here.
 */
export function matchesTooManyEvents(expr: Expr): boolean {
  const known = new Map<Expr, Answer>();
  for (const { expansion } of expansionsIn(expr)) {
    known.set(expansion, { is: eventsOf(expansion, false, known), isNot: eventsOf(expansion, true, known) });
  }
  const { except, names } = eventsOf(expr, false, known);
  return except || names.size === 0 || names.size > MOST_NAMES;
}

/** Negation is pushed down to the checks: a check of anything but the type may hold on any event, and so may its contrary. */
function eventsOf(expr: Expr, isDenied: boolean, known: ReadonlyMap<Expr, Answer>): Events {
  const results: Events[] = [];
  let denied = isDenied;
  walk(expr, {
    enter(node) {
      if (node.kind === 'Not') denied = !denied;
      if (node.kind !== 'BinaryCheck' && node.kind !== 'UnaryCheck') return undefined;
      const events = node.kind === 'BinaryCheck' ? eventsOfCheck(node) : undefined;
      results.push(events ? (denied ? complement(events) : events) : ALL);
      return 'skip';
    },
    leave(node) {
      if (node.kind === 'Not') denied = !denied;
      if (node.kind === 'Identifier') {
        const answer = node.expansion && known.get(node.expansion);
        results.push(answer ? (denied ? answer.isNot : answer.is) : ALL);
      }
      if (node.kind !== 'And' && node.kind !== 'Or') return;
      const parts = results.splice(results.length - node.children.length);
      results.push(parts.reduce((node.kind === 'And') === denied ? either : both));
    },
  });
  return results[0] ?? ALL;
}

/** Undefined where the check is not about event types. */
function eventsOfCheck({ left, operator, right }: BinaryCheck): Events | undefined {
  if (left.kind !== 'Field' || !TYPE_FIELDS.includes(left.field) || right.kind === 'FieldTransformer')
    return undefined;
  const names = new Set((right.kind === 'List' ? right.values : [right]).map(({ value }) => value));
  if (operator === '=' || operator === '==' || operator === 'in') return { except: false, names };
  return operator === '!=' ? { except: true, names } : undefined;
}

function complement({ except, names }: Events): Events {
  return { except: !except, names };
}

function both(a: Events, b: Events): Events {
  if (a.except && b.except) return { except: true, names: new Set([...a.names, ...b.names]) };
  if (a.except) return both(b, a);
  return { except: false, names: new Set([...a.names].filter((name) => b.names.has(name) !== b.except)) };
}

function either(a: Events, b: Events): Events {
  return complement(both(complement(a), complement(b)));
}
