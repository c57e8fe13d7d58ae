import type { Expr } from '../../condition/index.js';
import { type MappedText, segmentIndex, spanOf } from '../../text/mapped-text.js';
import { COMPLETE, exampleRule } from '../example.js';
import type { Finding, Lint } from '../lint.js';
import { type Formula, formulaOf } from '../logic/formula.js';
import { impossible } from '../logic/solver.js';
import type { RuleView, Scene } from '../scene.js';

const CREATED = `${COMPLETE} and ka.verb = create and ka.target.resource = secrets`;
const EXCEPTION = (namespace: string) => `  exceptions:
    - name: known
      fields: [ka.user.name, ka.target.resource]
      comps: [=, =]
      values:
        - [alice, ${namespace}]
`;

export const exceptionNeverApplies: Lint = {
  code: 'exception-never-applies',
  severity: 'warning',
  summary: 'An exception that never applies',
  docs: {
    what: 'The values of an exception contradict the condition of its rule, or are covered by other values of its exceptions.',
    why: 'An exception is put behind the condition as `and not (...)`. Where the condition already rules its values out, it excepts nothing: what it was written for either never fired or still fires.',
    example: exampleRule('Secret created', CREATED, { more: EXCEPTION('configmaps') }),
    cure: 'Correct the values, or remove them.',
    cured: exampleRule('Secret created', CREATED, { more: EXCEPTION('secrets') }),
  },
  *check(scene: Scene): Iterable<Finding> {
    for (const view of scene.rules) if (view.rule.exceptions.length > 0) yield* inRule(view, scene);
  },
};

/** Each tuple is held against so many before it: a table of thousands is not gone through for each of its rows. */
const MOST_COMPARED = 200;

interface Tuple {
  readonly expr: Expr;
  readonly formula: Formula;
}

function* inRule({ rule, unit }: RuleView, scene: Scene): Iterable<Finding> {
  const split = conditionAndTuples(rule.expr, rule.expandedText, scene);
  if (!split || impossible(split.condition)) return;
  const others: { readonly expr: Expr; readonly opposite: Formula | undefined }[] = [];
  for (const { expr, formula } of split.tuples) {
    const at = spanOf(rule.expandedText, ...valuesRange(expr, rule.expandedText)) ?? rule.nameSpan;
    if (impossible(split.condition, formula)) {
      yield {
        message: 'the condition of this rule rules these values out already: they except nothing',
        span: at,
        subject: unit.subject,
        help: 'correct the values, or remove them',
      };
      continue;
    }
    const covering = others.find(({ opposite }) => opposite !== undefined && impossible(formula, opposite));
    if (covering) {
      const first = spanOf(rule.expandedText, ...valuesRange(covering.expr, rule.expandedText));
      yield {
        message: 'other values of the exceptions cover these already',
        span: at,
        subject: unit.subject,
        ...(first && { related: [{ span: first, message: 'here' }] }),
        help: 'remove them',
      };
    }
    if (others.length < MOST_COMPARED) others.push({ expr, opposite: formulaOf(expr, false) });
  }
}

/** The condition proper, and each tuple of values of the exceptions behind it. */
function conditionAndTuples(
  expr: Expr,
  text: MappedText,
  scene: Scene,
): { readonly condition: Formula; readonly tuples: readonly Tuple[] } | undefined {
  if (expr.kind !== 'And') return undefined;
  const exceptions = expr.children.filter((child) => child.kind === 'Not' && isException(child.child, text));
  const own = expr.children
    .filter((child) => !exceptions.includes(child))
    .map((child) => scene.formula(child));
  if (exceptions.length === 0 || own.some((formula) => formula === undefined)) return undefined;
  const tuples: Tuple[] = [];
  for (const exception of exceptions) {
    const inner = exception.kind === 'Not' ? exception.child : exception;
    for (const tuple of inner.kind === 'Or' ? inner.children : [inner]) {
      const formula = scene.formula(tuple);
      if (formula) tuples.push({ expr: tuple, formula });
    }
  }
  return { condition: { is: 'all', parts: own as Formula[] }, tuples };
}

function isException({ start, end }: Expr, { segments }: MappedText): boolean {
  return segments.some(
    (segment) =>
      segment.start < end &&
      segment.start + segment.length > start &&
      segment.origin?.part.kind === 'exception',
  );
}

/** From the first to the last value of a tuple in the condition's text: that is what its author wrote there. */
function valuesRange(expr: Expr, { segments }: MappedText): [number, number] {
  const checks = expr.kind === 'And' ? expr.children : [expr];
  const rights = checks.flatMap((check) => (check.kind === 'BinaryCheck' ? [check.right] : []));
  const [first, last] = [rights[0], rights.at(-1)];
  if (!first || !last) return [expr.start, expr.end];
  let at = segmentIndex(segments, first.start);
  while (at < segments.length && !segments[at]?.origin) at++;
  const found = segments[at];
  const written = found && found.start < last.end ? found : undefined;
  return [Math.max(first.start, written?.start ?? first.start), last.end];
}
