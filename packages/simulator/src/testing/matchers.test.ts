import { describe, expect, it } from 'vitest';
import { auditEvent, batchOf, load, rule } from '../test-support/rules.js';
import { collectResult } from './collect-result.js';
import { createMatchers, type FireOptions } from './matchers.js';

const ruleset = load(
  '- macro: writes\n  condition: (ka.verb in (create, update))\n' +
    rule('Reads', 'ka.verb in (get, list)', { output: 'read of %ka.target.resource by %ka.user.name' }) +
    rule('Secrets', 'ka.target.resource = secrets', { priority: 'CRITICAL' }) +
    rule('Writes', 'writes and ka.target.resource = pods') +
    rule('Off', 'ka.verb exists', { enabled: false }),
);

function run(events: readonly (Record<string, unknown> | string)[]) {
  const collector = collectResult(ruleset);
  if (events.length > 0) collector.feed(batchOf(events));
  return collector.result();
}

const secrets = { objectRef: { resource: 'secrets' } };
const result = run([auditEvent(), auditEvent(secrets), auditEvent({ ...secrets, verb: 'patch' })]);

function fire(name: string, options?: FireOptions) {
  const { pass, message, misuse } = createMatchers().toFire(result, name, options);
  return { pass, misuse: misuse ?? false, message: message() };
}

describe('toFire', () => {
  it.each<[string, FireOptions | undefined]>([
    ['Reads', undefined],
    ['Reads', { times: 2 }],
    ['Reads', { atLeast: 2, atMost: 2 }],
    ['Reads', { times: 1, fields: { 'ka.target.resource': 'secrets' } }],
    ['Reads', { output: 'of pods' }],
    ['Reads', { output: /^read .*alice$/g }],
    ['Reads', { priority: 'WARNING' }],
    ['Secrets', { priority: 'crit', times: 1 }],
    ['Reads', { times: 2, fields: { 'ka.user.name': /^al/ } }],
  ])('%s %o passes', (name, options) => {
    expect(fire(name, options)).toMatchObject({ pass: true, misuse: false });
  });

  it.each<[string, FireOptions | undefined, string]>([
    ['Reads', { times: 3 }, 'expected rule "Reads" to fire 3 times, but it fired 2 times'],
    ['Reads', { atLeast: 3 }, 'to fire at least 3 times, but it fired 2 times'],
    ['Reads', { atMost: 1 }, 'to fire at most 1 time, but it fired 2 times'],
    ['Reads', { priority: 'ERROR' }, 'event 1: priority is Warning, not Error'],
    ['Reads', { fields: { 'ka.user.name': 'bob' } }, 'event 1: ka.user.name is "alice", not "bob"'],
    ['Reads', { fields: { 'ka.user.name': null } }, 'ka.user.name is "alice", not absent'],
    ['Reads', { output: 'nodes' }, 'output does not hold "nodes": "read of pods by alice"'],
    ['Writes', undefined, 'expected rule "Writes" to fire, but it stayed silent'],
    ['Writes', undefined, '`ka.verb in (create, update)` is false: `ka.verb` is "get" (in writes)'],
    ['Writes', undefined, 'closest of 3 events is event 1:'],
    ['Writes', undefined, '  event 1: "Reads" (Warning) read of pods by alice'],
    ['Off', undefined, 'it is not enabled'],
  ])('%s %o fails: %s', (name, options, message) => {
    const outcome = fire(name, options);
    expect(outcome).toMatchObject({ pass: false, misuse: false });
    expect(outcome.message).toContain(message);
  });

  it.each<[string, FireOptions | undefined, string]>([
    ['Read', undefined, 'there is no rule "Read"\ndid you mean "Reads"?'],
    ['Zebra', undefined, 'the rules are: "Reads", "Secrets", "Writes", "Off"'],
    ['Reads', { times: 1, atLeast: 1 }, '`times` goes without `atLeast` and `atMost`'],
    ['Reads', { atLeast: 3, atMost: 2 }, '`atLeast` (3) is more than `atMost` (2)'],
    ['Reads', { times: 0 }, 'say toStaySilent("Reads") instead'],
    ['Reads', { times: 1.5 }, 'must be a whole number'],
    ['Reads', { priority: 'LOUD' }, 'there is no priority "LOUD"'],
    ['Reads', { fields: { 'ka.user.nam': 'x' } }, 'did you mean ka.user.name?'],
  ])('%s %o is a mistake of the test: %s', (name, options, message) => {
    const outcome = fire(name, options);
    expect(outcome).toMatchObject({ pass: false, misuse: true });
    expect(outcome.message).toContain(message);
  });

  it('says which rule hid it', () => {
    const hidden = run([auditEvent(secrets)]);
    const { pass, message } = createMatchers().toFire(hidden, { name: 'Secrets' });
    expect(pass).toBe(false);
    expect(message()).toContain('an earlier rule came first: "Reads" on event 1');
  });

  it('says that there was no event, and why', () => {
    expect(createMatchers().toFire(run([]), 'Reads').message()).toContain('there was no event');
    expect(
      createMatchers()
        .toFire(run(['{}']), 'Reads')
        .message(),
    ).toContain('1 event dropped');
  });

  it('shows five alerts, and counts the others', () => {
    const many = run(Array.from({ length: 7 }, () => auditEvent()));
    const message = createMatchers().toFire(many, 'Secrets').message();
    expect(message).toContain('event 5:');
    expect(message).not.toContain('event 6:');
    expect(message).toContain('... and 2 more alerts');
  });
});

describe('toStaySilent', () => {
  it('passes for a rule without alerts, and says which ones there are', () => {
    const { toStaySilent } = createMatchers();
    expect(toStaySilent(result, 'Writes').pass).toBe(true);
    const outcome = toStaySilent(result, 'Secrets');
    expect(outcome.pass).toBe(false);
    expect(outcome.message()).toContain('but it fired 1 time\n  event 3: "Secrets" (Critical) alice');
    expect(toStaySilent(result, 'Secret').misuse).toBe(true);
  });
});

describe('toFireNothingElse', () => {
  it('wants every alert expected before', () => {
    const matchers = createMatchers();
    expect(matchers.toFireNothingElse(result).pass).toBe(false);
    matchers.toFire(result, 'Reads', { times: 1, fields: { 'ka.target.resource': 'secrets' } });
    matchers.toFire(result, 'Secrets');
    const outcome = matchers.toFireNothingElse(result);
    expect(outcome.pass).toBe(false);
    expect(outcome.message()).toBe(
      'expected no other alerts, but there was 1 more alert\n  event 1: "Reads" (Warning) read of pods by alice',
    );
    matchers.toFire(result, 'Reads');
    expect(matchers.toFireNothingElse(result).pass).toBe(true);
  });

  it('takes nothing from an expectation that failed', () => {
    const matchers = createMatchers();
    matchers.toFire(result, 'Reads', { times: 5 });
    expect(matchers.toFireNothingElse(result).message()).toContain('3 more alerts');
  });
});
