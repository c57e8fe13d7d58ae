import { describe, expect, fixture, replay, test } from 'falco-rules/test';
import { disallowedUser as asItWas } from '../as-it-was/k8s-users.rules.ts';
import { disallowedUser } from '../rules/k8s-users.rules.ts';

describe('as it was', () => {
  test('the log fills up: every renewal of a lock is an alert', async () => {
    const alerts = await replay([asItWas], fixture('endpoint-updates.jsonl'));

    expect(alerts).toFire('Disallowed K8s User', {
      times: 18,
      priority: 'WARNING',
      fields: { 'ka.verb': 'update' },
    });
    expect(alerts).toFireNothingElse();
  });
});

describe('today', () => {
  test('controllers that renew their locks stay unseen', async () => {
    const alerts = await replay([disallowedUser], fixture('endpoint-updates.jsonl'));

    expect(alerts).toStaySilent(disallowedUser);
    expect(alerts).toFireNothingElse();
  });

  test('a stranger who renews the same lock is seen', async () => {
    const alerts = await replay([disallowedUser], fixture('stranger.jsonl'));

    expect(alerts).toFire(disallowedUser, { times: 1, fields: { 'ka.user.name': 'mallory' } });
    expect(alerts).toFireNothingElse();
  });

  test('a controller that does anything else is seen', async () => {
    const alerts = await replay([disallowedUser], fixture('controller-reads-secret.jsonl'));

    expect(alerts).toFire(disallowedUser, {
      times: 1,
      fields: { 'ka.target.resource': 'secrets', 'ka.verb': 'get' },
    });
    expect(alerts).toFireNothingElse();
  });
});

// What coverage and mutants had to say of the tests above: each of these closes a hole that one of them showed.
describe('where the rule draws its lines', () => {
  // Four events, each of which differs from a renewal in one thing: the verb, the namespace, the resource, the name.
  test('what is almost a renewal is seen', async () => {
    const alerts = await replay([disallowedUser], fixture('almost-a-lock.jsonl'));

    expect(alerts).toFire(disallowedUser, { times: 4, priority: 'WARNING' });
  });

  // One event by each user of the list, and one by the system: a name that goes missing is noticed.
  test('everybody who is allowed stays unseen', async () => {
    const alerts = await replay([disallowedUser], fixture('allowed-users.jsonl'));

    expect(alerts).toStaySilent(disallowedUser);
  });

  test('`system:` counts at the beginning of a name only', async () => {
    const alerts = await replay([disallowedUser], fixture('not-of-the-system.jsonl'));

    expect(alerts).toFire(disallowedUser, { fields: { 'ka.user.name': 'not-a-system:node' } });
  });

  test('a request counts once, when it is answered', async () => {
    const alerts = await replay([disallowedUser], fixture('unfinished-request.jsonl'));

    expect(alerts).toStaySilent(disallowedUser);
  });
});
