import { decodeText, printExpr } from '@falco-rules/language';
import { describe, expect, it } from 'vitest';
import { compileEngine } from '../engine/index.js';
import { auditEvent, load, rule } from '../test-support/rules.js';
import { applyMutant } from './apply.js';
import { mutantsOf } from './enumerate.js';

/** What each mutant makes of the rules: the condition, macros put in, or what else changes. */
function results(yaml: string): string[] {
  const ruleset = load(yaml);
  return mutantsOf(ruleset).mutants.map((mutant) => {
    const mutated = applyMutant(ruleset, mutant)!;
    const [first] = mutated.changed;
    const { expr, priority, enabled } = mutated.ruleset.rules[first!]!;
    const { change } = mutant;
    if (change.kind === 'priority') return priority;
    if (change.kind === 'disable') return `enabled: ${enabled}`;
    return decodeText(printExpr(expr.kind === 'Identifier' && expr.expansion ? expr.expansion : expr));
  });
}

const PARTS = ['Notice', 'enabled: false'];

describe('mutants', () => {
  it('drop, negate and join otherwise', () => {
    expect(results(rule('R', 'ka.verb in (create, update) and not ka.user.name startswith x'))).toEqual([
      'ka.verb in (create, update) or not ka.user.name startswith x',
      'not ka.user.name startswith x',
      'not ka.verb in (create, update) and not ka.user.name startswith x',
      'ka.verb in (update) and not ka.user.name startswith x',
      'ka.verb in (create) and not ka.user.name startswith x',
      'ka.verb in (create, update)',
      'ka.verb in (create, update) and ka.user.name startswith x',
      'ka.verb in (create, update) and not ka.user.name contains x',
      ...PARTS,
    ]);
  });

  it('change operators by slips of the pen', () => {
    const changed = (condition: string) => results(rule('R', condition)).slice(0, -2);
    expect(changed('ka.verb = get')).toEqual(['ka.verb != get']);
    expect(changed('ka.verb != get')).toEqual(['ka.verb = get']);
    expect(changed('ka.user.groups in (a)')).toEqual([
      'not ka.user.groups in (a)',
      'ka.user.groups intersects (a)',
    ]);
    expect(changed('ka.user.groups intersects (a)')).toEqual([
      'not ka.user.groups intersects (a)',
      'ka.user.groups in (a)',
    ]);
    expect(changed('ka.verb exists')).toEqual(['not ka.verb exists']);
    expect(changed('ka.verb startswith anyof (a, b)')).toEqual([
      'not ka.verb startswith anyof (a, b)',
      'ka.verb startswith allof (a, b)',
      'ka.verb contains anyof (a, b)',
      'ka.verb startswith anyof (b)',
      'ka.verb startswith anyof (a)',
    ]);
  });

  it('take an exception apart as its author would', () => {
    const yaml = `
- list: admins
  items: [alice, bob]
- rule: R
  desc: d
  condition: ka.verb = get
  output: o
  priority: WARNING
  source: k8s_audit
  exceptions:
    - name: one
      fields: [ka.user.name, ka.target.resource]
      comps: [in, startswith]
      values: [[admins, pods]]
    - name: two
      fields: [ka.user.name, ka.target.name]
      values: [[carol, a], [dave, b]]
    - name: three
      fields: ka.target.namespace
      values: [x, y]
`;
    const one = 'not (ka.user.name in (alice, bob) and ka.target.resource startswith pods)';
    const two =
      'not (ka.user.name = carol and ka.target.name = a or ka.user.name = dave and ka.target.name = b)';
    const three = 'not ka.target.namespace in (x, y)';
    expect(results(yaml)).toEqual([
      `ka.verb != get and ${one} and ${two} and ${three}`,
      `ka.verb = get and ${two} and ${three}`,
      `ka.verb = get and not ka.target.resource startswith pods and ${two} and ${three}`,
      `ka.verb = get and not ka.user.name in (alice, bob) and ${two} and ${three}`,
      `ka.verb = get and ${one.replace('startswith', 'contains')} and ${two} and ${three}`,
      `ka.verb = get and ${one} and ${three}`,
      `ka.verb = get and ${one} and not (ka.user.name = dave and ka.target.name = b) and ${three}`,
      `ka.verb = get and ${one} and not (ka.user.name = carol and ka.target.name = a) and ${three}`,
      `ka.verb = get and ${one} and ${two}`,
      `ka.verb = get and ${one} and ${two} and not ka.target.namespace in (y)`,
      `ka.verb = get and ${one} and ${two} and not ka.target.namespace in (x)`,
      ...PARTS,
      `ka.verb = get and ${one.replace('alice, ', '')} and ${two} and ${three}`,
      `ka.verb = get and ${one.replace(', bob', '')} and ${two} and ${three}`,
    ]);
  });

  it('change macros and lists for all rules that use them', () => {
    const ruleset = load(`
- list: verbs
  items: [get, list]
- macro: reads
  condition: ka.verb in (verbs)
- macro: unused
  condition: ka.verb in (verbs)
${rule('A', 'reads')}${rule('B', 'reads and ka.user.name = x')}${rule('Off', 'reads', { enabled: false })}`);
    const { mutants } = mutantsOf(ruleset);
    const told = mutants
      .filter(({ target }) => target.kind !== 'rule')
      .map((mutant) => [mutant.change, applyMutant(ruleset, mutant)?.changed]);
    expect(told).toEqual([
      [{ kind: 'negate', node: 0 }, [0, 1]],
      [{ kind: 'constant', to: true }, [0, 1]],
      [{ kind: 'constant', to: false }, [0, 1]],
      [{ kind: 'drop-item', item: 'get' }, [0, 1]],
      [{ kind: 'drop-item', item: 'list' }, [0, 1]],
    ]);
  });

  it('leave out those that no event would show', () => {
    // Dropping the second check changes nothing: it holds where the first one does.
    const made = results(rule('R', 'ka.verb = create and ka.verb in (create, update)'));
    expect(made).not.toContain('ka.verb = create');
    expect(made).not.toContain('ka.verb = create and ka.verb in (create)');
    expect(made).toContain('ka.verb in (create, update)');
    // The idiom for what users may fill in.
    const idiom = `
- list: users
  items: []
- macro: never_true
  condition: (jevt.rawtime=0)
${rule('R', 'ka.verb = get and not never_true and not ka.user.name in (users)')}`;
    expect(mutantsOf(load(idiom))).toMatchObject({ equivalent: expect.any(Number) });
    expect(results(idiom).filter((each) => !each.startsWith('ka.verb = get and'))).not.toEqual([]);
    expect(results(idiom)).not.toContain('ka.verb = get and not ka.user.name in ()');
    expect(results(idiom)).not.toContain('ka.verb = get and not never_true');
  });

  it('do not touch other versions of an item', () => {
    const ruleset = load(rule('R', 'ka.verb = get'));
    const [mutant] = mutantsOf(ruleset).mutants;
    expect(applyMutant(load(rule('R', 'ka.verb = get')), mutant!)).toBeDefined();
    expect(applyMutant(load(rule('R', 'ka.verb = put')), mutant!)).toBeUndefined();
    expect(applyMutant(load(rule('S', 'ka.verb = get')), mutant!)).toBeUndefined();
  });

  it('run', () => {
    const ruleset = load(
      `- macro: m\n  condition: ka.verb = get\n${rule('R', 'm and ka.user.name = alice')}${rule('S', 'm')}`,
    );
    const bytes = Buffer.from(JSON.stringify(auditEvent({ verb: 'list' })));
    const fires = (yes: boolean) => {
      const mutant = mutantsOf(ruleset).mutants.find(
        ({ change }) => change.kind === 'constant' && change.to === yes,
      );
      const engine = compileEngine(mutant ? applyMutant(ruleset, mutant)!.ruleset : ruleset);
      engine.process(bytes, 0, bytes.length, 1);
      return engine.matches.length;
    };
    expect([fires(true), fires(false)]).toEqual([1, 0]);
  });
});
