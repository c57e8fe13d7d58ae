import {
  and,
  append,
  exception,
  field,
  list,
  macro,
  not,
  out,
  override,
  requiredEngineVersion,
  rule,
} from 'falco-rules';

const { ka, evt } = field;
const users = list('users', ['alice']);
const desc = 'd';
const condition = ka.verb.eq('get');
const output = out`o`;

// error: Type '"WARN"' is not assignable to type 'Priority'.
rule('priority', { desc, condition, output, priority: 'WARN' });
// error: Property 'priority' is missing in type
rule('no priority', { desc, condition, output });
// error: 'tag' does not exist in type 'RuleOptions<"k8s_audit">'. Did you mean to write 'tags'?
rule('option', { desc, condition, output, priority: 'INFO', tag: ['x'] });
// error: Type 'Condition<"k8s_audit">' is not assignable to type 'Condition<"syscall">'.
// error: Type '"k8s_audit"' is not assignable to type '"syscall"'.
rule('other source', { desc, condition, output, priority: 'INFO', source: 'syscall' });
rule('mixed', {
  desc,
  // error: is not assignable to type 'Condition<"syscall">'.
  condition: and(evt.num.gt(1), condition),
  output,
  priority: 'INFO',
  source: 'syscall',
});
// error: Type 'Macro<"k8s_audit">' is not assignable to type 'Condition<"syscall">'.
rule('by macro', { desc, condition: macro('m', condition), output, priority: 'INFO', source: 'syscall' });
rule('output', {
  desc,
  condition: evt.num.gt(1),
  // error: Type 'Output<"k8s_audit">' is not assignable to type 'Output<"syscall">'.
  output: out`${ka.verb}`,
  priority: 'INFO',
  source: 'syscall',
});
// error: Type 'StringField<"ka.verb", "k8s_audit">' is not assignable to type 'Condition<"k8s_audit">'.
rule('a field', { desc, condition: ka.verb, output, priority: 'INFO' });

const two = [ka.user.name, ka.verb] as const;

exception('one comp', {
  fields: [ka.user.name, ka.verb],
  // error: Type '["="]' is not assignable to type '"2 fields take 2 comps, one for each field"'.
  comps: ['='],
  values: [['a', 'b']],
});
// error: Type '["=", "=", "in"]' is not assignable to type '"2 fields take 2 comps, one for each field"'.
exception('three comps', { fields: two, comps: ['=', '=', 'in'] });
// error: Wrong<"2 fields take 2 comps, one for each field">
exception('a lone comp', { fields: two, comps: 'in' });
// error: Source has 1 element(s) but target requires 2.
exception('one value', { fields: two, values: [['a']] });
// error: Source has 1 element(s) but target requires 2.
exception('one value, comps', { fields: two, comps: ['in', '='], values: [[users]] });
// error: Type '[string]' is not assignable to type 'Text'.
exception('several values for =', { fields: two, comps: ['in', '='], values: [[users, ['b']]] });
// error: Type 'string' is not assignable to type 'ListOrArrayOf<Text>'.
exception('one value for in', { fields: two, comps: ['in', '='], values: [['a', 'b']] });
// error: Type '"is"' is not assignable to type
exception('unknown comp', { fields: two, comps: ['in', 'is'] });
// error: Wrong<"a list field takes only in and intersects">
exception('comp of a list', { fields: [ka.user.groups, ka.verb], comps: ['contains', '='] });
// error: Wrong<"a field that stands alone takes in, intersects, pmatch, or a comparison with oneof, anyof, allof">
exception('comp of one field', { fields: ka.verb, comps: '=' });
// error: Type 'string' is not assignable to type 'readonly [Text, Text]'.
exception('no tuple', { fields: two, values: ['ab'] });
// error: Type '[string, string]' is not assignable to type 'List | Text'.
exception('a tuple', { fields: ka.user.name, values: [['a', 'b']] });
// error: Type 'string' is not assignable to type 'OneOrSeveralFields'.
exception('no field', { fields: 'ka.user.name', values: ['a'] });

// error: "what is appended to a condition is and(...) or or(...)"
append.rule('x', { condition: ka.verb.eq('get') });
// error: "what is appended to a condition is and(...) or or(...)"
append.macro('x', not(ka.verb.eq('get')));
// error: 'priority' does not exist in type 'RuleAdditions'.
append.rule('x', { priority: 'INFO' });
// error: Argument of type 'string' is not assignable to parameter of type 'readonly (List | Text)[]'.
append.list('x', 'y');
// error: 'enable' does not exist in type 'RuleReplacements'. Did you mean to write 'enabled'?
override.rule('x', { enable: false });
// error: Argument of type '"0.57"' is not assignable to parameter of type
requiredEngineVersion('0.57');
