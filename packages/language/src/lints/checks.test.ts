import { describe, expect, it } from 'vitest';
import { decodeText } from '../text/bytes.js';
import { applyFixes } from './index.js';
import { lintCondition, lintFiles, lintYaml, shown } from './lint-yaml.test-data.js';

/** Conditions begin with this where stages are not the matter; it takes columns 14 to 45 of line 3. */
const DONE = 'ka.stage = ResponseComplete and ';

/** What is reported of a condition behind DONE: `code text`, without places. */
function found(condition: string, options?: Parameters<typeof lintCondition>[1]): readonly string[] {
  const text = `${DONE}${condition}`;
  const quoted = /[#:"]/.test(text) ? `'${text.replaceAll("'", "''")}'` : text;
  return lintCondition(quoted, options).map((each) => each.replace(/ \d+:\d+/, ''));
}

describe('impossible-value', () => {
  it.each([
    ['ka.verb = POST', 'POST'],
    ['ka.verb = post', 'post'],
    ['ka.verb in (get, lists)', 'lists'],
    ['ka.verb startswith Cre', 'Cre'],
    ['ka.verb glob "rm*"', '"rm*"'],
    ['jevt.value[/verb] = POST', 'POST'],
    ['ka.auth.decision = deny', 'deny'],
    ['ka.target.subresource = logs', 'logs'],
    ['ka.req.pod.containers.image.repository intersects (registry:5000/team/app)', 'registry:5000/team/app'],
    ['ka.req.pod.host_network = True', 'True'],
    ['ka.response.code = 2xx', '2xx'],
    ['ka.uri startswith api', 'api'],
    ['tolower(ka.user.name) = Admin', 'Admin'],
    ['ka.user.name = \u201cadmin\u201d', '\u201cadmin\u201d'],
    ['ka.req.service.type = nodeport', 'nodeport'],
    ['ka.req.pod.volumes.volume_type[0] intersects (hostpath)', 'hostpath'],
    ['ka.req.role.rules intersects (pods)', 'pods'],
  ])('%s', (condition, value) => {
    expect(found(condition)).toEqual([`impossible-value ${value}`]);
  });

  it('takes the items of a list one by one', () => {
    expect(found('ka.target.resource in (pod, Secret, cm, deployments.apps, foos, Foos, pods/exec)')).toEqual(
      ['pod', 'Secret', 'cm', 'deployments.apps', 'Foos', 'pods/exec'].map(
        (value) => `impossible-value ${value}`,
      ),
    );
  });

  it.each([
    'ka.verb in (create, post)',
    'ka.verb = post and ka.uri startswith /apis',
    'ka.verb startswith cre',
    'ka.verb glob "*collection"',
    'ka.target.resource = foos',
    'ka.response.code in (403, 404)',
    'ka.response.code startswith 2',
    'tolower(ka.target.resource) = pods',
    'ka.req.role.rules.resources intersects ("pods/exec")',
  ])('says nothing of %s', (condition) => {
    expect(found(condition)).toEqual([]);
  });

  it('points into the list that a condition names', () => {
    const list = '- list: writing\n  items: [create, PUT]\n';
    const [diagnostic, ...more] = lintYaml(
      `${list}- rule: R\n  desc: d\n  condition: ka.stage = ResponseComplete and ka.verb in (writing)\n  output: x\n  priority: INFO\n  source: k8s_audit\n`,
    );
    expect(more).toEqual([]);
    expect(shown(diagnostic!)).toBe('impossible-value 2:19 PUT');
    expect(diagnostic!.help).toBe('write `update`');
    const { text } = applyFixes(diagnostic!.span!.file, [diagnostic!.fix!]);
    expect(decodeText(text)).toContain('items: [create, update]');
  });
});

describe('never-true and always-true', () => {
  it.each([
    ['ka.user.name startswith a and ka.user.name startswith b', 'never-true ka.user.name startswith b'],
    ['ka.user.name in (alice, bob) and ka.user.name startswith c', 'never-true ka.user.name startswith c'],
    [
      'ka.user.name startswith system and not ka.user.name startswith s',
      'never-true not ka.user.name startswith s',
    ],
    ['ka.verb = create and (ka.verb = delete or ka.user.name = a)', 'never-true ka.verb = delete'],
    ['ka.target.name exists and not ka.target.name exists', 'never-true not ka.target.name exists'],
    [
      'ka.user.groups intersects (a) and not ka.user.groups intersects (a, b)',
      'never-true not ka.user.groups intersects (a, b)',
    ],
    ['(ka.user.name != a or ka.user.name != b)', 'always-true ka.user.name != a or ka.user.name != b'],
    [
      'not (ka.user.name = a and ka.user.name = b)',
      'always-true not (ka.user.name = a and ka.user.name = b)',
    ],
    ['(ka.user.name = a or not ka.user.name = a)', 'always-true ka.user.name = a or not ka.user.name = a'],
    ['ka.user.name contains ""', 'always-true ka.user.name contains ""'],
  ])('%s', (condition, finding) => {
    expect(found(condition)).toEqual([finding]);
  });

  it.each([
    'ka.user.name != a and ka.user.name != b',
    '(ka.verb = create or ka.verb = update) and ka.verb in (create, update)',
    'ka.user.name startswith a and ka.user.name startswith ab and not ka.user.name = abc',
    'ka.user.groups intersects (a) and ka.user.groups intersects (b)',
    'ka.verb = create and (ka.user.name = a or ka.user.name = b)',
    'ka.user.name regex "a.c*" and ka.user.name regex "a*.c"',
  ])('say nothing of %s', (condition) => {
    expect(found(condition)).toEqual([]);
  });

  it('show what contradicts what, through macros', () => {
    const [diagnostic] = lintYaml(
      `- macro: created\n  condition: ka.verb = create\n- rule: R\n  desc: d\n  condition: ka.stage = Panic and created and ka.user.name = a and ka.verb = delete\n  output: x\n  priority: INFO\n  source: k8s_audit\n`,
    );
    expect(shown(diagnostic!)).toBe('never-true 5:68 ka.verb = delete');
    expect(shown({ ...diagnostic!, ...diagnostic!.related![0]! })).toBe('never-true 5:35 created');
  });
});

describe('hidden-rule', () => {
  const rule = (name: string, condition: string, more = '') =>
    `- rule: ${name}\n  desc: d\n  condition: ${DONE}${condition}\n  output: x\n  priority: INFO\n  source: k8s_audit\n${more}`;
  const hidden = (...rules: readonly string[]) => lintYaml(rules.join('')).map(({ message }) => message);

  it.each([
    ['ka.verb in (create, update)', 'ka.verb = create'],
    ['ka.user.name startswith a', 'ka.user.name startswith ab'],
    ['not ka.user.name = a', 'ka.user.name = b'],
    ['(ka.verb = get or ka.user.name = a)', 'ka.user.name = a and ka.target.resource = pods'],
    ['ka.user.name != a', 'ka.user.name in (b, c)'],
    ['ka.user.groups intersects (a, b)', 'ka.user.groups intersects (a) and ka.verb = get'],
    ['ka.user.name glob "a*z"', 'ka.user.name in (abz, az)'],
  ])('%s hides %s', (first, second) => {
    expect(hidden(rule('A', first), rule('B', second))).toEqual([expect.stringContaining('`A` fires first')]);
  });

  it.each([
    ['ka.verb = create', 'ka.verb in (create, update)'],
    ['ka.user.name != a', 'not ka.user.name = a and ka.verb = get'],
    ['ka.user.name startswith ab', 'ka.user.name startswith a'],
    ['ka.user.groups intersects (a)', 'ka.user.groups intersects (a, b) and ka.verb = get'],
    ['ka.target.name exists', 'ka.verb = create'],
  ])('%s does not hide %s', (first, second) => {
    expect(
      hidden(rule('A', first), rule('B', second)).filter((message) => message.includes('fires first')),
    ).toEqual([]);
  });

  it('is about rules that are switched on, and about rule_matching first', () => {
    const [a, b] = ['ka.verb in (create, update)', 'ka.verb = create'];
    expect(hidden(rule('A', a, '  enabled: false\n'), rule('B', b))).toEqual([]);
    expect(hidden(rule('A', a), rule('B', b, '  enabled: false\n'))).toEqual([]);
    expect(lintYaml(rule('A', a) + rule('B', b), { ruleMatching: 'all' })).toEqual([]);
  });
});

describe('absent-turns-true', () => {
  it.each([
    ['not ka.target.name = x', 'ka.target.name = x'],
    [
      'ka.target.resource = pods and not ka.req.pod.containers.image.repository in (a)',
      'ka.req.pod.containers.image.repository in (a)',
    ],
    [
      'ka.target.resource = pods and ka.verb in (create, patch) and not ka.req.pod.containers.image.repository in (a)',
      'ka.req.pod.containers.image.repository in (a)',
    ],
  ])('%s', (condition, check) => {
    expect(found(condition)).toEqual([`absent-turns-true ${check}`]);
  });

  it('knows that at first there is no response', () => {
    expect(
      lintCondition('ka.stage in (RequestReceived, ResponseComplete) and not ka.response.code = 200'),
    ).toEqual(['absent-turns-true 3:70 ka.response.code = 200']);
  });

  it.each([
    'ka.verb in (create, update) and not ka.target.name = x',
    'ka.target.name startswith a and not ka.target.name = ab',
    'ka.target.name exists and not ka.target.name = x',
    'not ka.response.code = 200',
    'ka.target.resource = pods and ka.verb = create and not ka.req.pod.containers.image.repository in (a)',
    'ka.target.resource = pods and ka.verb = patch and ka.req.pod.host_network = true and not ka.req.pod.containers.image.repository in (a)',
    'not ka.target.namespace = kube-system',
    'not ka.target.subresource exists',
    'not ka.user.name = a',
    'not ka.impuser.name = a',
  ])('says nothing of %s', (condition) => {
    expect(found(condition)).toEqual([]);
  });
});

describe('field-never-there', () => {
  it.each([
    ['ka.target.resource = deployments and ka.verb = create', '%ka.req.pod.containers.image', {}],
    ['ka.target.resource = pods and ka.verb = get', '%ka.req.pod.containers.image', {}],
    ['ka.target.resource = roles and ka.verb = delete', '%ka.req.role.rules', {}],
    ['ka.target.resource = pods and ka.target.subresource = exec', '%ka.target.pod.name', {}],
    ['ka.verb = create', '%ka.resp.name', { auditLevel: 'Request' }],
    ['ka.verb = create', '%ka.req.role.rules', { auditLevel: 'Metadata' }],
  ] as const)('%s prints no %s', (condition, output, options) => {
    expect(found(condition, { ...options, output: `"${output}"` })).toEqual([`field-never-there ${output}`]);
  });

  it('looks at conditions, too', () => {
    expect(found('ka.target.resource = services and ka.req.pod.host_network = true')).toEqual([
      'field-never-there ka.req.pod.host_network = true',
    ]);
  });

  it.each([
    ['ka.target.resource in (roles, pods)', '%ka.req.role.rules'],
    ['ka.target.resource = myresources', '%ka.req.role.rules'],
    ['ka.verb = create', '%ka.req.pod.containers.image'],
    [
      'ka.target.resource = pods and ka.target.subresource = ephemeralcontainers',
      '%ka.req.pod.ephemeralContainers.image',
    ],
    ['ka.target.resource = secrets and ka.verb = get', '%ka.req.configmap.name'],
  ])('%s may print %s', (condition, output) => {
    expect(found(condition, { output: `"${output}"` })).toEqual([]);
  });
});

describe('other lints', () => {
  it.each([
    ['jevt.value[/requestobject/spec] exists', 'json-pointer jevt.value[/requestobject/spec]'],
    ['jevt.value[/user/name] = a', 'json-pointer jevt.value[/user/name]'],
    ['jevt.value[/verb/x] = a', 'json-pointer jevt.value[/verb/x]'],
    [
      'jevt.value[/requestObject/metadata/labels/app.kubernetes.io/name] = a',
      'json-pointer jevt.value[/requestObject/metadata/labels/app.kubernetes.io/name]',
    ],
    ['ka.req.role.rules.verbs in (create)', 'subset-check ka.req.role.rules.verbs in (create)'],
    ['ka.response.code < 300', 'order-of-text ka.response.code < 300'],
    ['ka.user.name regex "^admin$"', 'simpler-regex ka.user.name regex "^admin$"'],
    ['ka.user.name regex "(alice|bob)"', 'simpler-regex ka.user.name regex "(alice|bob)"'],
    ['ka.user.name in ("system:*")', 'literal-wildcard "system:*"'],
    ['ka.target.subresource in (exec, "<NA>")', 'na-comparison "<NA>"'],
    [
      'ka.req.pod.containers.image[9223372036854775808] exists',
      'crash ka.req.pod.containers.image[9223372036854775808]',
    ],
    ['ka.req.pod.volumes.volume_type exists', 'crash ka.req.pod.volumes.volume_type'],
    ['ka.req.pod.volumes.volume_type exists and ka.verb = create', 'crash ka.req.pod.volumes.volume_type'],
    ['(ka.verb = create or ka.req.pod.volumes.volume_type exists)', 'crash ka.req.pod.volumes.volume_type'],
    ['ka.verb = create and ka.req.pod.volumes.volume_type exists', 'crash ka.req.pod.volumes.volume_type'],
    [
      'ka.req.pod.containers.eff_run_as_user intersects (0)',
      'misleading-field ka.req.pod.containers.eff_run_as_user',
    ],
    ['ka.req.binding.subject.has_name[x] = true', 'misleading-field ka.req.binding.subject.has_name[x]'],
  ])('%s', (condition, finding) => {
    expect(found(condition)).toEqual([finding]);
  });

  it.each([
    'jevt.value[/requestObject/metadata/annotations/x.y~1z] = a',
    'jevt.value[/responseStatus/code] = 200',
    'not ka.user.groups in (system:masters)',
    'ka.user.groups in (system:masters, system:authenticated)',
    'ka.req.pod.containers.image.repository in (evil)',
    'ka.user.name regex "a.b"',
    'ka.user.name glob "system:*"',
    'ka.req.role.rules.resources intersects ("*")',
    'len(ka.user.name) > 10',
    'evt.rawtime > 10',
    'ka.req.pod.containers.image[18446744073709551615] exists',
    'ka.req.pod.volumes.volume_type[0] exists',
    'ka.verb = create and ka.target.resource = pods and ka.req.pod.volumes.volume_type exists',
    '(ka.verb = patch or ka.target.resource != pods or not ka.target.resource exists or ka.req.pod.volumes.volume_type exists)',
    'ka.verb = create and ka.target.subresource in (exec, log)',
    '(ka.user.name = a or (ka.user.name = b and ka.verb = get))',
    'ka.req.pod.containers.privileged[0] intersects (true)',
    'ka.req.pod.containers.privileged intersects (false)',
  ])('nothing is said of %s', (condition) => {
    expect(found(condition)).toEqual([]);
  });

  it('finds thousands of parentheses', () => {
    expect(lintCondition(`${'('.repeat(6000)}ka.stage = Panic${')'.repeat(6000)}`)).toEqual(['crash 1:9 R']);
  });

  it('looks for init containers only where the plugin has them', () => {
    const condition = `${DONE}ka.verb = create and ka.req.pod.containers.privileged intersects (true)`;
    const target = { falco: '0.44.1', engine: '0.62.0', plugins: { k8saudit: '0.17.0', json: '0.7.0' } };
    expect(lintCondition(condition).map((each) => each.split(' ')[0])).toEqual(['containers-only']);
    expect(lintCondition(condition, { target })).toEqual([]);
  });

  it('takes the provider from the plugins of the target', () => {
    const plugins = { k8saudit: '0.18.0', json: '0.7.4', 'k8saudit-gke': '0.9.0' };
    const target = { falco: '0.44.1', engine: '0.62.0', plugins };
    expect(lintCondition(`${DONE}ka.response.code startswith 2`, { target })).toEqual([
      'fabricated-response 3:46 ka.response.code startswith 2',
    ]);
  });

  it('an output field that is cut ends where a word ends', () => {
    expect(
      found('ka.verb = create', {
        output: '"%ka.verbose %ka.uri.param, %ka.user.name. %ka.user.name: %ka.user.names."',
      }),
    ).toEqual(['%ka.verbose', '%ka.uri.param', '%ka.user.names'].map((text) => `output-field-cut ${text}`));
  });

  it('an append in another file is shown there', () => {
    const base = `- rule: R\n  desc: d\n  condition: ka.stage = Panic or ka.stage = ResponseComplete\n  output: x\n  priority: INFO\n  source: k8s_audit\n`;
    const more = '- rule: R\n  condition: and ka.verb = get\n  override:\n    condition: append\n';
    const { diagnostics } = lintFiles({ 'a.yaml': base, 'b.yaml': more });
    expect(diagnostics.map(shown)).toEqual(['append-precedence 2:14 and']);
    expect(diagnostics[0]?.span?.file.name).toBe('b.yaml');
    expect(diagnostics[0]?.related?.[0]?.span.file.name).toBe('a.yaml');
  });

  it('a rule may be defined anew in another file', () => {
    const base = `- rule: R\n  desc: d\n  condition: ka.stage = Panic\n  output: x\n  priority: INFO\n  source: k8s_audit\n`;
    expect(lintFiles({ 'a.yaml': base, 'b.yaml': base }).diagnostics).toEqual([]);
    expect(lintYaml(base + base).map(shown)).toEqual(['redefined-item 7:3 rule: R']);
  });

  it('removes a duplicate item from a block list, its line with it', () => {
    const yaml = `- list: users\n  items:\n    - alice\n    - "bob"\n    - "bob"\n    - carol   # new\n- rule: R\n  desc: d\n  condition: ka.stage = Panic and ka.user.name in (users)\n  output: x\n  priority: INFO\n  source: k8s_audit\n`;
    const [diagnostic] = lintYaml(yaml);
    const { text } = applyFixes(diagnostic!.span!.file, [diagnostic!.fix!]);
    expect(decodeText(text)).toBe(yaml.replace('    - "bob"\n', ''));
  });
});

describe('opting out', () => {
  const rule = (tail = '') =>
    `- rule: R${tail}\n  desc: d\n  condition: >\n    ka.verb = POST\n    and ka.stage = Panic\n  output: x\n  priority: INFO\n  source: k8s_audit\n`;

  it('on a line reaches the value that begins there', () => {
    const yaml = rule().replace(
      'condition: >',
      'condition: > # falco-rules-disable-line impossible-value -- theirs',
    );
    expect(lintFiles({ 'r.yaml': yaml })).toEqual({ diagnostics: [], silenced: 1 });
  });

  it('before an item reaches no other one', () => {
    const yaml = `# falco-rules-disable-next-item impossible-value\n${rule('1')}${rule('2').replace('Panic', 'ResponseComplete')}`;
    expect(lintYaml(yaml).map(shown)).toEqual(['impossible-value 13:15 POST']);
  });

  it('names several codes', () => {
    const yaml = `# falco-rules-disable impossible-value, no-stage -- a reason, with a comma\n${rule().replace('    and ka.stage = Panic\n', '')}`;
    expect(lintFiles({ 'r.yaml': yaml })).toEqual({ diagnostics: [], silenced: 2 });
  });

  it.each([
    ['# falco-rules-disable imposible-value', 'useless-opt-out 1:23 imposible-value'],
    ['# falco-rules-disable', 'useless-opt-out 1:1 # falco-rules-disable'],
    [
      '# falco-rules-disable-next-rule no-stage',
      'useless-opt-out 1:1 # falco-rules-disable-next-rule no-stage',
    ],
    ['# falco-rules-disable no-stage', 'useless-opt-out 1:23 no-stage'],
  ])('says what is wrong with %s', (comment, finding) => {
    const clean = rule().replace('POST', 'create');
    expect(lintYaml(`${comment}\n${clean}`).map(shown)).toEqual([finding]);
  });

  it('says nothing of an opt-out from a lint that is switched off', () => {
    const yaml = `# falco-rules-disable no-stage\n${rule().replace('POST', 'create')}`;
    expect(lintYaml(yaml, { disable: ['no-stage'] })).toEqual([]);
  });
});
