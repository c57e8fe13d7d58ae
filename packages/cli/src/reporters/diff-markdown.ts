import { type AlertChange, CHANGES, type RulesetDiff } from '@falco-rules/simulator';
import { changeText, cut, type DiffShown, SHOWN_CHANGES } from './diff-text.js';
import { code, plain } from './explain-markdown.js';
import { eventName } from './explain-words.js';
import { counted } from './replay-summary.js';

/** Differences of two rulesets as Markdown, for a comment on a pull request. */
export function diffMarkdown(diff: RulesetDiff, shown: DiffShown): string {
  const { verdict, changes, traffic } = diff;
  const lines = [`### Falco rules: ${verdict ? `**${verdict}**` : 'nothing has changed'}`, ''];
  if (traffic) {
    const { events, before, after } = traffic;
    lines.push(
      `${counted(events, 'event')} through ${code(shown.old)} and ${code(shown.new)}: ${counted(before, 'alert')} before, ${after} after.`,
      '',
    );
    if (traffic.changes.length > 0) {
      lines.push('| | rule | alerts | example | why |', '|---|---|---:|---|---|');
      for (const each of limited(traffic.changes, shown.all)) lines.push(alertRow(each, shown));
      lines.push('');
      lines.push(...examples(limited(traffic.changes, shown.all)));
    }
  }
  if (changes.length > 0) {
    lines.push('| level | what | why |', '|---|---|---|');
    for (const each of limited(changes, shown.all)) {
      lines.push(`| ${each.level} | ${cell(changeText(each))} | ${CHANGES[each.code].why} |`);
    }
    lines.push('');
  }
  if (!shown.all && (changes.length > SHOWN_CHANGES || (traffic?.changes.length ?? 0) > SHOWN_CHANGES)) {
    lines.push(`Only the first ${SHOWN_CHANGES} of each are shown.`, '');
  }
  return lines.join('\n');
}

function limited<T>(items: readonly T[], all: boolean): readonly T[] {
  return all ? items : items.slice(0, SHOWN_CHANGES);
}

const SIGNS = { lost: '➖ lost', gained: '➕ gained', changed: '✏️ changed' } as const;

function alertRow({ kind, rule, count, example, cause }: AlertChange, { inputs }: DiffShown): string {
  return `| ${SIGNS[kind]} | ${plain(rule)} | ${count} | ${eventName(example, inputs)} | ${cell(cause)} |`;
}

function examples(changes: readonly AlertChange[]): string[] {
  return [
    '<details><summary>examples</summary>',
    '',
    '```diff',
    ...changes.flatMap(({ rule, before, after }) => [
      `# ${rule}`,
      ...(before ? [`- ${before.priority} ${cut(before.output)}`] : []),
      ...(after ? [`+ ${after.priority} ${cut(after.output)}`] : []),
    ]),
    '```',
    '',
    '</details>',
    '',
  ];
}

/** Text with code in backticks, within a table. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\n/g, ' ');
}
