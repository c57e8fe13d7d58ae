// What a compiler has to take.
import {
  and,
  append,
  concat,
  cond,
  exception,
  field,
  getopt,
  join,
  len,
  list,
  macro,
  not,
  or,
  out,
  override,
  requiredEngineVersion,
  requiredPluginVersions,
  rule,
  ruleset,
  tolower,
  toYaml,
  val,
} from 'falco-rules';

const { ka, jevt, json, evt } = field;
const users = list('users', ['alice', 1000, true]);
const more = list('more', [users, 'bob']);
const kevt = macro('kevt', jevt.value('/stage').in(['ResponseComplete']));

export const conditions = [
  ka.user.name.eq('a'),
  ka.response.code.ge(400),
  ka.response.code.lt('500'),
  ka.req.pod.host_network.eq(true),
  ka.user.name.ne(ka.impuser.name),
  ka.user.name.ne(val(ka.impuser.name)),
  ka.user.name.startswith.oneof(['a', users]),
  ka.user.name.startswith(tolower(ka.target.name)),
  ka.user.name.in(users),
  ka.user.name.in([users, more, 'c']),
  ka.user.groups.intersects(ka.req.role.rules.verbs),
  ka.req.pod.containers.image(0).in(['nginx']),
  ka.req.pod.containers.image.repository.in(['nginx']),
  ka.req.pod.containers.image.repository(0).in(['nginx']),
  ka.uri.contains('/exec'),
  ka.uri.param('command').exists(),
  json.value('/verb').eq('get'),
  evt.num.gt(1n),
  evt.rawtime.gt('1700000000000000000'),
  evt.rawtime.gt(evt.rawtime.s),
  evt.is_async.eq(false),
  len(ka.user.groups).gt(2),
  len(tolower(ka.user.name)).eq(2),
  join(',', ka.user.groups).contains('a,b'),
  join(',', [ka.user.name, 'x']).eq('a,x'),
  concat(ka.user.name, '/', ka.target.name).eq('a/b'),
  getopt(ka.req.pod.containers.args, 'ab:').intersects(['a']),
  getopt(ka.req.pod.containers.args, 'ab:', 'b').eq('x'),
  tolower(ka.user.groups).in(['a']),
  cond`ka.verb = create and not ${kevt} and ka.user.name in (${users}) and ${ka.verb} in ${['a', users]}`,
  and(...['a', 'b'].map((name) => ka.user.name.eq(name))),
];

const r = rule('r', {
  desc: 'd',
  condition: and(kevt, or(not(ka.user.name.in(users)), evt.num.gt(1))),
  output: out`user=${ka.user.name} up=${tolower(ka.verb)} n=${evt.num} literal=${1}`,
  priority: 'warning',
  source: 'k8s_audit',
  tags: ['k8s'],
  enabled: true,
  exceptions: [
    exception('flat', { fields: ka.user.name, values: ['a', users] }),
    exception('flat list', { fields: ka.user.name, values: users }),
    exception('flat with comps', { fields: ka.user.name, comps: 'startswith oneof', values: ['a'] }),
    exception('of a list', { fields: ka.user.groups, comps: 'intersects', values: ['a'] }),
    exception('tuples', {
      fields: [ka.user.name, ka.verb],
      values: [
        ['a', 'b'],
        ['c', 'd'],
      ],
    }),
    exception('comps', {
      fields: [ka.user.name, ka.user.groups, ka.verb],
      comps: ['in', 'intersects', '='],
      values: [
        [users, ['a', more], 'get'],
        [['x'], users, 'list'],
      ],
    }),
    exception('no values', { fields: [ka.user.name], comps: ['='] }),
    exception('transformed', { fields: [tolower(ka.user.name), jevt.value('/x')], values: [['a', 'b']] }),
  ],
});

const anySource = rule('syscall rule', {
  desc: 'd',
  condition: cond`proc.name = bash`,
  output: 'shell (user=%user.name)',
  priority: 'NOTICE',
  source: 'syscall',
});

export default ruleset([
  requiredEngineVersion('0.57.0'),
  requiredPluginVersions([
    { name: 'k8saudit', version: '0.18.0', alternatives: [{ name: 'k8saudit-eks', version: '0.12.0' }] },
  ]),
  r,
  anySource,
  append.rule('x', {
    condition: or(ka.verb.eq('get')),
    tags: ['t'],
    exceptions: [append.exception('e', [['a', ['b', users]]])],
  }),
  append.rule(r, { output: out`more=${ka.verb}` }),
  append.macro('m', and(ka.verb.eq('get'))),
  append.list('l', ['x', users]),
  override.rule('y', { enabled: false, priority: 'Info', condition: cond`proc.name = x` }),
  override.macro(kevt, ka.stage.eq('Panic')),
  override.list(users, []),
]);

export const yaml: string = toYaml([r], { from: ['a.rules.ts'] });
