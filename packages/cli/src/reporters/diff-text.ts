import {
  type AlertChange,
  CHANGES,
  type Change,
  type ChangeLevel,
  type RulesetDiff,
} from '@falco-rules/simulator';
import type { ChalkInstance } from 'chalk';
import { eventName, type Inputs } from './explain-words.js';
import { counted } from './replay-summary.js';

/** What the reporters of diff are given beside the diff. */
export interface DiffShown {
  readonly old: string;
  readonly new: string;
  readonly inputs: Inputs;
  readonly all: boolean;
}

const SHOWN_OUTPUT = 160;
/** Rules of one level that are named before they are only counted. */
export const SHOWN_CHANGES = 25;

/** The verdict in a sentence. */
export function verdictText({ verdict, changes }: RulesetDiff): string {
  if (verdict === undefined) return 'no change';
  const first = changes.find(({ level }) => level === verdict);
  const same = changes.filter(({ level }) => level === verdict).length;
  return `${verdict}: ${first ? changeText(first) : ''}${same > 1 ? `, and ${same - 1} more` : ''}`;
}

/** `rule X: is gone` */
export function changeText({ kind, name, message }: Change): string {
  return `${kind === 'requirement' ? '' : `${kind} `}${name}: ${message}`;
}

/** Differences of two rulesets, for a terminal. */
export function diffText(diff: RulesetDiff, shown: DiffShown, c: ChalkInstance): string {
  const { verdict, changes, traffic } = diff;
  const paint: Readonly<Record<ChangeLevel, (text: string) => string>> = {
    major: c.red,
    minor: c.yellow,
    patch: c.green,
  };
  const lines = [`${c.bold(`${shown.old} -> ${shown.new}`)}`];
  if (traffic) {
    const { events, before, after } = traffic;
    lines.push(`${counted(events, 'event')}: ${counted(before, 'alert')} before, ${after} after`);
    for (const kind of ['lost', 'gained', 'changed'] as const) {
      const found = traffic.changes.filter((each) => each.kind === kind);
      if (found.length === 0) continue;
      const total = found.reduce((sum, { count }) => sum + count, 0);
      lines.push('', c.bold(`${counted(total, 'alert')} ${kind}`));
      for (const each of shown.all ? found : found.slice(0, SHOWN_CHANGES))
        lines.push(...alertLines(each, shown, c));
      if (!shown.all && found.length > SHOWN_CHANGES)
        lines.push(c.dim(`  ... and ${found.length - SHOWN_CHANGES} more: --all shows them`));
    }
  }
  lines.push('', `${c.bold('verdict')}  ${verdict ? paint[verdict](verdict) : 'nothing has changed'}`);
  const kept = shown.all ? changes : changes.slice(0, SHOWN_CHANGES);
  for (const each of kept) {
    lines.push(
      `  ${paint[each.level](each.level.padEnd(5))}  ${changeText(each)} ${c.dim(`(${CHANGES[each.code].why})`)}`,
    );
  }
  if (kept.length < changes.length)
    lines.push(c.dim(`  ... and ${changes.length - kept.length} more: --all shows them`));
  if (!traffic && changes.some(({ code }) => code === 'condition-changed' || code === 'list-changed')) {
    lines.push(c.dim('no events were given: what the changed conditions match is not known'));
  }
  return `${lines.join('\n')}\n`;
}

function alertLines(
  { rule, kind, count, cause, example, before, after }: AlertChange,
  { inputs }: DiffShown,
  c: ChalkInstance,
): string[] {
  const mark = { lost: c.red('-'), gained: c.green('+'), changed: c.yellow('~') }[kind];
  const lines = [
    `  ${mark} ${c.bold(rule)}  ${counted(count, 'event')}, ${count === 1 ? '' : 'e.g. '}${eventName(example, inputs)}: ${cause}`,
  ];
  if (before && after) {
    lines.push(
      `      ${c.red(`- ${before.priority} ${cut(before.output)}`)}`,
      `      ${c.green(`+ ${after.priority} ${cut(after.output)}`)}`,
    );
  } else {
    const alert = before ?? after;
    if (alert) lines.push(`      ${c.dim(`${alert.priority} ${cut(alert.output)}`)}`);
  }
  return lines;
}

export function cut(text: string): string {
  const plain = text.replace(/[\x00-\x1f\x7f]/g, '\u00b7');
  return plain.length > SHOWN_OUTPUT ? `${plain.slice(0, SHOWN_OUTPUT)}...` : plain;
}
