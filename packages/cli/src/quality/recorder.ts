import { randomUUID } from 'node:crypto';
import { serialize } from 'node:v8';
import type { FireOptions, Mutant, TestResult } from '@falco-rules/simulator';
import { expect, inject } from 'vitest';
import { addToFolder } from '../files/scratch.js';
import type { MatcherName, RecordedExpectation, RecordedFile, RecordedReplay } from './recording.js';

/** What the runner wants of the replays of its tests. */
export interface Watch {
  /** The folder that recordings go to. */
  readonly record?: string;
  /** A change of the rules under which the tests are to run. */
  readonly mutant?: WatchedMutant;
}

export interface WatchedMutant {
  readonly mutant: Mutant;
  /** Where the item that it changes was written: the same item elsewhere is another one. Absolute. */
  readonly home: string;
}

declare module 'vitest' {
  interface ProvidedContext {
    'falco-rules:watch': Watch;
  }
}

let replays: RecordedReplay[] = [];
const behind = new WeakMap<TestResult, { readonly result: TestResult; readonly replay: RecordedReplay }>();

export function watchOfRun(): Watch {
  return inject('falco-rules:watch') ?? {};
}

/** The result as the test gets it: it says when the test looks into it by itself. */
export function recordReplay(
  made: Omit<RecordedReplay, 'expectations' | 'looked' | 'test'>,
  result: TestResult,
): TestResult {
  const replay: RecordedReplay = {
    ...made,
    test: expect.getState().currentTestName,
    expectations: [],
    looked: false,
  };
  replays.push(replay);
  const watched = new Proxy(result, {
    get(target, key) {
      // Awaiting it, and making an expectation of it, is not looking.
      if (typeof key === 'string' && key in target) replay.looked = true;
      return Reflect.get(target, key) as unknown;
    },
    ownKeys(target) {
      replay.looked = true;
      return Reflect.ownKeys(target);
    },
  });
  behind.set(watched, { result, replay });
  return watched;
}

/** The result itself. */
export function unwatched(result: TestResult): TestResult {
  return behind.get(result)?.result ?? result;
}

export function recordExpectation(
  received: TestResult,
  matcher: MatcherName,
  negated: boolean,
  held: boolean,
  rule?: string,
  options?: FireOptions,
): void {
  const replay = behind.get(received)?.replay;
  if (!replay) return;
  const made: RecordedExpectation = {
    matcher,
    ...(rule !== undefined && { rule }),
    ...(options && { options }),
    negated,
    held,
    test: expect.getState().currentTestName,
  };
  replay.expectations.push(made);
}

/** Hands in what the tests of a file did. */
export function handIn(): void {
  const { record } = watchOfRun();
  const path = expect.getState().testPath;
  if (record === undefined || path === undefined) return;
  const file: RecordedFile = { path, replays };
  replays = [];
  addToFolder(record, randomUUID(), serialize(file));
}
