import { decodeText } from '@falco-rules/language';
import {
  type EventPlace,
  type ExplainedGroup,
  type Explanation,
  jsonPath,
  leftOf,
  type Obstacle,
  type Outline,
  type Overview,
  sentenceOf,
  type Trace,
} from '@falco-rules/simulator';
import type { ExplainShown } from './explain-text.js';
import { type TreeRow, treeOf } from './explain-tree.js';
import { eventName, type Inputs, reasonOf, ruleName } from './explain-words.js';

/** Why a rule fired or stayed silent, for programs. Values are texts; what is absent is null. */
export function explanationJson(explanation: Explanation, shown: ExplainShown): object {
  const { rule, events, counts, groups } = explanation;
  return {
    rule: ruleName(rule),
    place: shown.rulePlace(rule),
    events,
    ...counts,
    groups: groups.map((group) => groupJson(group, explanation, shown)),
  };
}

function groupJson(group: ExplainedGroup, { outline }: Explanation, shown: ExplainShown): object {
  const { outcome, hiddenBy, count, example, obstacles, values, trace, counterfactual } = group;
  const deciding = new Set<unknown>(trace.verdict ? [] : obstacles.map(({ check }) => check.expr));
  return {
    outcome,
    ...(hiddenBy !== undefined && { hidden_by: hiddenBy }),
    reason: reasonOf(group, outline),
    count,
    example: placeJson(example, shown.inputs),
    ...(outcome === 'silent' && {
      checks: obstacles.map((obstacle, i) => ({
        ...obstacleJson(obstacle, outline),
        values: Object.fromEntries(values[i] ?? []),
      })),
    }),
    condition: rowJson(treeOf(trace, outline, deciding), shown),
    counterfactual:
      'reason' in counterfactual
        ? { found: false, reason: counterfactual.reason }
        : {
            found: true,
            matches: counterfactual.fires,
            edits: counterfactual.edits.map(({ path, from, to }) => ({ path: jsonPath(path), from, to })),
            event: JSON.parse(counterfactual.event) as unknown,
          },
  };
}

function obstacleJson(obstacle: Obstacle, outline: Outline): object {
  const { check, macros } = obstacle;
  return {
    check: outline.get(check.expr)?.written ?? '',
    field: leftOf(check),
    value: valueJson(check.value),
    verdict: check.verdict,
    macros: macros.map(decodeText),
    lists: outline.get(check.expr)?.lists ?? [],
    sentence: sentenceOf(obstacle, outline),
  };
}

function rowJson(row: TreeRow, shown: ExplainShown): object {
  const check = row.kind === 'check' ? checkOf(row.node) : undefined;
  return {
    kind: row.kind,
    text: row.text,
    verdict: row.verdict,
    ...(row.skipped && { skipped: true }),
    ...(row.decisive && { decisive: true }),
    ...(check && { field: leftOf(check), value: valueJson(check.value) }),
    ...(shown.place(row) !== '' && { place: shown.place(row) }),
    ...(row.children.length > 0 && { children: row.children.map((child) => rowJson(child, shown)) }),
  };
}

function checkOf(trace: Trace): Extract<Trace, { kind: 'check' }> | undefined {
  return trace.kind === 'check' ? trace : undefined;
}

function valueJson(value: Obstacle['check']['value']): unknown {
  if (value === undefined) return null;
  if (typeof value === 'object') return value.map(decodeText);
  return typeof value === 'string' ? decodeText(value) : String(value);
}

function placeJson({ event, input, line }: EventPlace, inputs: Inputs): object {
  return { event, file: inputs[input] ?? 'stdin', line };
}

/** All rules, for programs. */
export function overviewJson({ events, rules }: Overview, shown: ExplainShown): object {
  return {
    events,
    rules: rules.map(({ rule, fired, firstFired, hiddenBy, closest }) => ({
      rule: ruleName(rule),
      place: shown.rulePlace(rule),
      fired,
      ...(firstFired && { first_fired: placeJson(firstFired, shown.inputs) }),
      ...(hiddenBy.size > 0 && {
        hidden_by: Object.fromEntries(
          [...hiddenBy].map(([by, { count, example }]) => [
            by,
            { count, example: eventName(example, shown.inputs) },
          ]),
        ),
      }),
      ...(closest && {
        closest: {
          ...placeJson(closest.example, shown.inputs),
          checks: closest.obstacles.map((obstacle) => obstacleJson(obstacle, closest.outline)),
        },
      }),
    })),
  };
}
