import type { Expr } from '../../condition/index.js';
import { nodesOfKind, subexpressions, walk } from '../../condition/index.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import type { Formula } from '../logic/formula.js';
import { impossible } from '../logic/solver.js';
import { type Scene, spanOfNode, type Unit } from '../scene.js';

export const neverTrue: Lint = {
  code: 'never-true',
  severity: 'warning',
  summary: 'A condition, or a part of one, that can never hold',
  docs: {
    what: 'Checks that are joined by `and` contradict each other, or one side of an `or` contradicts what stands around it.',
    why: 'A rule that can never fire looks like protection and is none. Most often `and` stands where `or` was meant, or a macro already says the opposite.',
    example: exampleRule('Objects changed', `${COMPLETE} and ka.verb = create and ka.verb = update`),
    cure: 'Remove one of the two, or join them by `or`: `ka.verb in (create, update)`.',
    cured: exampleRule('Objects changed', `${COMPLETE} and ka.verb in (create, update)`),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const unit of scene.units) yield* inUnit(unit, scene);
  },
};

function* inUnit(unit: Unit, scene: Scene): Iterable<Finding> {
  const at = (node: Expr) => spanOfNode({ node, text: unit.text }, unit.subject.span);
  // Innermost first, so that a contradiction is reported where it arises and not again around it.
  const contradictory = new Set<Expr>();
  const denied = new Set<Expr>(nodesOfKind(unit.expr, 'Not').map(({ child }) => child));
  for (const node of junctions(unit.expr)) {
    if (subexpressions(node).some((child) => contradictory.has(child))) {
      if (node.kind === 'And' || subexpressions(node).every((child) => contradictory.has(child)))
        contradictory.add(node);
      continue;
    }
    if (node.kind !== 'And') continue;
    const parts = node.children.map((child) => scene.formula(child));
    if (parts.some((part) => part === undefined || impossible(part))) continue;
    const formulas = parts as Formula[];
    if (impossible(...formulas)) {
      contradictory.add(node);
      // `not (x = a and x = b)` always holds, which is another lint's finding.
      if (denied.has(node)) continue;
      const core = coreOf(node.children, formulas);
      const last = core.at(-1)!;
      yield {
        message:
          core.length === 2
            ? 'this can never hold together with what stands before it'
            : 'these can never all hold',
        span: at(last),
        subject: unit.subject,
        related: core.slice(0, -1).map((other) => ({ span: at(other), message: 'it contradicts this' })),
        help: 'if either is enough, join them by `or`; a value can also be compared with several: `in (a, b)`',
      };
      continue;
    }
    yield* deadBranches(node.children, formulas, unit, scene, at);
  }
}

/** And, Or and Not nodes, children before parents. */
function junctions(root: Expr): readonly Expr[] {
  const found: Expr[] = [];
  walk(root, {
    leave: (node) => {
      if (node.kind === 'And' || node.kind === 'Or') found.push(node);
    },
  });
  return found;
}

/** The fewest of the conjuncts that still contradict each other. */
function coreOf(nodes: readonly Expr[], formulas: readonly Formula[]): readonly Expr[] {
  let kept = nodes.map((_, i) => i);
  for (const i of kept) {
    const without = kept.filter((other) => other !== i);
    if (impossible(...without.map((other) => formulas[other]!))) kept = without;
  }
  return kept.map((i) => nodes[i]!);
}

/** Sides of an `or` among conjuncts that the other conjuncts rule out. */
function* deadBranches(
  nodes: readonly Expr[],
  formulas: readonly Formula[],
  unit: Unit,
  scene: Scene,
  at: (node: Expr) => Finding['span'],
): Iterable<Finding> {
  for (const [i, node] of nodes.entries()) {
    if (node.kind !== 'Or') continue;
    const others = formulas.filter((_, other) => other !== i);
    for (const option of node.children) {
      const formula = scene.formula(option);
      if (!formula || impossible(formula) || !impossible(formula, ...others)) continue;
      const against = nodes.find(
        (other, k) => k !== i && impossible(formula, formulas[k]!) && other !== node,
      );
      yield {
        message: 'this side of the `or` can never hold here',
        span: at(option),
        subject: unit.subject,
        ...(against && { related: [{ span: at(against), message: 'it contradicts this' }] }),
        help: 'remove it, or widen what contradicts it',
      };
    }
  }
}
