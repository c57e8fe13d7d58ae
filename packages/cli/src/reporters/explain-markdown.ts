import { type ExplainedGroup, type Explanation, leftOf, type Overview } from '@falco-rules/simulator';
import { closestFirst, type ExplainShown } from './explain-text.js';
import { type TreeRow, treeOf } from './explain-tree.js';
import {
  editText,
  eventName,
  eventStory,
  obstaclesText,
  reasonOf,
  ruleName,
  spreadOf,
  turnedTitle,
} from './explain-words.js';
import { counted } from './replay-summary.js';

/** Why a rule fired or stayed silent, as Markdown: the condition of each example is folded away. */
export function explanationMarkdown(explanation: Explanation, shown: ExplainShown): string {
  const { rule, events, groups } = explanation;
  return [
    `### ${plain(ruleName(rule))}`,
    '',
    `${counted(events, 'event')}, ${shown.rulePlace(rule)}`,
    '',
    ...groups.flatMap((group) => groupMarkdown(group, explanation, shown)),
  ].join('\n');
}

function groupMarkdown(group: ExplainedGroup, explanation: Explanation, shown: ExplainShown): string[] {
  const { example, counterfactual, trace, obstacles, outcome } = group;
  const deciding = new Set<unknown>(trace.verdict ? [] : obstacles.map(({ check }) => check.expr));
  const story = eventStory(example);
  return [
    `- **${counted(group.count, 'event')}** ${reasonOf(group, explanation.outline)}`,
    ...spreadOf(group, ({ check }) => leftOf(check)).map((line) => `  - ${line}`),
    `  - ${group.count === 1 ? '' : 'e.g. '}${eventName(example, shown.inputs)}${story === '' ? '' : `: ${plain(story)}`}`,
    ...('reason' in counterfactual
      ? [`  - ${turnedTitle(counterfactual, outcome)}`]
      : [
          `  - ${turnedTitle(counterfactual, outcome)} ${counterfactual.edits.map((edit) => code(editText(edit))).join(' and ')}`,
        ]),
    '',
    '  <details><summary>the condition</summary>',
    '',
    ...rows(treeOf(trace, explanation.outline, deciding), '  ', shown),
    '',
    '  </details>',
    '',
  ];
}

function rows(row: TreeRow, indent: string, shown: ExplainShown): string[] {
  const mark = row.verdict ? '✅' : '❌';
  const text =
    row.kind === 'check' ? code(row.text) : row.kind === 'macro' ? `macro ${code(row.text)}` : row.text;
  const value = row.value === '' ? '' : ` - ${row.value}`;
  const place = shown.place(row);
  const notes = [...(row.skipped ? ['not looked at'] : []), ...(place === '' ? [] : [place])].join(', ');
  return [
    `${indent}- ${row.skipped ? '▫️' : mark} ${text}${value}${notes === '' ? '' : ` (${notes})`}`,
    ...row.children.flatMap((child) => rows(child, `${indent}  `, shown)),
  ];
}

/** All rules, as Markdown. */
export function overviewMarkdown({ events, rules }: Overview, shown: ExplainShown): string {
  const matched = rules.filter(({ fired, hiddenBy }) => fired > 0 || hiddenBy.size > 0);
  const silent = closestFirst(rules);
  return [
    `### ${counted(events, 'event')}`,
    '',
    '| rule | fired | hidden by |',
    '|---|---:|---|',
    ...matched.map(({ rule, fired, hiddenBy }) => {
      const hidden = [...hiddenBy].map(([by, { count }]) => `${plain(by)} (${count})`).join(', ');
      return `| ${plain(ruleName(rule))} | ${fired} | ${hidden} |`;
    }),
    '',
    ...(silent.length === 0
      ? []
      : [
          `<details><summary>${counted(silent.length, 'silent rule')}, the closest first</summary>`,
          '',
          ...silent.map(
            ({ rule, closest }) =>
              `- **${plain(ruleName(rule))}**, closest: ${eventName(closest.example, shown.inputs)}: ${obstaclesText(closest.obstacles, closest.outline)}`,
          ),
          '',
          '</details>',
          '',
        ]),
  ].join('\n');
}

/** Text as it is, in Markdown. */
export function plain(text: string): string {
  return text.replace(/[\\`*_{}[\]<>|#]/g, '\\$&');
}

export function code(text: string): string {
  const fence = text.includes('`') ? '``' : '`';
  return `${fence}${text.replace(/\n/g, ' ')}${fence}`;
}
