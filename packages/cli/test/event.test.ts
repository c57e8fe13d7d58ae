import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, ROOT, run } from './run-bin.js';
import { runPage } from './shown.js';

const POD = `apiVersion: v1
kind: Pod
metadata: {name: web, namespace: shop}
spec:
  volumes: [{name: v, configMap: {name: c, defaultMode: 0644}}]
`;

function lines(text: string): Record<string, unknown>[] {
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

describe('event', () => {
  it('prints a line for each object of the manifests, empty documents apart', () => {
    const cwd = folderOf({
      'a.yaml': `---\n# nothing\n---\n${POD}---\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: d}\n`,
      'b.json':
        '{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"v1","kind":"Node","metadata":{"name":"n"}}]}',
    });
    const { stdout, stderr, status } = run(
      ['event', '--verb', 'create', '--user', 'alice', 'a.yaml', 'b.json'],
      { cwd },
    );
    expect({ stderr, status }).toEqual({ stderr: '', status: 0 });
    expect(lines(stdout).map(({ requestURI }) => requestURI)).toEqual([
      '/api/v1/namespaces/shop/pods',
      '/apis/apps/v1/namespaces/default/deployments',
      '/api/v1/nodes',
    ]);
    // YAML 1.1, as kubectl reads it: 0644 is octal.
    expect(lines(stdout)[0]).toMatchObject({
      requestObject: { spec: { volumes: [{ configMap: { defaultMode: 0o644 } }] } },
    });
  });

  it('is what replay takes', () => {
    const made = run([
      'event',
      '--verb',
      'get',
      '--user',
      'alice',
      '--resource',
      'pods/exec',
      '--name',
      'web',
      '--query',
      'command=sh',
      '--source-ip',
      '192.0.2.1',
      '--time',
      '2026-03-01T10:00:00.5Z',
    ]);
    expect(made.stdout).toContain('"requestURI":"/api/v1/namespaces/default/pods/web/exec?command=sh"');
    const cwd = folderOf({
      'r.yaml':
        '- rule: R\n  desc: d\n  condition: jevt.value[/stage] = ResponseStarted and ka.target.subresource = exec\n  output: "%ka.uri.param[command] by %ka.user.name %ka.user.groups"\n  priority: INFO\n  source: k8s_audit\n',
    });
    const { stdout } = run(['replay', '-r', 'r.yaml', '-'], { cwd, input: made.stdout });
    expect(stdout).toBe('10:00:00.500000000: Informational sh by alice (system:authenticated)\n');
  });

  it.each([
    [['--verb', 'get'], 'event takes --verb and --user'],
    [['--verb', 'get', '--user', 'a', '--resource', 'pods'], 'event: get of pods: it has no name'],
    [['--verb', 'get', '--user', 'a', '--resource', 'pods', '--query', 'x'], '--query x: must be KEY=VALUE'],
    [['--verb', 'get', '--user', 'a', 'none.yaml'], 'cannot read none.yaml: there is no such file or folder'],
    [['--verb', 'get', '--user', 'a', 'bad.yaml'], 'bad.yaml:1:1'],
    [['--verb', 'create', '--user', 'a', 'own.yaml'], 'Widget of acme.io/v1 is no built-in kind'],
  ])('refuses %j', (args, message) => {
    const cwd = folderOf({
      'bad.yaml': 'metadata: {name: x}\n',
      'own.yaml': 'apiVersion: acme.io/v1\nkind: Widget\n',
    });
    const { stdout, stderr, status } = run(['event', ...args], { cwd });
    expect(stdout).toBe('');
    expect(stderr).toContain(message);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(args.includes('bad.yaml') ? 1 : 2);
  });
});

describe('requests in tests in YAML', () => {
  const RULES =
    '- rule: R\n  desc: d\n  condition: ka.verb = create\n  output: "%ka.user.name %ka.target.name"\n  priority: INFO\n  source: k8s_audit\n';
  const project = (tests: string) =>
    folderOf({ 'rules/r.yaml': RULES, 'tests/t.falco-test.yaml': tests, 'fixtures/pod.yaml': POD });

  it('stand among recordings, with a file or an object', () => {
    const cwd = project(`tests:
  - name: both
    events:
      - {verb: create, user: alice, manifest: pod.yaml}
      - verb: create
        user: {username: bob, groups: [dev]}
        source_ips: [192.0.2.1]
        manifest: {apiVersion: v1, kind: Secret, metadata: {name: s}}
      - {verb: delete, user: alice, resource: pods, name: web}
    expect:
      - {rule: R, times: 2}
`);
    const { status, stdout, stderr } = run(['test'], { cwd });
    expect({ status, stderr }, stdout).toEqual({ status: 0, stderr: '' });
  });

  it.each([
    ['{verb: create, usr: alice, manifest: pod.yaml}', 'unknown key `usr`, did you mean `user`?', 3],
    ['{verb: create, user: alice, manifest: pods.yaml}', 'pods.yaml', 2],
    ['{verb: get, user: alice, resource: pods}', 'event: get of pods: it has no name', 2],
  ])('say what is wrong with %s', (request, message, line) => {
    const cwd = project(`tests:\n  - name: t\n    events: [${request}]\n    silent: [R]\n`);
    const { status, stdout, stderr } = run(['test'], { cwd });
    expect(status).toBe(1);
    expect(stdout + stderr).toContain(message);
    expect(stdout + stderr).toContain(`t.falco-test.yaml:${line}`);
  });
});

it('docs/events.md shows what happens', () => {
  const { faults, commands } = runPage(readFileSync(join(ROOT, 'docs/events.md'), 'utf8'));
  expect(faults).toEqual([]);
  expect(commands).toBeGreaterThan(3);
});
