import { didYouMean, PRIORITIES } from '@falco-rules/language';
import type { Alert, AlertField } from '../replay/alert.js';
import { counted, describeAlerts, describeSilence, quote, showField } from './describe.js';
import type { TestResult } from './result.js';

/** The outcome of a matcher. */
export interface MatchOutcome {
  readonly pass: boolean;
  /** For a failure; where `pass` is true, for a failure of the negated matcher. */
  readonly message: () => string;
  /** The test itself is wrong: it must fail, negated or not. */
  readonly misuse?: true;
}

/** A rule by name, or by the value that defines it. */
export type RuleRef = string | { readonly name: string };

export interface FireOptions {
  /** How many alerts, exactly. Without it: at least one. */
  readonly times?: number | undefined;
  readonly atLeast?: number | undefined;
  readonly atMost?: number | undefined;
  /** As Falco or as a rule writes it, in any case. */
  readonly priority?: string | undefined;
  /** A text that the output holds, or a pattern that it matches. */
  readonly output?: string | RegExp | undefined;
  /** Values that `output_fields` has; null for absent ones. */
  readonly fields?: Readonly<Record<string, ExpectedField>> | undefined;
}

export type ExpectedField = AlertField | number | RegExp;

/**
 * The matchers of one test run. They remember which alerts of a result were expected, for toFireNothingElse.
 */
export interface Matchers {
  /** The rule fired; with options: as often as they say, counting the alerts that fit them. */
  toFire(result: TestResult, rule: RuleRef, options?: FireOptions): MatchOutcome;
  /** The rule did not fire. */
  toStaySilent(result: TestResult, rule: RuleRef): MatchOutcome;
  /** All alerts were expected by a toFire before. */
  toFireNothingElse(result: TestResult): MatchOutcome;
}

export function createMatchers(): Matchers {
  const expected = new WeakMap<TestResult, Set<Alert>>();
  return {
    toFire(result, ref, options = {}) {
      const rule = nameOf(ref);
      const wrong = unknownRule(result, rule) ?? wrongOptions(result, rule, options);
      if (wrong) return misuse(wrong);
      const outcome = toFire(result, rule, options);
      if (outcome.pass) {
        const alerts = expected.get(result) ?? new Set();
        for (const alert of fittingAlerts(result, rule, options)) alerts.add(alert);
        expected.set(result, alerts);
      }
      return outcome;
    },
    toStaySilent(result, ref) {
      const rule = nameOf(ref);
      const wrong = unknownRule(result, rule);
      if (wrong) return misuse(wrong);
      const alerts = result.alerts.filter((alert) => alert.rule === rule);
      return {
        pass: alerts.length === 0,
        message: () =>
          alerts.length === 0
            ? lines([
                `expected rule ${quote(rule)} to fire, but it stayed silent`,
                ...describeSilence(result, rule),
              ])
            : lines([
                `expected rule ${quote(rule)} to stay silent, but it fired ${counted(alerts.length, 'time')}`,
                ...describeAlerts(alerts),
              ]),
      };
    },
    toFireNothingElse(result) {
      const known = expected.get(result);
      const others = result.alerts.filter((alert) => !known?.has(alert));
      return {
        pass: others.length === 0,
        message: () =>
          others.length === 0
            ? 'expected other alerts than those that were expected before, but there were none'
            : lines([
                `expected no other alerts, but there ${others.length === 1 ? 'was' : 'were'} ${counted(others.length, 'more alert')}`,
                ...describeAlerts(others),
              ]),
      };
    },
  };
}

function toFire(result: TestResult, rule: string, options: FireOptions): MatchOutcome {
  const fired = result.alerts.filter((alert) => alert.rule === rule);
  const fitting = fittingAlerts(result, rule, options);
  const { times, atLeast = 1, atMost } = options;
  const pass =
    times !== undefined
      ? fitting.length === times
      : fitting.length >= atLeast && (atMost === undefined || fitting.length <= atMost);
  const wish = `expected rule ${quote(rule)} ${pass ? 'not ' : ''}to fire${countWish(options)}`;
  return {
    pass,
    message: () => {
      if (pass) return lines([`${wish}, but it did`, ...describeAlerts(fitting)]);
      if (fired.length === 0) {
        return lines([
          `${wish}, but it stayed silent`,
          ...describeSilence(result, rule),
          ...(result.alerts.length > 0
            ? ['alerts that did fire:', ...describeAlerts(result.alerts)]
            : ['no rule fired']),
        ]);
      }
      const misfits = fired.filter((alert) => !fitting.includes(alert));
      const [misfit] = misfits;
      return lines([
        `${wish}, but it fired ${counted(fired.length, 'time')}${misfit ? `, ${fitting.length} as expected` : ''}`,
        ...(misfit ? [`event ${misfit.event}: ${misfitsOf(misfit, options).join('; ')}`] : []),
        ...describeAlerts(misfit ? misfits : fired),
      ]);
    },
  };
}

function countWish({ times, atLeast, atMost }: FireOptions): string {
  if (times !== undefined) return ` ${counted(times, 'time')}`;
  if (atLeast !== undefined && atMost !== undefined) return ` ${atLeast} to ${atMost} times`;
  if (atLeast !== undefined) return ` at least ${counted(atLeast, 'time')}`;
  return atMost === undefined ? '' : ` at most ${counted(atMost, 'time')}`;
}

function fittingAlerts(result: TestResult, rule: string, options: FireOptions): readonly Alert[] {
  return result.alerts.filter((alert) => alert.rule === rule && misfitsOf(alert, options).length === 0);
}

/** In which ways an alert is not as expected. */
function misfitsOf(alert: Alert, { priority, output, fields }: FireOptions): string[] {
  const found: string[] = [];
  if (priority !== undefined && priorityOf(priority) !== alert.priority) {
    found.push(`priority is ${alert.priority}, not ${priorityOf(priority)}`);
  }
  if (output !== undefined && !fitsText(alert.output, output)) {
    const wish = typeof output === 'string' ? `hold ${quote(output)}` : `match ${output}`;
    found.push(`output does not ${wish}: ${quote(alert.output)}`);
  }
  for (const [name, wanted] of Object.entries(fields ?? {})) {
    const actual = alert.fields[name];
    if (!fitsField(actual, wanted)) found.push(`${name} is ${showField(actual)}, not ${showField(wanted)}`);
  }
  return found;
}

function fitsText(text: string, wanted: string | RegExp): boolean {
  if (typeof wanted === 'string') return text.includes(wanted);
  // A global or sticky pattern would remember where it stopped.
  return new RegExp(wanted.source, wanted.flags.replace(/[gy]/g, '')).test(text);
}

function fitsField(actual: AlertField | undefined, wanted: ExpectedField): boolean {
  if (actual === undefined) return false;
  if (actual === null || wanted === null) return actual === wanted;
  if (wanted instanceof RegExp) return typeof actual === 'string' && fitsText(actual, wanted);
  if (typeof actual === 'object') {
    const items = typeof wanted === 'object' ? wanted : [wanted];
    return items.length === actual.length && items.every((item, i) => String(item) === actual[i]);
  }
  // Fields are texts, also those that hold numbers: 403 means "403".
  return typeof wanted !== 'object' && String(wanted) === String(actual);
}

function priorityOf(text: string): string | undefined {
  const lower = text.toLowerCase();
  // As Falco reads them (falco_common.cpp): any beginning of the name will do.
  return lower === '' ? undefined : PRIORITIES.find((name) => name.toLowerCase().startsWith(lower));
}

function unknownRule(result: TestResult, rule: string): string | undefined {
  if (result.rules.has(rule)) return undefined;
  const near = didYouMean(rule, result.rules.keys());
  const help = near.length > 0 ? [`did you mean ${near.map(quote).join(' or ')}?`] : [];
  const all = [...result.rules.keys()];
  const known = all.length <= 10 ? [`the rules are: ${all.map(quote).join(', ') || 'none'}`] : [];
  return lines([`there is no rule ${quote(rule)}`, ...(help.length > 0 ? help : known)]);
}

/** What is wrong with the options, whatever the alerts are. */
function wrongOptions(result: TestResult, rule: string, options: FireOptions): string | undefined {
  const { times, atLeast, atMost, priority, fields } = options;
  for (const [name, count] of Object.entries({ times, atLeast, atMost })) {
    if (count === undefined) continue;
    if (!Number.isInteger(count) || count < 0) return `\`${name}\` must be a whole number, not ${count}`;
    if (count === 0) return `\`${name}: 0\` of toFire: say toStaySilent(${quote(rule)}) instead`;
  }
  if (times !== undefined && (atLeast !== undefined || atMost !== undefined)) {
    return '`times` goes without `atLeast` and `atMost`';
  }
  if (atLeast !== undefined && atMost !== undefined && atLeast > atMost) {
    return `\`atLeast\` (${atLeast}) is more than \`atMost\` (${atMost})`;
  }
  if (priority !== undefined && priorityOf(priority) === undefined) {
    return `there is no priority ${quote(priority)}: it is one of ${PRIORITIES.join(', ')}`;
  }
  const shown = result.rules.get(rule)?.fields ?? [];
  const missing = Object.keys(fields ?? {}).find((name) => !shown.includes(name));
  if (missing === undefined) return undefined;
  const near = didYouMean(missing, shown);
  return lines([
    `the output of rule ${quote(rule)} does not show ${missing}, so its alerts cannot be asked for it`,
    near.length > 0 ? `did you mean ${near.join(' or ')}?` : `it shows ${shown.join(', ')}`,
  ]);
}

function nameOf(rule: RuleRef): string {
  return typeof rule === 'string' ? rule : rule.name;
}

function misuse(message: string): MatchOutcome {
  return { pass: false, misuse: true, message: () => message };
}

function lines(parts: readonly string[]): string {
  return parts.join('\n');
}
