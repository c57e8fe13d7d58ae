import type { ChalkInstance } from 'chalk';
import type { RuleCost } from '../benching/rule-cost.js';

/** What `bench` found; the file that `--json` writes, and `--compare` reads. */
export interface BenchReport {
  readonly version: 1;
  readonly node: string;
  readonly events: number;
  readonly bytes: number;
  readonly rules: number;
  /** Milliseconds. */
  readonly loading: number;
  readonly compiling: number;
  readonly eventsPerSecond: number;
  readonly megabytesPerSecond: number;
  /** Time of running the rules, by that of JSON.parse alone. */
  readonly timesJsonParse: number;
  /** Share of the time that reading takes, whatever the rules. */
  readonly readingShare: number;
  readonly alerts: number;
  /** Absent where there are no alerts. */
  readonly alertsPerSecond?: number;
  /** All rules, the most expensive first. */
  readonly ruleCosts: readonly RuleCost[];
}

export interface BenchNotes {
  /** Not all events were used. */
  readonly isCut: boolean;
  /** How many events each rule was measured on by itself. */
  readonly ruleEvents: number;
}

const MOST_SHOWN = 10;

export function benchLines(report: BenchReport, notes: BenchNotes, c: ChalkInstance): string[] {
  const count = (value: number) => Math.round(value).toLocaleString('en');
  const { ruleCosts } = report;
  const lines = [
    c.bold(`${count(report.events)} events, ${count(report.bytes)} bytes, ${report.rules} rules`) +
      (notes.isCut ? c.dim(' (the first events only: enough to measure)') : ''),
    '',
    row('events/s', count(report.eventsPerSecond), `${micros(1e6 / report.eventsPerSecond)} an event`),
    row('MB/s', report.megabytesPerSecond.toFixed(0), ''),
    row('x JSON.parse', report.timesJsonParse.toFixed(2), 'time, by that of JSON.parse on the same events'),
    row('reading', `${(report.readingShare * 100).toFixed(0)}%`, 'of the time, whatever the rules'),
    row(
      'alerts',
      count(report.alerts),
      report.alertsPerSecond === undefined ? '' : `${count(report.alertsPerSecond)}/s to write`,
    ),
    row('loading', `${report.loading.toFixed(0)} ms`, `and ${report.compiling.toFixed(0)} ms to compile`),
    '',
    `${c.bold('Rules, each by itself')} ${c.dim(`(${count(notes.ruleEvents)} events; together they share checks and cost less)`)}`,
  ];
  for (const cost of ruleCosts.slice(0, MOST_SHOWN)) lines.push(...ruleLines(cost, c));
  if (ruleCosts.length > MOST_SHOWN) {
    lines.push(c.dim(`  ... ${ruleCosts.length - MOST_SHOWN} more; --json FILE writes all`));
  }
  return lines;
}

function row(name: string, value: string, note: string): string {
  return `  ${name.padEnd(14)}${value.padStart(12)}  ${note}`.trimEnd();
}

function ruleLines(cost: RuleCost, c: ChalkInstance): string[] {
  const lines = [
    `  ${micros(cost.micros).padStart(9)}  ${cost.rule} ${c.dim(`(matches ${percent(cost.matches)})`)}`,
  ];
  const costly = cost.parts
    .map((part, i) => ({ ...part, i, total: part.micros * part.reached }))
    .sort((a, b) => b.total - a.total)[0];
  if (!costly || cost.parts.length < 2) return lines;
  const share =
    costly.total /
    Math.max(
      cost.parts.reduce((sum, part) => sum + part.micros * part.reached, 0),
      1e-9,
    );
  lines.push(
    `${' '.repeat(13)}${percent(share)} of it: ${c.cyan(shortened(costly.text))}, asked of ${percent(costly.reached)} of the events, holds on ${percent(costly.held)} of them`,
  );
  if (cost.better) {
    const first = cost.better.order.map((i) => c.green(shortened(cost.parts[i]!.text))).slice(0, 3);
    const now = cost.parts.reduce((sum, part) => sum + part.micros * part.reached, 0);
    lines.push(
      `${' '.repeat(13)}in another order ${percent(1 - cost.better.micros / now)} less: ${first.join(' and ')}${cost.better.order.length > 3 ? ' and ...' : ''}`,
    );
  }
  return lines;
}

function shortened(text: string): string {
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function micros(value: number): string {
  return value >= 1 ? `${value.toFixed(2)} us` : `${(value * 1000).toFixed(0)} ns`;
}

function percent(share: number): string {
  const value = share * 100;
  if (value === 0 || value >= 9.95) return `${value.toFixed(0)}%`;
  return value < 0.1 ? '<0.1%' : `${value.toFixed(1)}%`;
}

/** How a report differs from an earlier one. */
export function comparisonLines(now: BenchReport, before: BenchReport, c: ChalkInstance): string[] {
  const lines = ['', c.bold('Compared with the earlier run')];
  const compare = (name: string, value: number, old: number, moreIsBetter: boolean) => {
    const factor = value / old;
    const better = moreIsBetter ? factor > 1.05 : factor < 0.95;
    const worse = moreIsBetter ? factor < 0.95 : factor > 1.05;
    const text = `${value.toFixed(2)} was ${old.toFixed(2)} (${factor >= 1 ? '+' : ''}${((factor - 1) * 100).toFixed(0)}%)`;
    lines.push(`  ${name.padEnd(14)}${better ? c.green(text) : worse ? c.red(text) : text}`);
  };
  compare('events/s', now.eventsPerSecond, before.eventsPerSecond, true);
  compare('x JSON.parse', now.timesJsonParse, before.timesJsonParse, false);
  if (now.alertsPerSecond !== undefined && before.alertsPerSecond !== undefined) {
    compare('alerts/s', now.alertsPerSecond, before.alertsPerSecond, true);
  }
  compare('loading', now.loading, before.loading, false);
  if (now.events !== before.events || now.bytes !== before.bytes) {
    lines.push(c.yellow('  the events are not the same: only x JSON.parse says something'));
  }
  const old = new Map(before.ruleCosts.map((cost) => [cost.rule, cost.micros]));
  const changed = now.ruleCosts
    .filter(({ rule, micros: value }) => Math.abs(value - (old.get(rule) ?? value)) > 0.05)
    .sort((a, b) => Math.abs(b.micros - old.get(b.rule)!) - Math.abs(a.micros - old.get(a.rule)!));
  for (const { rule, micros: value } of changed.slice(0, MOST_SHOWN)) {
    lines.push(`  ${micros(value).padStart(9)}  was ${micros(old.get(rule)!)}: ${rule}`);
  }
  return lines;
}
