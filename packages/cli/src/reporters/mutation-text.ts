import type { ChalkInstance } from 'chalk';
import type { MutationView } from '../quality/mutation-view.js';

/** The mutation score, and the mutants that no test noticed as changes of the user's own files. */
export function mutationText(view: MutationView, c: ChalkInstance): string {
  const { score, killed, counted, survivors, unknown, equivalent, duplicate } = view;
  const lines: string[] = [];
  let file = '';
  for (const { edit, untested } of survivors) {
    if (edit.file !== file) lines.push(...(lines.length > 0 ? [''] : []), c.bold(edit.file));
    file = edit.file;
    lines.push(`  ${c.dim(`${edit.line}`)}  ${edit.title}${untested ? c.dim(' (no test replays it)') : ''}`);
    for (const line of edit.before) lines.push(c.red(`    - ${line.trim()}`));
    for (const line of edit.after) lines.push(c.green(`    + ${line.trim()}`));
  }
  if (lines.length > 0) lines.push('');
  const paint = score === 100 ? c.green : score >= 80 ? c.yellow : c.red;
  lines.push(
    `mutation score ${paint(`${score}%`)}: tests notice ${killed} of ${counted} changes of the rules`,
  );
  const left = [
    ...(unknown > 0 ? [`${unknown} not tried for want of time`] : []),
    ...(equivalent > 0 ? [`${equivalent} that no event would show`] : []),
    ...(duplicate > 0 ? [`${duplicate} that come to the same as others`] : []),
  ];
  if (left.length > 0) lines.push(c.dim(`not counted: ${left.join(', ')}`));
  return `${lines.join('\n')}\n`;
}
