import {
  createMatchers,
  type FireOptions,
  type MatchOutcome,
  type RuleRef,
  type TestResult,
} from '@falco-rules/simulator';
import { expect } from 'vitest';

/** What `expect(await replay(...))` can be asked. */
export interface FalcoMatchers<R = unknown> {
  /** The rule fired; with options: as often as they say, counting the alerts that fit them. */
  toFire(rule: RuleRef, options?: FireOptions): R;
  /** The rule did not fire. */
  toStaySilent(rule: RuleRef): R;
  /** Every alert was expected by a toFire before. */
  toFireNothingElse(): R;
}

declare module 'vitest' {
  // biome-ignore lint/suspicious/noExplicitAny: merges with vitest's own declaration, which must be repeated as it is
  interface Matchers<T = any> extends FalcoMatchers<T> {}
}

/** Teaches vitest's expect the matchers of alerts. */
export function bindMatchers(): void {
  const matchers = createMatchers();
  expect.extend({
    toFire: (received, rule: RuleRef, options?: FireOptions) =>
      outcome('toFire', received, (result) => matchers.toFire(result, rule, options)),
    toStaySilent: (received, rule: RuleRef) =>
      outcome('toStaySilent', received, (result) => matchers.toStaySilent(result, rule)),
    toFireNothingElse: (received) =>
      outcome('toFireNothingElse', received, (result) => matchers.toFireNothingElse(result)),
  });
}

function outcome(name: string, received: unknown, judge: (result: TestResult) => MatchOutcome): MatchOutcome {
  if (received instanceof Promise)
    throw new Error(`${name} wants the alerts of a replay: write \`await\` before \`replay(...)\``);
  if (!isResult(received)) throw new Error(`${name} wants what \`await replay(...)\` gives`);
  const judged = judge(received);
  // A test that is wrong by itself must not pass for being negated.
  if (judged.misuse) throw new Error(judged.message());
  return judged;
}

function isResult(value: unknown): value is TestResult {
  return typeof value === 'object' && value !== null && 'alerts' in value && 'nearestMiss' in value;
}
