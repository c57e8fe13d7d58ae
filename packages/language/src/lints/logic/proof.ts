import { type BinaryCheck, type Expr, nodesOfKind, parseCondition } from '../../condition/index.js';
import { atomOf } from './atom.js';
import { check, type Formula, formulaOf } from './formula.js';
import { satisfiable } from './solver.js';

/** A condition, and how it is to come out. */
export interface Outcome {
  readonly expr: Expr;
  readonly holds: boolean;
}

/**
 * Whether no event at all makes all of these conditions come out as they are to. `true` is proof; `false` may also
 * mean that it was not found out. Macros must be resolved.
 */
export function cannotAllBe(outcomes: readonly Outcome[]): boolean {
  const formulas: Formula[] = [];
  for (const { expr, holds } of outcomes) {
    const formula = formulaOf(expr, holds);
    if (!formula) return false;
    formulas.push(formula);
  }
  const facts = factsOf(outcomes.map(({ expr }) => expr));
  return satisfiable([...facts, ...formulas]) === 'unsat';
}

/** Whether two conditions come out the same on every event. `true` is proof. */
export function sameVerdict(a: Expr, b: Expr): boolean {
  const differs = (one: Expr, other: Expr) =>
    !cannotAllBe([
      { expr: one, holds: true },
      { expr: other, holds: false },
    ]);
  return !differs(a, b) && !differs(b, a);
}

/** Of events that reach the rules; rules files make their `always_true` and `never_true` of these. */
const TRUE_OF_EVERY_EVENT = [
  'jevt.rawtime exists',
  'evt.num exists',
  'evt.num >= 0',
  'evt.num > 0',
  'evt.num != 0',
];
const TRUE_OF_NO_EVENT = ['jevt.rawtime = 0', 'evt.num = 0', 'evt.num < 0'];

let known: readonly Formula[] | undefined;

/** What holds of every event, as far as it bears on these conditions. */
function factsOf(exprs: readonly Expr[]): readonly Formula[] {
  known ??= [
    ...TRUE_OF_EVERY_EVENT.map((text) => fact(text, true)),
    ...TRUE_OF_NO_EVENT.map((text) => fact(text, false)),
  ];
  // The theory concludes nothing of a list that is empty; here it is the rules of today that count.
  return [...known, ...emptyChecks(exprs).map((each) => check(atomOf(each), false))];
}

function fact(text: string, holds: boolean): Formula {
  const parsed = parseCondition(text);
  if (!parsed.ok) throw new Error(`not a condition: ${text}`);
  return formulaOf(parsed.expr, holds)!;
}

const MEMBERSHIP: ReadonlySet<string> = new Set(['in', 'intersects', 'pmatch']);

function emptyChecks(exprs: readonly Expr[]): BinaryCheck[] {
  const found: BinaryCheck[] = [];
  const seen = new Set<Expr>();
  const pending = [...exprs];
  for (let expr = pending.pop(); expr; expr = pending.pop()) {
    if (seen.has(expr)) continue;
    seen.add(expr);
    for (const node of nodesOfKind(expr, 'BinaryCheck')) {
      if (node.right.kind === 'List' && node.right.values.length === 0 && MEMBERSHIP.has(node.operator))
        found.push(node);
    }
    for (const { expansion } of nodesOfKind(expr, 'Identifier')) if (expansion) pending.push(expansion);
  }
  return found;
}
