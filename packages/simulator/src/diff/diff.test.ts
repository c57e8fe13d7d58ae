import { describe, expect, it } from 'vitest';
import { auditEvent, batchOf, load, rule } from '../test-support/rules.js';
import { createDiffer, type RulesetDiff } from './diff.js';

const LIST = (name: string, ...items: string[]) => `- ${JSON.stringify({ list: name, items })}\n`;
const MACRO = (name: string, condition: string) => `- ${JSON.stringify({ macro: name, condition })}\n`;
const R = (more: Record<string, unknown> = {}, condition = 'ka.verb in (get, list)') =>
  rule('R', condition, more);

const EVENTS = [
  auditEvent(),
  auditEvent({ verb: 'list', user: { username: 'bob' } }),
  auditEvent({ verb: 'delete' }),
];

function diff(
  before: string,
  after: string,
  events: readonly Record<string, unknown>[] = EVENTS,
): RulesetDiff {
  const differ = createDiffer(load(before), load(after));
  differ.begin();
  differ.feed(batchOf(events));
  return differ.result();
}

/** The changes in short: level and code. */
function codes(result: RulesetDiff): string[] {
  return result.changes.map(({ level, code, name }) => `${level} ${code} ${name}`);
}

describe('the verdict of a diff', () => {
  const exception = (name: string, ...values: string[]) => ({
    exceptions: [{ name, fields: 'ka.user.name', comps: 'in', values }],
  });
  it.each<[string, string, string, string[]]>([
    ['nothing', R(), R(), []],
    ['layout', R({}, 'ka.verb in (get, list)'), R({}, '(ka.verb   in (get,list))'), []],
    ['a rule gone', R() + rule('S', 'ka.verb = x'), R(), ['major rule-removed S']],
    ['a rule renamed', rule('S', 'ka.verb = x'), rule('T', 'ka.verb = x'), ['major rule-renamed S']],
    ['a new rule', R(), R() + rule('S', 'ka.verb = delete'), ['minor rule-added S']],
    ['a rule off', R(), R({ enabled: false }), ['major rule-disabled R']],
    ['a rule on', R({ enabled: false }), R(), ['patch rule-enabled R']],
    ['less urgent', R(), R({ priority: 'NOTICE' }), ['major priority-lowered R']],
    ['more urgent', R(), R({ priority: 'ERROR' }), ['patch priority-raised R']],
    [
      'tags',
      R({ tags: ['a', 'b'] }),
      R({ tags: ['b', 'c'] }),
      ['major tags-removed R', 'patch tags-added R'],
    ],
    ['words', R(), R({ desc: 'other' }), ['patch description-changed R']],
    ['another output', R(), R({ output: '%ka.verb' }), ['patch output-changed R']],
    [
      'a narrower condition',
      R(),
      R({}, 'ka.verb = get'),
      ['major alerts-lost R', 'patch condition-changed R'],
    ],
    [
      'a wider condition',
      R(),
      R({}, 'ka.verb in (get, list, delete)'),
      ['patch condition-changed R', 'patch alerts-gained R'],
    ],
    [
      'an exception',
      R(),
      R(exception('e', 'bob')),
      ['patch exceptions-changed R', 'patch alerts-excluded R'],
    ],
    [
      'an allow-list that grows',
      LIST('l', 'x') + R({}, 'ka.verb in (get, list) and not ka.user.name in (l)'),
      LIST('l', 'x', 'bob') + R({}, 'ka.verb in (get, list) and not ka.user.name in (l)'),
      ['patch list-changed l', 'patch alerts-excluded R'],
    ],
    [
      'a list of what is looked for that shrinks',
      LIST('l', 'get', 'list') + R({}, 'ka.verb in (l)'),
      LIST('l', 'get') + R({}, 'ka.verb in (l)'),
      ['major alerts-lost R', 'patch list-changed l'],
    ],
    [
      'a macro',
      MACRO('m', 'ka.verb = get') + R({}, 'm'),
      MACRO('m', 'ka.verb = delete') + R({}, 'm'),
      ['major macro-changed m', 'major alerts-lost R', 'patch alerts-gained R'],
    ],
    [
      'items gone',
      LIST('l', 'x') + MACRO('m', 'ka.verb = x'),
      '[]',
      ['major macro-removed m', 'major list-removed l'],
    ],
    [
      'an engine',
      `- required_engine_version: 0.50.0\n${R()}`,
      `- required_engine_version: 60\n${R()}`,
      ['minor engine-raised required_engine_version'],
    ],
    [
      'a plugin',
      `- required_plugin_versions: [{name: k8saudit, version: 0.7.0}]\n${R()}`,
      `- required_plugin_versions: [{name: k8saudit, version: 0.6.0, alternatives: [{name: x, version: 0.1.0}]}, {name: json, version: 0.7.0}]\n${R()}`,
      [
        'minor plugin-required plugin json',
        'patch plugin-lowered plugin k8saudit',
        'patch alternative-added plugin x',
      ],
    ],
    [
      'a rule that comes first, as urgent',
      R() + rule('S', 'ka.verb = delete'),
      rule('S', 'ka.verb in (delete, list)') + R(),
      ['patch condition-changed S', 'patch alerts-hidden R', 'patch alerts-gained S'],
    ],
    [
      'a rule that comes first, less urgent',
      R(),
      rule('S', 'ka.verb = list', { priority: 'NOTICE' }) + R(),
      ['major alerts-toned-down R', 'minor rule-added S'],
    ],
    [
      'a rule that no longer comes first',
      rule('S', 'ka.verb = list') + R(),
      rule('S', 'ka.verb = list', { enabled: false }) + R(),
      ['major rule-disabled S', 'patch alerts-uncovered R'],
    ],
  ])('%s', (_, before, after, expected) => {
    const result = diff(before, after);
    expect(codes(result)).toEqual(expected);
    expect(result.verdict).toBe(expected[0]?.split(' ')[0]);
  });
});

describe('alerts', () => {
  it('are told by rule and cause, with an example', () => {
    const { traffic } = diff(R(), R({ priority: 'ERROR' }, 'ka.verb in (list, delete)'));
    expect(traffic).toMatchObject({ events: 3, before: 2, after: 2 });
    expect(traffic?.changes).toMatchObject([
      {
        rule: 'R',
        kind: 'lost',
        count: 1,
        cause: 'the rule wants ka.verb to be `list` or `delete`',
        example: { event: 1, input: 0, line: 1 },
        before: { output: 'alice', priority: 'Warning' },
      },
      {
        kind: 'gained',
        count: 1,
        cause: 'before, the rule wants ka.verb to be `get` or `list`',
        example: { event: 3 },
      },
      {
        kind: 'changed',
        count: 1,
        cause: 'priority Warning -> Error',
        before: { event: 2 },
        after: { priority: 'Error' },
      },
    ]);
  });

  it('of a renamed rule are changed, not lost and gained', () => {
    const { traffic } = diff(rule('A', 'ka.verb = get'), rule('B', 'ka.verb = get'));
    expect(traffic?.changes).toMatchObject([{ kind: 'changed', cause: 'name', rule: 'B', count: 1 }]);
  });
});
