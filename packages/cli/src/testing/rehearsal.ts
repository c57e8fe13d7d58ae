import { setImmediate } from 'node:timers/promises';
import { and, exception, field, list, macro, not, out, rule } from '@falco-rules/rules-dsl';
import { createMatchers, event } from '@falco-rules/simulator';
import type { Project } from '../project/project.js';
import { replayIn } from './replay.js';

/** How often, before the time of a replay sinks no more. */
const REPLAYS = 4;

/**
 * Goes the way of a test on a rule of our own, so that the tests that come find code that has been loaded and compiled.
 * Nothing of a user's project is run.
 */
export async function rehearse(isNeeded: () => boolean): Promise<void> {
  // What tests and rules import, by the names that they find it under.
  await Promise.all([import('../test.js'), import('../index.js')]);
  const matchers = createMatchers();
  for (let i = 0; i < REPLAYS && !isNeeded(); i++) {
    const rehearsed = rehearsedRule();
    const alerts = await replayIn(NO_PROJECT, {}, [rehearsed], EVENTS);
    matchers.toFire(alerts, rehearsed, { times: 2, fields: { 'ka.user.name': 'mallory' } });
    matchers.toStaySilent(alerts, rehearsed);
    matchers.toFireNothingElse(alerts);
    // Vitest's messages come in between.
    await setImmediate();
  }
}

const NO_PROJECT: Project = {
  root: '/',
  configFile: undefined,
  rules: [],
  tests: [],
  fixtures: '/',
  out: '/',
  falco: undefined,
  plugins: [],
  ruleMatching: 'first',
  lint: {},
  coverage: {},
  mutation: {},
  strict: false,
};

const EVENTS = (['create', 'get', 'update'] as const).map((verb) =>
  event({
    verb,
    user: verb === 'update' ? 'controller' : 'mallory',
    resource: 'configmaps',
    name: 'rehearsal',
    namespace: 'kube-system',
  }),
);

/** Of each kind of item, and of the forms that rules mostly have, one. */
function rehearsedRule() {
  const { ka, jevt } = field;
  const controllers = list('rehearsed_controllers', ['controller']);
  const complete = macro('rehearsed_complete', jevt.value('/stage').in(['ResponseComplete']));
  return rule('Rehearsed', {
    desc: 'Goes the way of a rule before there is one.',
    condition: and(complete, not(ka.user.name.startswith('system:')), ka.verb.exists()),
    output: out`user=${ka.user.name} verb=${ka.verb} target=${ka.target.name}/${ka.target.resource} resp=${ka.response.code}`,
    priority: 'WARNING',
    tags: ['k8s'],
    exceptions: [
      exception('rehearsed_updates', {
        fields: [ka.user.name, ka.verb, ka.target.namespace],
        comps: ['in', '=', '='],
        values: [[controllers, 'update', 'kube-system']],
      }),
    ],
  });
}
