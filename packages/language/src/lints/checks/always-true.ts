import { type Expr, walk } from '../../condition/index.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { type Atom, madeAtom } from '../logic/atom.js';
import { atomsIn, check, type Formula, negate } from '../logic/formula.js';
import { impossible } from '../logic/solver.js';
import { ownChecks, type Scene, spanOfNode, type Unit } from '../scene.js';

export const alwaysTrue: Lint = {
  code: 'always-true',
  severity: 'warning',
  summary: 'A part of a condition that always holds',
  docs: {
    what: 'A part of a condition holds for every value that its fields can have: `x != a or x != b`, `not (x = a and x = b)`, `x contains ""`.',
    why: 'It was meant to leave something out, and leaves out nothing: the rule fires on what it should ignore. `!=` joined by `or` is the usual reason.',
    example: exampleRule(
      'Request by a person',
      `${COMPLETE} and (ka.user.name != admin or ka.user.name != root)`,
    ),
    cure: 'Join the two by `and`, or write `not x in (a, b)`. To ask whether a field is there, write `x exists`.',
    cured: exampleRule('Request by a person', `${COMPLETE} and not ka.user.name in (admin, root)`),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const unit of scene.units) yield* inUnit(unit, scene);
  },
};

function* inUnit(unit: Unit, scene: Scene): Iterable<Finding> {
  const found: Expr[] = [];
  walk(unit.expr, {
    leave: (node) => {
      const isJunction = node.kind === 'Or' || (node.kind === 'Not' && node.child.kind === 'And');
      if (!isJunction || found.some((inner) => inner.start >= node.start && inner.end <= node.end)) return;
      const formula = scene.formula(node);
      // What asks whether a field is there is not taken to know that it is.
      if (formula && mostly(formula)) found.push(node);
    },
  });
  for (const node of found) {
    yield {
      message: 'this always holds',
      span: spanOfNode({ node, text: unit.text }, unit.subject.span),
      subject: unit.subject,
      help:
        node.kind === 'Or'
          ? 'what is meant may be `and`, or `not x in (a, b)`'
          : 'what is meant may be `or` within the parentheses',
    };
  }
  for (const node of ownChecks(unit)) {
    if (node.kind !== 'BinaryCheck' || node.right.kind !== 'Value' || node.right.value !== '') continue;
    if (!['contains', 'icontains', 'startswith', 'endswith'].includes(node.operator)) continue;
    yield {
      message: `every value passes \`${node.operator} ""\``,
      span: spanOfNode({ node, text: unit.text }, unit.subject.span),
      subject: unit.subject,
      help: 'to ask whether the field is there, write `exists`',
    };
  }
}

/** Whether it holds wherever its fields are there; or at all, where it asks whether they are. */
function mostly(formula: Formula): boolean {
  const atoms = [...atomsIn(formula).values()];
  const opposite = negate(formula);
  if (atoms.some(({ says }) => says.is === 'exists')) return impossible(opposite);
  const subjects = new Map<string, Atom>(atoms.map((atom) => [atom.subject, atom]));
  const present = [...subjects.values()].map(({ subject, kind }) =>
    check(madeAtom(subject, { is: 'exists' }, kind)),
  );
  return impossible(opposite, ...present);
}
