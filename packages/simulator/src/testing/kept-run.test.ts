import { describe, expect, it } from 'vitest';
import { applyMutant, mutantsOf } from '../mutate/index.js';
import { auditEvent, batchOf, load, rule } from '../test-support/rules.js';
import { collectResult } from './collect-result.js';
import { keepRun } from './kept-run.js';

const RULES = load(
  `- list: verbs\n  items: [get, list]\n${rule('A', 'ka.verb in (verbs) and ka.user.name = alice')}${rule('B', 'ka.verb != watch')}${rule('C', 'ka.user.name startswith b')}`,
);
const EVENTS = ['alice', 'bob', 'carol'].flatMap((username) =>
  ['get', 'list', 'watch', 'create'].map((verb) => auditEvent({ verb, user: { username } })),
);

describe('a run that is kept', () => {
  for (const ruleMatching of ['first', 'all'] as const) {
    it(`says what a run of the changed rules would, matching ${ruleMatching}`, () => {
      const keeper = keepRun(RULES, { ruleMatching });
      keeper.feed(batchOf(EVENTS));
      const kept = keeper.done();
      const fresh = (rules: typeof RULES) => {
        const collector = collectResult(rules, { ruleMatching });
        collector.begin();
        collector.feed(batchOf(EVENTS));
        return collector.result().alerts;
      };
      expect(kept.result.alerts).toEqual(fresh(RULES));
      let different = 0;
      for (const mutant of mutantsOf(RULES).mutants) {
        const mutated = applyMutant(RULES, mutant)!;
        const alerts = fresh(mutated.ruleset);
        const again = kept.with(mutated);
        expect((again ?? kept.result).alerts, JSON.stringify(mutant)).toEqual(alerts);
        if (again) different++;
      }
      expect(different).toBeGreaterThan(10);
    });
  }
});
