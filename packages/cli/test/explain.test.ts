import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, ROOT, run } from './run-bin.js';

const MACROS = `- list: writers
  items: [create, update]

- macro: kmodify
  condition: ka.verb in (writers)

`;

const RULE = `- rule: Secret written
  desc: d
  condition: >
    kmodify and
    ka.target.resource = secrets
  output: secret written by %ka.user.name
  priority: WARNING
  source: k8s_audit
  exceptions:
    - name: robots
      fields: [ka.user.name]
      comps: [startswith]
      values:
        - ["ci-"]
`;

const ANY = `
- rule: Anything
  desc: d
  condition: ka.user.name exists
  output: anything
  priority: INFO
  source: k8s_audit
`;

function event(verb: string, resource: string, more: Record<string, unknown> = {}): string {
  return JSON.stringify({
    kind: 'Event',
    auditID: 'a',
    verb,
    user: { username: 'alice' },
    objectRef: { resource, name: 'x' },
    stageTimestamp: '2026-01-15T09:30:00Z',
    ...more,
  });
}

const EVENTS = [
  event('patch', 'secrets'),
  event('get', 'secrets'),
  event('create', 'secrets'),
  event('create', 'pods'),
  event('update', 'secrets', { user: { username: 'ci-bot' } }),
  event('create', 'secrets', { objectRef: {} }),
  ...Array.from({ length: 30 }, (_, i) => event(i % 3 === 0 ? 'list' : 'watch', 'secrets')),
].join('\n');

function folder(more: Readonly<Record<string, string>> = {}): string {
  return folderOf({ 'rules/a.yaml': MACROS + RULE, 'log/e.jsonl': EVENTS, ...more });
}

const ONE = ['explain', '--rule', 'Secret written'];

describe('explain --rule', () => {
  it('groups the events by reason, the shortest first', () => {
    const { status, stdout, stderr } = run([...ONE, 'log/e.jsonl'], { cwd: folder() });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toBe(`Secret written  rules/a.yaml:7:9
36 events: fired on 1, silent on 35

● 1 event, event 3 (log/e.jsonl:3)
  fired
  it would stay silent with .verb: "create" -> "get"

○ 32 events, e.g. event 1 (log/e.jsonl:1)
  stayed silent: ka.verb is \`patch\`, the macro kmodify wants \`create\` or \`update\` (the list writers)
  ka.verb is \`watch\` (20), is \`list\` (10), is \`patch\` (1), is \`get\` (1)
  it would match with .verb: "patch" -> "create"

○ 1 event, event 4 (log/e.jsonl:4)
  stayed silent: ka.target.resource is \`pods\`, the rule wants \`secrets\`
  it would match with .objectRef.resource: "pods" -> "secrets"

○ 1 event, event 5 (log/e.jsonl:5)
  stayed silent: ka.user.name is \`ci-bot\`, which the exception robots excludes by \`ka.user.name startswith ci-\`
  it would match with .user.username: "ci-bot" -> "someone-else"

○ 1 event, event 6 (log/e.jsonl:6)
  stayed silent: ka.target.resource is absent, the rule wants \`secrets\`
  it would match with .objectRef.resource: "secrets" added

event 1 (log/e.jsonl:1): alice patch secrets/x
✗ all of
├─ ✗ kmodify                       a.yaml:10
│  └─ ✗ ka.verb in (writers)       ka.verb is \`patch\`  a.yaml:5
├─ ✓ ka.target.resource = secrets  ka.target.resource is \`secrets\`  not looked at, a.yaml:11
└─ ✓ not exception robots ...      not looked at, a.yaml:17
`);
  });

  it('shows one event whole, by its number or its line', () => {
    const cwd = folder();
    const { stdout } = run([...ONE, '-e', '5', 'log/e.jsonl'], { cwd });
    expect(stdout).toContain('event 5 (log/e.jsonl:5): ci-bot update secrets/x');
    expect(stdout).toContain('└─ ✗ not exception robots');
    expect(stdout).toContain('└─ ✓ ka.user.name startswith ci-  ka.user.name is `ci-bot`');
    expect(run([...ONE, '--line', '5', 'log/e.jsonl'], { cwd }).stdout).toBe(stdout);
    expect(run([...ONE, '--line', '50', 'log/e.jsonl'], { cwd })).toMatchObject({ status: 2, stdout: '' });
  });

  it('says that an earlier rule took the event, and that a rule is off', () => {
    const hidden = folder({ 'rules/0.yaml': ANY });
    expect(run([...ONE, '-e', '3', 'log/e.jsonl'], { cwd: hidden }).stdout).toContain(
      'hidden: it matches, but under rule_matching `first` the earlier rule `Anything` takes the event',
    );
    const off = folder({
      'rules/b.yaml': '- rule: Secret written\n  enabled: false\n  override: {enabled: replace}\n',
    });
    expect(run([...ONE, '-e', '3', 'log/e.jsonl'], { cwd: off }).stdout).toContain(
      'stayed silent: it matches, but the rule is not enabled',
    );
  });

  it('gives programs all of it', () => {
    const { stdout } = run([...ONE, '--format', 'json', 'log/e.jsonl'], { cwd: folder() });
    const { groups, ...counts } = JSON.parse(stdout) as { groups: Record<string, unknown>[] };
    expect(counts).toEqual({
      rule: 'Secret written',
      place: 'rules/a.yaml:7:9',
      events: 36,
      fired: 1,
      hidden: 0,
      disabled: 0,
      silent: 35,
    });
    expect(groups[1]).toMatchObject({
      outcome: 'silent',
      count: 32,
      example: { event: 1, file: 'log/e.jsonl', line: 1 },
      checks: [
        {
          field: 'ka.verb',
          value: 'patch',
          macros: ['kmodify'],
          lists: ['writers'],
          check: 'ka.verb in (writers)',
        },
      ],
      condition: { kind: 'and', verdict: false },
      counterfactual: { found: true, matches: true, edits: [{ path: '.verb', from: 'patch', to: 'create' }] },
    });
  });

  it('folds conditions away in Markdown', () => {
    const { stdout } = run([...ONE, '--format', 'markdown', 'log/e.jsonl'], { cwd: folder() });
    expect(stdout).toContain('- **32 events** stayed silent: ka.verb is `patch`');
    expect(stdout).toContain('<details><summary>the condition</summary>');
    expect(stdout).toContain('it would match with `.verb: "patch" -> "create"`');
  });

  it('flips what it says it flips', () => {
    const cwd = folder();
    const { stdout } = run([...ONE, '--format', 'json', 'log/e.jsonl'], { cwd });
    const { groups } = JSON.parse(stdout) as {
      groups: { outcome: string; counterfactual: { event: object } }[];
    };
    expect(groups.length).toBe(5);
    for (const { outcome, counterfactual } of groups) {
      const input = JSON.stringify(counterfactual.event);
      const alerts = run(['replay', '-'], { cwd, input }).stdout;
      expect(alerts.includes('secret written')).toBe(outcome === 'silent');
    }
  });

  it('points into modules, at the call', () => {
    const cwd = folderOf({
      'log/e.jsonl': EVENTS,
      'rules/a.rules.ts': `import { and, field, macro, not, out, rule } from 'falco-rules';
const { ka } = field;
const writes = macro('writes',
  ka.verb.in(['create', 'update']));
export const written = rule('Secret written', {
  desc: 'd',
  condition: and(
    writes,
    ka.target.resource.eq('secrets'),
    not(ka.user.name.startswith('ci-')),
  ),
  output: out\`secret written\`,
  priority: 'WARNING',
});
`,
    });
    const { stdout } = run([...ONE, '-e', '1', '--all', 'log/e.jsonl'], { cwd });
    expect(stdout).toMatch(/^Secret written {2}rules\/a\.rules\.ts:5:/);
    expect(stdout).toMatch(/ka\.verb in \(create, update\) .*a\.rules\.ts:4$/m);
    expect(stdout).toMatch(/ka\.target\.resource = secrets .*a\.rules\.ts:9$/m);
    expect(stdout).toMatch(/not ka\.user\.name startswith ci- .*a\.rules\.ts:10$/m);
  });

  it('refuses what it cannot explain', () => {
    const cwd = folder({
      'rules/z.yaml': '- rule: Sys\n  desc: d\n  condition: evt.type = open\n  output: o\n  priority: INFO\n',
    });
    expect(run(['explain', '--rule', 'Secret writen', 'log/e.jsonl'], { cwd })).toEqual({
      status: 2,
      stdout: '',
      stderr: 'error: there is no rule Secret writen\nhelp: did you mean `Secret written`?\n',
    });
    expect(run(['explain', '--rule', 'Sys', 'log/e.jsonl'], { cwd }).stderr).toContain(
      'is not simulated: only k8s_audit',
    );
    expect(run(['explain'], { cwd })).toMatchObject({ status: 2, stdout: '' });
    expect(run(['explain', '--emit-test', 't', 'log/e.jsonl'], { cwd })).toMatchObject({
      status: 2,
      stdout: '',
    });
  });
});

describe('explain --emit-test', () => {
  it.each([
    ['tests/x.test.ts', "replay(rules(), fixture('boundary/secret-written.fires.jsonl'))"],
    ['tests', 'unexpected: ignore'],
  ])('writes a test that passes: %s', (target, text) => {
    const cwd = folder({ 'falco-rules.config.yaml': 'rules: rules\n', 'tests/none.md': '' });
    const { status, stderr } = run([...ONE, '--emit-test', target, 'log/e.jsonl'], { cwd });
    expect(status, stderr).toBe(0);
    const [path = ''] = stderr.split(' written');
    expect(readFileSync(join(cwd, path), 'utf8')).toContain(text);
    const test = run(['test'], { cwd });
    expect(test.status, test.stdout + test.stderr).toBe(0);
    expect(test.stdout).toMatch(/Tests {2}2 passed/);
    // It must fail where the line is moved.
    writeFileSync(
      join(cwd, 'rules/a.yaml'),
      (MACROS + RULE).replace('create, update', 'create, update, patch'),
    );
    expect(run(['test'], { cwd }).status).toBe(1);
    expect(run([...ONE, '--emit-test', target, 'log/e.jsonl'], { cwd })).toMatchObject({ status: 2 });
  });

  it('takes a hidden rule by itself', () => {
    const cwd = folder({ 'rules/0.yaml': ANY });
    run([...ONE, '--emit-test', 'tests', 'log/e.jsonl'], { cwd });
    expect(readFileSync(join(cwd, 'tests/secret-written.falco-test.yaml'), 'utf8')).toContain(
      'rule_matching: all',
    );
    expect(run(['test'], { cwd }).status).toBe(0);
  });
});

describe('explain without --rule', () => {
  it('says which rules fired, which were hidden, which came closest', () => {
    const never = `
- rule: Exec
  desc: d
  condition: kmodify and ka.target.subresource = exec
  output: o
  priority: INFO
  source: k8s_audit
`;
    const cwd = folder({ 'rules/a.yaml': MACROS + ANY + RULE + never });
    const { stdout } = run(['explain', 'log/e.jsonl'], { cwd });
    expect(stdout).toBe(`Fired, on 36 events
  36  Anything  first: event 1 (log/e.jsonl:1)

Hidden under rule_matching: first
  Secret written: 1 event taken by Anything, e.g. event 3 (log/e.jsonl:3)

Silent, the closest first
  Exec  closest: event 3 (log/e.jsonl:3)
    ka.target.subresource is absent, the rule wants \`exec\`
`);
    const all = run(['explain', '--rule-matching', 'all', '--format', 'json', 'log/e.jsonl'], { cwd });
    expect((JSON.parse(all.stdout) as { rules: unknown[] }).rules).toMatchObject([
      { rule: 'Anything', fired: 36 },
      { rule: 'Secret written', fired: 1 },
      { rule: 'Exec', fired: 0, closest: { event: 3 } },
    ]);
    expect(run(['explain', '--format', 'markdown', 'log/e.jsonl'], { cwd }).stdout).toContain(
      '| Anything | 36 |  |',
    );
  });
});

describe('diff', () => {
  const WIDER = (MACROS + RULE)
    .replace('create, update', 'create, update, patch')
    .replace('written by', 'changed by');

  it('tells what is lost, gained and changed, and what it means', () => {
    const cwd = folder({ 'new/a.yaml': `${WIDER}${ANY}` });
    const { status, stdout, stderr } = run(['diff', 'rules', 'new', 'log/e.jsonl'], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toContain('36 events: 1 alert before, 36 after');
    expect(stdout).toContain('+ Anything  34 events, e.g. event 2 (log/e.jsonl:2): the rule is new');
    expect(stdout).toContain(
      '+ Secret written  1 event, event 1 (log/e.jsonl:1): before, the macro kmodify wants ka.verb to be `create` or `update` (the list writers)',
    );
    expect(stdout).toContain('- Warning secret written by alice\n      + Warning secret changed by alice');
    expect(stdout).toMatch(/^verdict {2}minor$/m);
    expect(stdout).toContain('patch  list writers: items added: patch');
  });

  it('fails where it is told to', () => {
    const cwd = folder({ 'new/a.yaml': WIDER });
    const status = (...wishes: string[]) =>
      run(['diff', 'rules', 'new', 'log/e.jsonl', ...wishes.flatMap((wish) => ['--fail-on', wish])], { cwd })
        .status;
    expect(status()).toBe(0);
    expect(status('major', 'minor')).toBe(0);
    expect(status('patch')).toBe(1);
    expect(status('lost')).toBe(0);
    expect(status('gained')).toBe(1);
  });

  it('compares with a git revision, and leaves the work tree alone', () => {
    const cwd = folder({
      'rules/b.rules.ts': `import { kind } from './kind.js';\nimport { field, out, rule } from 'falco-rules';
export const b = rule('B', { desc: 'd', condition: field.ka.verb.eq(kind), output: out\`b\`, priority: 'INFO' });\n`,
      'rules/kind.ts': "export const kind = 'get';\n",
    });
    const git = (...args: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...args], {
        cwd,
        encoding: 'utf8',
      });
    git('init', '-q');
    git('add', 'rules');
    git('commit', '-qm', 'rules');
    writeFileSync(join(cwd, 'rules/a.yaml'), WIDER);
    writeFileSync(join(cwd, 'rules/kind.ts'), "export const kind = 'list';\n");
    const before = git('status', '--porcelain');
    const based = run(['diff', '--base', 'HEAD', '--format', 'json', 'log/e.jsonl'], { cwd });
    expect(based.stderr).toBe('');
    expect(JSON.parse(based.stdout)).toMatchObject({
      old: 'HEAD:rules/a.yaml, HEAD:rules/b.rules.ts',
      new: 'rules/a.yaml, rules/b.rules.ts',
      verdict: 'major',
      alert_changes: [
        { rule: 'B', kind: 'lost', count: 1 },
        { rule: 'B', kind: 'gained', count: 10 },
        { rule: 'Secret written', kind: 'gained', count: 1 },
        { rule: 'Secret written', kind: 'changed', count: 1 },
      ],
    });
    const named = run(
      ['diff', 'git:HEAD:rules/a.yaml', 'rules/a.yaml', '--format', 'markdown', 'log/e.jsonl'],
      { cwd },
    );
    expect(named.stdout).toContain('### Falco rules: **patch**');
    expect(named.stdout).toContain('| ➕ gained | Secret written | 1 |');
    expect(git('status', '--porcelain')).toBe(before);
    expect(run(['diff', 'git:nope:rules', 'rules'], { cwd }).stderr).toContain('nope is no revision');
    expect(run(['diff', 'git:HEAD:nowhere', 'rules'], { cwd }).stderr).toContain(
      'nowhere is not there in HEAD',
    );
  });

  it('needs two rulesets that load; events may be left out', () => {
    const cwd = folder({ 'bad.yaml': '- rule: R\n' });
    expect(run(['diff', 'rules'], { cwd })).toMatchObject({ status: 2, stdout: '' });
    expect(run(['diff', 'rules', 'bad.yaml'], { cwd })).toMatchObject({ status: 1, stdout: '' });
    expect(run(['diff', 'rules', 'rules'], { cwd }).stdout).toContain('nothing has changed');
  });
});

describe('show', () => {
  const LOCAL = `- list: writers
  items: [patch]
  override: {items: append}

- rule: Secret written
  condition: and not ka.user.name = root
  priority: ERROR
  override: {condition: append, priority: replace}
`;

  it('lists what is there', () => {
    const { stdout } = run(['show'], { cwd: folder() });
    expect(stdout).toContain('Rules (1)\nSecret written  Warning  rules/a.yaml:7:9');
    expect(stdout).toContain('Macros (1)\nkmodify  rules/a.yaml:4:10');
    expect(stdout).toContain('Lists (1)\nwriters  2 items  rules/a.yaml:1:9');
  });

  it('says where every part of a rule comes from', () => {
    const cwd = folder({ 'rules/local.yaml': LOCAL });
    const { stdout } = run(['show', '--resolved', 'Secret written'], { cwd });
    const squeezed = stdout.replace(/ {2,}/g, '  ');
    for (const line of [
      'appended to: condition  rules/local.yaml:5:3',
      'priority: Error  rules/local.yaml:7:3',
      'desc: d  rules/a.yaml:8:3',
      'kmodify and  rules/a.yaml:10:5',
      'ka.target.resource = secrets  rules/a.yaml:11:5',
      'and not ka.user.name = root  rules/local.yaml:6:14',
      'robots: ka.user.name startswith  rules/a.yaml:16:7',
      '(ci-)  rules/a.yaml:20:',
      'create, update  rules/a.yaml:2:11',
      'patch  rules/local.yaml:2:11',
      'ka.verb in (create, update, patch) (list writers)',
    ]) {
      expect(squeezed.replace(/ +/g, ' ')).toContain(line.replace(/ +/g, ' '));
    }
    const json = JSON.parse(
      run(['show', '--resolved', 'Secret written', '--format', 'json'], { cwd }).stdout,
    );
    expect(json).toMatchObject({
      rule: 'Secret written',
      keys: { priority: { value: 'Error', places: ['rules/local.yaml:7:3'] } },
      expanded: { text: 'all of' },
    });
    expect(run(['show', '--resolved', 'writers'], { cwd }).stdout).toContain('appended to: items');
    expect(run(['show', '--resolved', 'kmodfy'], { cwd }).stderr).toContain('did you mean `kmodify`?');
  });

  it('says in words that a condition is too deep', () => {
    const deep = `${'not ('.repeat(8000)}ka.verb = get${')'.repeat(8000)}`;
    const cwd = folder({ 'rules/a.yaml': RULE.replace(/>\n.*\n.*secrets/, deep) });
    const { status, stderr } = run(['show', '--resolved', 'Secret written'], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain('too deep for this command');
  });
});

it('keeps its word on the shipped example', () => {
  const cwd = join(ROOT, 'examples/endpoint-updates');
  const { stdout } = run(['explain', '--rule', 'Disallowed K8s User', 'fixtures/endpoint-updates.jsonl'], {
    cwd,
  });
  expect(stdout).toContain('which the exception cloud_controllers_renew_their_locks excludes');
});

describe('replay --hidden', () => {
  it('says which rules hide which, and what `all` would add', () => {
    const cwd = folder({ 'rules/0.yaml': ANY });
    const { status, stdout, stderr } = run(['replay', '--hidden', 'log/e.jsonl'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toBe(run(['replay', 'log/e.jsonl'], { cwd }).stdout);
    expect(stderr).toContain(
      'hidden under rule_matching: first (all would add 1 alert)\n  Secret written: 1 event taken by Anything\n',
    );
    const all = run(['replay', '--rule-matching', 'all', 'log/e.jsonl'], { cwd }).stdout;
    expect(all.split('\n').length).toBe(stdout.split('\n').length + 1);
    expect(run(['replay', '--hidden', '--shard', '1/2', 'log/e.jsonl'], { cwd }).status).toBe(2);
  });
});
