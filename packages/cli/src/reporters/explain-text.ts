import type { ExplainedGroup, Explanation, Overview, RuleOverview } from '@falco-rules/simulator';
import { leftOf } from '@falco-rules/simulator';
import type { ChalkInstance } from 'chalk';
import { drawTree, type TreeRow, treeOf } from './explain-tree.js';
import {
  editText,
  eventName,
  eventStory,
  type Inputs,
  obstaclesText,
  reasonOf,
  ruleName,
  spreadOf,
  turnedTitle,
} from './explain-words.js';
import { counted } from './replay-summary.js';

export interface ExplainShown {
  readonly inputs: Inputs;
  /** Everything: all groups, everything unfolded. */
  readonly all: boolean;
  /** Where a row of a tree stands in the user's files; empty where nobody wrote it. */
  place(row: TreeRow): string;
  /** Where a rule stands. */
  rulePlace(rule: Explanation['rule']): string;
}

/** Groups that are shown before they are only counted. */
const SHOWN_GROUPS = 8;
const SHOWN_RULES = 10;

/** Why a rule fired or stayed silent, for a terminal. */
export function explanationText(explanation: Explanation, shown: ExplainShown, c: ChalkInstance): string {
  const { rule, groups, events } = explanation;
  const lines = [`${c.bold(ruleName(rule))}  ${c.dim(shown.rulePlace(rule))}`];
  if (events === 0) return `${lines[0]}\nno event reached the rules\n`;
  const [only] = groups;
  if (groups.length === 1 && only && only.count === 1) {
    lines.push(`${eventLine(only, shown, c)}`, '', ...reasonLines(only, explanation, shown, c), '');
    lines.push(...turnedLines(only, c, ''), '', ...tree(only, explanation, shown, c));
    return `${lines.join('\n')}\n`;
  }
  lines.push(`${counted(events, 'event')}: ${countsText(explanation)}`, '');
  const most = shown.all ? groups.length : SHOWN_GROUPS;
  for (const group of groups.slice(0, most)) lines.push(...groupLines(group, explanation, shown, c), '');
  if (groups.length > most) {
    const rest = groups.slice(most);
    const others = rest.reduce((sum, { count }) => sum + count, 0);
    lines.push(
      c.dim(
        `${counted(rest.length, 'more reason')} on ${counted(others, 'event')}: --all shows ${rest.length === 1 ? 'it' : 'them'}`,
      ),
      '',
    );
  }
  if (!shown.all) {
    const closest = groups.find(({ outcome }) => outcome === 'silent') ?? only;
    if (closest) lines.push(c.bold(eventLine(closest, shown, c)), ...tree(closest, explanation, shown, c));
  }
  return `${lines.join('\n').trimEnd()}\n`;
}

function countsText({ counts }: Explanation): string {
  const parts = [
    ...(counts.fired > 0 ? [`fired on ${counts.fired}`] : []),
    ...(counts.hidden > 0 ? [`hidden by an earlier rule on ${counts.hidden}`] : []),
    ...(counts.disabled > 0 ? [`not enabled, else it would have fired on ${counts.disabled}`] : []),
    ...(counts.silent > 0 ? [`silent on ${counts.silent}`] : []),
  ];
  return parts.join(', ');
}

function groupLines(
  group: ExplainedGroup,
  explanation: Explanation,
  shown: ExplainShown,
  c: ChalkInstance,
): string[] {
  const example = `${group.count === 1 ? '' : 'e.g. '}${eventName(group.example, shown.inputs)}`;
  const lines = [
    `${outcomeMark(group, c)} ${c.bold(counted(group.count, 'event'))}, ${example}`,
    ...reasonLines(group, explanation, shown, c).map((line) => `  ${line}`),
    ...spreadOf(group, ({ check }) => leftOf(check)).map((line) => `  ${c.dim(line)}`),
    ...turnedLines(group, c, '  '),
  ];
  if (shown.all) lines.push('', ...tree(group, explanation, shown, c).map((line) => `  ${line}`));
  return lines;
}

function outcomeMark({ outcome }: ExplainedGroup, c: ChalkInstance): string {
  if (outcome === 'fired') return c.green('●');
  return outcome === 'silent' ? c.red('○') : c.yellow('◐');
}

function reasonLines(
  group: ExplainedGroup,
  { outline }: Explanation,
  _: ExplainShown,
  c: ChalkInstance,
): string[] {
  return [codeColoured(reasonOf(group, outline), c)];
}

function turnedLines(
  { counterfactual, outcome }: ExplainedGroup,
  c: ChalkInstance,
  indent: string,
): string[] {
  if ('reason' in counterfactual) return [`${indent}${c.dim(turnedTitle(counterfactual, outcome))}`];
  const [first, ...more] = counterfactual.edits.map(editText);
  const title = turnedTitle(counterfactual, outcome);
  if (first === undefined) return [];
  return [
    `${indent}${c.cyan(title)} ${first}`,
    ...more.map((edit) => `${indent}${' '.repeat(Math.max(0, title.length - 3))}${c.dim('and')} ${edit}`),
  ];
}

function eventLine({ example }: ExplainedGroup, { inputs }: ExplainShown, c: ChalkInstance): string {
  const story = eventStory(example);
  return `${eventName(example, inputs)}${story === '' ? '' : c.dim(`: ${story}`)}`;
}

function tree(
  { trace, obstacles }: ExplainedGroup,
  { outline }: Explanation,
  shown: ExplainShown,
  c: ChalkInstance,
): string[] {
  const deciding = new Set<unknown>(trace.verdict ? [] : obstacles.map(({ check }) => check.expr));
  return drawTree(treeOf(trace, outline, deciding), shown, c);
}

/** All rules, for a terminal: which fired, which were hidden, which came closest. */
export function overviewText({ events, rules }: Overview, shown: ExplainShown, c: ChalkInstance): string {
  const lines: string[] = [];
  const section = (title: string, found: readonly string[], most: number): void => {
    if (found.length === 0) return;
    lines.push(c.bold(title), ...found.slice(0, shown.all ? undefined : most));
    if (!shown.all && found.length > most)
      lines.push(c.dim(`  ... and ${found.length - most} more: --all shows them`));
    lines.push('');
  };
  const fired = rules.filter((each) => each.fired > 0).sort((a, b) => b.fired - a.fired);
  const width = String(fired[0]?.fired ?? 0).length;
  section(
    `Fired, on ${counted(events, 'event')}`,
    fired.map(
      ({ rule, fired: count, firstFired }) =>
        `  ${String(count).padStart(width)}  ${c.green(ruleName(rule))}  ${c.dim(firstFired ? `first: ${eventName(firstFired, shown.inputs)}` : '')}`,
    ),
    30,
  );
  section(
    'Hidden under rule_matching: first',
    rules.flatMap(({ rule, hiddenBy }) =>
      [...hiddenBy].map(
        ([by, { count, example }]) =>
          `  ${c.yellow(ruleName(rule))}: ${counted(count, 'event')} taken by ${c.yellow(by)}, e.g. ${eventName(example, shown.inputs)}`,
      ),
    ),
    30,
  );
  const silent = closestFirst(rules);
  section(
    'Silent, the closest first',
    silent.map(
      ({ rule, closest }) =>
        `  ${c.red(ruleName(rule))}  ${c.dim(`closest: ${eventName(closest.example, shown.inputs)}`)}\n    ${codeColoured(obstaclesText(closest.obstacles, closest.outline), c)}`,
    ),
    SHOWN_RULES,
  );
  if (events === 0) lines.push('no event reached the rules');
  return `${lines.join('\n').trimEnd()}\n`;
}

/** Rules that matched nothing, those that came closest first. */
export function closestFirst(
  rules: readonly RuleOverview[],
): (RuleOverview & { readonly closest: NonNullable<RuleOverview['closest']> })[] {
  return rules
    .flatMap((each) => (each.closest ? [{ ...each, closest: each.closest }] : []))
    .sort((a, b) => a.closest.obstacles.length - b.closest.obstacles.length);
}

/** What stands in backticks, in colour where there is any. */
function codeColoured(text: string, c: ChalkInstance): string {
  return text.replace(/`([^`]*)`/g, (whole, inner: string) => (c.level === 0 ? whole : c.cyan(inner)));
}
