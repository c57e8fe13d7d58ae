import { describe, expect, it } from 'vitest';
import {
  and,
  append,
  cond,
  exception,
  field,
  list,
  macro,
  not,
  out,
  override,
  requiredEngineVersion,
  requiredPluginVersions,
  rule,
  ruleset,
  toYaml,
} from '../index.js';

const { ka, evt } = field;
const exists = ka.verb.exists();
const users = list('users', ['x']);
const common = { desc: 'd', condition: exists, output: 'o', priority: 'INFO' } as const;
const two = [ka.user.name, ka.verb] as const;

// What the compiler refuses as well: rules that are run without having been type-checked, or in JavaScript.
describe('misuse of items at run time', () => {
  it.each<[() => unknown, string]>([
    [() => rule('', common), 'rule: its name is empty'],
    [() => rule('r', undefined as never), "rule 'r' takes its options as an object"],
    [() => rule('r', { ...common, tag: [] } as never), "rule 'r': there is no option 'tag'"],
    [() => rule('r', { ...common, desc: undefined } as never), "rule 'r': it has no desc"],
    [() => rule('r', { ...common, desc: '' }), "rule 'r': desc is empty"],
    [
      () => rule('r', { ...common, condition: ka.verb } as never),
      "rule 'r': condition takes conditions, not the field ka.verb: ask something of it, as in .exists()",
    ],
    [() => rule('r', { ...common, condition: ka.verb.exists } as never), 'a method is not called'],
    [() => rule('r', { ...common, enabled: 'no' } as never), "rule 'r': enabled is true or false"],
    [() => rule('r', { ...common, tags: 'k8s' } as never), "rule 'r': tags is an array of texts"],
    [
      () => rule('r', { ...common, exceptions: [{}] } as never),
      "rule 'r': exceptions is an array of exceptions, not of an object",
    ],
    [
      () => rule('r', { ...common, source: 'syscall' } as never),
      "rule 'r': the condition uses fields of k8s_audit; the rule's source is syscall",
    ],
    [
      () => rule('r', { ...common, condition: cond`ka.verb exists`, source: 'syscall' }),
      "rule 'r': the condition uses fields of k8s_audit",
    ],
    [
      () =>
        rule('r', {
          ...common,
          condition: evt.num.gt(1),
          output: out`${ka.verb}`,
          source: 'syscall',
        } as never),
      "rule 'r': the output uses fields of k8s_audit",
    ],
    [
      () =>
        rule('r', {
          ...common,
          condition: evt.num.gt(1),
          exceptions: [exception('e', { fields: ka.verb })],
          source: 'syscall',
        } as never),
      "the exception 'e' uses fields of k8s_audit",
    ],
    [
      () => exception('e', { fields: two, comps: ['='] } as never),
      "exception 'e': 2 fields take 2 comps, one for each field; here are 1",
    ],
    [
      () => exception('e', { fields: two, comps: 'in' } as never),
      "exception 'e': with several fields, comps is an array",
    ],
    [
      () => exception('e', { fields: two, values: [['a']] } as never),
      "exception 'e': 2 fields take 2 values in each tuple; here are 1",
    ],
    [
      () => exception('e', { fields: two, values: ['a'] } as never),
      'each of the values is an array of 2, not "a"',
    ],
    [
      () => exception('e', { fields: two, comps: ['in', '='], values: [['a', 'b']] } as never),
      'exception \'e\': in takes an array of values or a list, not "a"',
    ],
    [
      () => exception('e', { fields: two, values: [[users, 'b']] } as never),
      "exception 'e': = takes one value, not the list 'users'",
    ],
    [
      () => exception('e', { fields: two, comps: ['=', 'is'] } as never),
      'exception \'e\': comp "is": it is no comparison that Falco has',
    ],
    [
      () => exception('e', { fields: two, comps: ['=', 'in oneof'] } as never),
      'it is no comparison that Falco has',
    ],
    [
      () => exception('e', { fields: [ka.user.groups], comps: ['contains'] } as never),
      'ka.user.groups is a list, which takes in and intersects',
    ],
    [
      () => exception('e', { fields: [ka.user.groups] } as never),
      'ka.user.groups is a list, which takes in and intersects',
    ],
    [
      () => exception('e', { fields: ka.verb, comps: '=' } as never),
      'with a single field it is in, pmatch, intersects or one with a modifier',
    ],
    [
      () => exception('e', { fields: 'ka.verb' } as never),
      'exception \'e\': fields are fields, as ka.user.name, not "ka.verb"',
    ],
    [() => exception('e', { fields: [] } as never), "exception 'e': it has no fields"],
    [() => append.rule('r', {}), "rule 'r': nothing is changed"],
    [() => append.rule('r', { condition: exists } as never), 'put it into and(...) or or(...)'],
    [() => append.rule('r', { priority: 'INFO' } as never), "rule 'r': there is no option 'priority'"],
    [
      () => append.macro('m', not(exists) as never),
      "macro 'm': what is appended to a condition goes on from it",
    ],
    [
      () => override.rule('r', { exceptions: [append.exception('e', ['x'])] }),
      "the exception 'e' has no fields",
    ],
    [
      () => append.list(macro('m', exists) as never, []),
      'the first argument is the name of a list, or the list',
    ],
    [
      () => requiredEngineVersion('0.57' as never),
      'requiredEngineVersion takes a version as \'0.57.0\' or a whole number, not "0.57"',
    ],
    [
      () => requiredPluginVersions([{ name: 'json', version: 1 }] as never),
      "the version of json is as '0.18.0', not 1",
    ],
    [
      () =>
        requiredPluginVersions([
          { name: 'a', version: '1.0.0', alternatives: [{ name: 'a', version: '1.0.0' }] },
        ]),
      'a stands twice among the alternatives',
    ],
    [() => ruleset([exists] as never), 'ruleset takes rules, macros, lists and the like, not an object'],
    [() => toYaml('x' as never), 'toYaml takes an array of rules and other items, not "x"'],
    [() => and(), 'and() takes conditions, and there are none'],
    [() => cond`ka.verb = "${'x'}"`, 'leave out the " around the one that is put in'],
    [() => cond`ka.user.naem = x`, 'cond: there is no field ka.user.naem; did you mean `ka.user.name`?'],
    [() => cond`ka.uri.param = x`, 'ka.uri.param requires an argument'],
    [() => cond`ka.verb ==`, 'cond does not parse'],
    [() => cond`ka.verb in (${{} as never})`, 'cond cannot take an object'],
  ])('%#', (run, message) => {
    expect(run).toThrow(message);
    expect(run).toThrow(/\n {2}at .*misuse\.test\.ts:\d+:\d+$/);
  });
});
