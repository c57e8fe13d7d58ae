import { printExpr } from '@falco-rules/language';
import { describe, expect, it } from 'vitest';
import { auditEvent, batchOf, load, rule } from '../test-support/rules.js';
import { compileExplainer } from './explainer.js';
import { outlineOf } from './outline.js';
import { obstaclesOf } from './reason.js';
import { sentenceOf } from './sentence.js';
import type { Trace } from './trace.js';

const macros =
  '- macro: writes\n  condition: (ka.verb in (create, update))\n' +
  '- macro: outsider\n  condition: (not ka.user.name startswith system:)\n';

function trace(condition: string, event: Record<string, unknown> = {}): Trace {
  const explainer = compileExplainer(load(macros + rule('R', condition)));
  const { bytes, starts, ends } = batchOf([auditEvent(event)]);
  expect(explainer.load(bytes, starts[0]!, ends[0]!, 1)).toBeUndefined();
  return explainer.trace(0);
}

/** The tree in short: verdicts as +/-, skipped ones in brackets. */
function outline(node: Trace): string {
  const sign = node.verdict ? '+' : '-';
  const inner = (): string => {
    switch (node.kind) {
      case 'check':
        return printExpr(node.expr);
      case 'not':
        return `not ${outline(node.child)}`;
      case 'macro':
        return `${node.expr.name}:${outline(node.child)}`;
      case 'junction':
        return `(${node.children.map(outline).join(node.expr.kind === 'And' ? ' & ' : ' | ')})`;
    }
  };
  return node.skipped ? `[${sign}${inner()}]` : `${sign}${inner()}`;
}

describe('a trace', () => {
  it('has a verdict for every check, and names macros', () => {
    expect(outline(trace('writes and outsider'))).toBe(
      '-(-writes:-ka.verb in (create, update) & [+outsider:[+not [-ka.user.name startswith system:]]])',
    );
  });

  it('says what Falco skips, in `or` as well', () => {
    expect(outline(trace('ka.verb = get or (ka.stage = x or ka.verb = y)'))).toBe(
      '+(+ka.verb = get | [-([-ka.stage = x] | [-ka.verb = y])])',
    );
  });

  it('has the values, transformed', () => {
    expect(trace('toupper(ka.verb) = GET')).toMatchObject({ verdict: true, value: 'GET' });
    expect(trace('ka.target.name = x')).toMatchObject({ verdict: false, value: undefined });
    expect(trace('ka.verb = val(ka.user.name)')).toMatchObject({ value: 'get', other: 'alice' });
  });
});

describe('obstaclesOf', () => {
  const obstacles = (condition: string, event = {}) =>
    obstaclesOf(trace(condition, event)).map(({ check, macros }) =>
      [...macros, printExpr(check.expr)].join(' > '),
    );

  it.each([
    ['writes and outsider', ['writes > ka.verb in (create, update)']],
    [
      'writes and ka.target.resource = secrets',
      ['writes > ka.verb in (create, update)', 'ka.target.resource = secrets'],
    ],
    ['(writes and ka.target.resource = secrets) or ka.stage = x', ['ka.stage = x']],
    ['not (ka.verb = get and outsider)', ['ka.verb = get']],
    ['not (ka.verb = get or ka.user.name = alice)', ['ka.verb = get', 'ka.user.name = alice']],
    ['outsider', ['outsider > ka.user.name startswith system:']],
  ])('%s', (condition, expected) => {
    expect(obstacles(condition)).toEqual(expected);
  });
});

describe('sentenceOf', () => {
  const said = (condition: string, event = {}): string[] => {
    const ruleset = load(`- list: bots\n  items: [alice, bob]\n${macros}${rule('R', condition)}`);
    const outline = outlineOf(ruleset.rules[0]!, ruleset);
    const explainer = compileExplainer(ruleset);
    const { bytes, starts, ends } = batchOf([auditEvent(event)]);
    explainer.load(bytes, starts[0]!, ends[0]!, 1);
    return obstaclesOf(explainer.trace(0)).map((obstacle) => sentenceOf(obstacle, outline));
  };
  it.each([
    ['writes', {}, 'ka.verb is `get`, the macro writes wants `create` or `update`'],
    ['ka.target.name = x', {}, 'ka.target.name is absent, the rule wants `x`'],
    ['ka.target.name exists', {}, 'ka.target.name is absent, the rule wants it to be there'],
    [
      'ka.uri startswith /api',
      { requestURI: '/x' },
      'ka.uri is `/x`, the rule wants it to start with `/api`',
    ],
    [
      'not ka.user.name in (bots)',
      {},
      'ka.user.name is `alice`, which the rule excludes (it is in the list bots)',
    ],
    [
      'ka.user.name in (bots, eve) and ka.verb = get',
      { user: { username: 'x' } },
      'ka.user.name is `x`, the rule wants `alice`, `bob` or `eve` (the list bots)',
    ],
    ['not ka.verb exists', {}, 'ka.verb is `get`, which the rule excludes by being there'],
    [
      '(writes or ka.verb = list)',
      {},
      'ka.verb is `get`, the macro writes wants `create` or `update`, or the rule `list`',
    ],
    [
      '(ka.verb = list or ka.stage = x)',
      {},
      'ka.verb is `get`, the rule wants `list` (1 other check would do instead)',
    ],
    ['ka.verb = val(ka.user.name)', {}, 'ka.verb is `get`, the rule wants ka.user.name, which is `alice`'],
    [
      'ka.user.groups intersects (a, b)',
      { user: { groups: ['x', 'y'] } },
      'ka.user.groups is (`x`, `y`), the rule wants `a` or `b`',
    ],
    [
      'ka.uri contains anyof (a, b)',
      { requestURI: 'x' },
      'ka.uri is `x`, the rule wants it to contain `a` or `b`',
    ],
    [
      'ka.response.code < 300',
      { responseStatus: { code: 403 } },
      'ka.response.code is `403`, the rule wants less than `300`',
    ],
  ])('%s', (condition, event, sentence) => {
    expect(said(condition, event)).toEqual([sentence]);
  });
});
