import {
  createMatchers,
  type FireOptions,
  type MatchOutcome,
  type RuleRef,
  type TestResult,
} from '@falco-rules/simulator';
import { expect } from 'vitest';
import { recordExpectation, unwatched } from '../quality/recorder.js';
import type { MatcherName } from '../quality/recording.js';

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
    toFire(received, rule: RuleRef, options?: FireOptions) {
      const about = { matcher: 'toFire', negated: Boolean(this.isNot), rule: nameOf(rule), options } as const;
      return outcome(about, received, (result) => matchers.toFire(result, rule, options));
    },
    toStaySilent(received, rule: RuleRef) {
      const about = { matcher: 'toStaySilent', negated: Boolean(this.isNot), rule: nameOf(rule) } as const;
      return outcome(about, received, (result) => matchers.toStaySilent(result, rule));
    },
    toFireNothingElse(received) {
      const about = { matcher: 'toFireNothingElse', negated: Boolean(this.isNot) } as const;
      return outcome(about, received, (result) => matchers.toFireNothingElse(result));
    },
  });
}

/** What is asked, for who records it. */
interface About {
  readonly matcher: MatcherName;
  readonly negated: boolean;
  readonly rule?: string | undefined;
  readonly options?: FireOptions | undefined;
}

function nameOf(rule: RuleRef): string | undefined {
  return typeof rule === 'string' ? rule : rule?.name;
}

function outcome(about: About, received: unknown, judge: (result: TestResult) => MatchOutcome): MatchOutcome {
  const { matcher, negated, rule, options } = about;
  if (received instanceof Promise)
    throw new Error(`${matcher} wants the alerts of a replay: write \`await\` before \`replay(...)\``);
  if (!isResult(received)) throw new Error(`${matcher} wants what \`await replay(...)\` gives`);
  const judged = judge(unwatched(received));
  const held = !judged.misuse && judged.pass !== negated;
  recordExpectation(received, matcher, negated, held, rule, options);
  // A test that is wrong by itself must not pass for being negated.
  if (judged.misuse) throw new Error(judged.message());
  return judged;
}

function isResult(value: unknown): value is TestResult {
  return typeof value === 'object' && value !== null && 'alerts' in value && 'nearestMiss' in value;
}
