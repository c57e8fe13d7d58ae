import { decodeText, printExpr } from '@falco-rules/language';
import type { Obstacle } from '../explain/reason.js';
import type { FieldValue } from '../extract/index.js';
import type { Alert, AlertField } from '../replay/alert.js';
import type { NearestMiss, TestResult } from './result.js';

/** Alerts that a message shows before it only counts them. */
const SHOWN_ALERTS = 5;
/** Obstacles that a message shows. */
const SHOWN_OBSTACLES = 3;
const SHOWN_TEXT = 200;

/** The alerts, one a line, five at most, then how many more. */
export function describeAlerts(alerts: readonly Alert[]): string[] {
  const lines = alerts.slice(0, SHOWN_ALERTS).map(describeAlert);
  const more = alerts.length - SHOWN_ALERTS;
  return more > 0 ? [...lines, `  ... and ${counted(more, 'more alert')}`] : lines;
}

function describeAlert({ event, rule, priority, output }: Alert): string {
  return `  event ${event}: ${quote(rule)} (${priority}) ${cut(output)}`;
}

/** Why a rule of the set did not fire. */
export function describeSilence(result: TestResult, name: string): string[] {
  const rule = result.rules.get(name);
  if (!rule) return [];
  if (rule.notSimulated !== undefined) return [`it is not simulated: ${rule.notSimulated}`];
  if (!rule.enabled) return ['it is not enabled'];
  const [hidden] = rule.hidden;
  if (hidden) {
    const times = counted(rule.hidden.length, 'event');
    return [
      `it matches ${times}, but under rule_matching: first an earlier rule came first: ${quote(hidden.by)} on event ${hidden.event}`,
      `rule_matching: all would give ${counted(rule.hidden.length, 'more alert')}`,
    ];
  }
  if (result.events === 0) return [describeNoEvents(result)];
  const miss = result.nearestMiss(name);
  return miss ? describeMiss(miss, result.events) : [];
}

function describeNoEvents({ dropped }: TestResult): string {
  const [first] = dropped;
  return first
    ? `no event reached the rules: ${counted(dropped.length, 'event')} dropped (the first one: ${first.reason})`
    : 'there was no event';
}

function describeMiss({ event, obstacles }: NearestMiss, events: number): string[] {
  const shown = obstacles.slice(0, SHOWN_OBSTACLES).map((obstacle) => `  ${describeObstacle(obstacle)}`);
  const more = obstacles.length - SHOWN_OBSTACLES;
  return [
    events === 1 ? `on event ${event}:` : `closest of ${counted(events, 'event')} is event ${event}:`,
    ...shown,
    ...(more > 0 ? [`  ... and ${counted(more, 'more check')}`] : []),
  ];
}

/** ``ka.verb = create` is false, ka.verb is `patch` (in kmodify)`` */
export function describeObstacle({ check, macros }: Obstacle): string {
  const { expr, verdict, value } = check;
  const place = macros.length === 0 ? '' : ` (in ${macros.map(decodeText).join(' > ')})`;
  const what = cut(decodeText(printExpr(expr)));
  const left = decodeText(printExpr({ ...expr, kind: 'UnaryCheck', operator: 'exists' })).replace(
    / exists$/,
    '',
  );
  const other = 'other' in check ? `, and the right side ${describeValue(check.other)}` : '';
  return `\`${what}\` is ${verdict}: \`${left}\` ${describeValue(value)}${other}${place}`;
}

function describeValue(value: FieldValue): string {
  if (value === undefined) return 'is absent';
  if (typeof value === 'object')
    return `is [${cut(value.map((each) => quote(decodeText(each))).join(', '))}]`;
  return `is ${typeof value === 'string' ? quote(cut(decodeText(value))) : value}`;
}

/** A value as a test would write it. */
export function showField(value: AlertField | RegExp | number | undefined): string {
  if (value === undefined) return 'not shown';
  if (typeof value === 'string') return quote(value);
  if (value === null) return 'absent';
  if (value instanceof RegExp || typeof value !== 'object') return String(value);
  return `[${value.map(quote).join(', ')}]`;
}

export function quote(text: string): string {
  return JSON.stringify(text);
}

export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}

function cut(text: string): string {
  return text.length > SHOWN_TEXT ? `${text.slice(0, SHOWN_TEXT)}...` : text;
}
