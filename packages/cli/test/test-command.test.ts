import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, run } from './run-bin.js';

const RULES = `import { field, out, rule } from 'falco-rules';
const { ka } = field;
export const writes = rule('Writes', {
  desc: 'd',
  condition: ka.verb.in(['create', 'update']),
  output: out\`write by \${ka.user.name}\`,
  priority: 'WARNING',
});
export const any = rule('Any', { desc: 'd', condition: ka.verb.exists(), output: out\`any\`, priority: 'INFO' });
`;

const EVENTS = ['create', 'get', 'update']
  .map((verb, i) =>
    JSON.stringify({
      kind: 'Event',
      auditID: `${i}`,
      verb,
      user: { username: 'alice' },
      stageTimestamp: `2026-01-15T09:30:0${i}Z`,
    }),
  )
  .join('\n');

function project(
  tests: Readonly<Record<string, string>>,
  more: Readonly<Record<string, string>> = {},
): string {
  const named = Object.entries(tests).map(([name, text]) => [`tests/${name}`, text] as const);
  return folderOf({
    'rules/a.rules.ts': RULES,
    'fixtures/e.jsonl': EVENTS,
    'fixtures/more/a.jsonl': EVENTS,
    'fixtures/more/b.json': EVENTS,
    ...Object.fromEntries(named),
    ...more,
  });
}

const HEAD = `import { expect, fixture, replay, rules, test } from 'falco-rules/test';
import { any, writes } from '../rules/a.rules.js';
`;

describe('test', () => {
  it('passes where all is as expected: rules by value, by file, as the project has them', () => {
    const cwd = project({
      'a.test.ts': `${HEAD}
test('by value', async () => {
  const alerts = await replay([writes, any], fixture('e.jsonl'));
  expect(alerts).toFire(writes, { times: 2, fields: { 'ka.user.name': 'alice' } });
  expect(alerts).toFire('Any', { times: 1 });
  expect(alerts).toFireNothingElse();
});
test('by file', async () => {
  const alerts = await replay(rules('rules/a.rules.ts'), fixture('e.jsonl'));
  expect(alerts).toFire('Writes');
  expect(alerts).not.toStaySilent(any);
});
test('as the project has them, on an event made here', async () => {
  const alerts = await replay(rules(), { kind: 'Event', auditID: 'x', verb: 'delete', stageTimestamp: '2026-01-15T09:30:01Z' });
  expect(alerts).toStaySilent(writes);
  expect(alerts).toFire(any, { atLeast: 1, atMost: 1, priority: 'INFO', output: /^any$/ });
});
test('a folder of recordings', async () => {
  expect(await replay([writes], fixture('more'))).toFire(writes, { times: 4 });
});
test('all rules that match', async () => {
  const alerts = await replay(writes, fixture('e.jsonl'), { ruleMatching: 'all' });
  expect(alerts.alerts.map(({ event }) => event)).toEqual([1, 3]);
  expect(alerts).toMatchInlineSnapshot(\`
    event 1 at 2026-01-15T09:30:00.000000000Z: Writes (Warning)
      write by alice

    event 3 at 2026-01-15T09:30:02.000000000Z: Writes (Warning)
      write by alice
  \`);
});
`,
    });
    const { status, stdout, stderr } = run(['test'], { cwd, env: { CI: '1' } });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/Tests {2}5 passed/);
    expect(status).toBe(0);
    // Nothing is left behind in a project that has no node_modules.
    expect(existsSync(join(cwd, 'node_modules'))).toBe(false);
  });

  it('fails at the line of the test, with the reason', () => {
    const cwd = project({
      'a.test.ts': `${HEAD}
test('silent', async () => {
  const alerts = await replay([writes], fixture('e.jsonl'));
  expect(alerts).toFire(writes, { times: 3 });
});
`,
    });
    const { status, stderr } = run(['test'], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain('expected rule "Writes" to fire 3 times, but it fired 2 times');
    expect(stderr).toContain('❯ tests/a.test.ts:6:18');
    expect(stderr).not.toMatch(/❯ .*(packages|dist|node_modules)/);
  });

  it('says what is wrong, at the line of the test', () => {
    const wrong = [
      [
        'an await forgotten',
        'expect(replay([writes], fixture("e.jsonl"))).toFire(writes);',
        'write `await` before `replay(...)`',
      ],
      [
        'a rule that is not there, negated',
        'expect(await replay([writes], fixture("e.jsonl"))).not.toFire("Wrties");',
        'did you mean "Writes"?',
      ],
      [
        'a recording that is not there',
        'await replay([writes], fixture("f.jsonl"));',
        'help: did you mean `e.jsonl`?',
      ],
      ['rules that do not load', 'await replay(rules("bad.yaml"), fixture("e.jsonl"));', 'bad.yaml:3:14'],
      [
        'rules that contradict each other',
        'await replay([writes, { ...writes, desc: "other" }], fixture("e.jsonl"));',
        "two different rules are named 'Writes'",
      ],
      [
        'what is no rule',
        'await replay(["rules/a.rules.ts"] as never, fixture("e.jsonl"));',
        "rules('path')",
      ],
    ] as const;
    const bad =
      '- rule: R\n  desc: d\n  condition: ka.vreb = create\n  output: o\n  priority: INFO\n  source: k8s_audit\n';
    const tests = wrong.map(([name, line]) => `test('${name}', async () => {\n  ${line}\n});\n`);
    const cwd = project({ 'a.test.ts': `${HEAD}${tests.join('')}` }, { 'bad.yaml': bad });
    const { status, stderr } = run(['test'], { cwd });
    expect(status).toBe(1);
    const reports = stderr.split(/FAIL {2}/).slice(1);
    expect(reports.length).toBe(wrong.length);
    wrong.forEach(([name, , message], i) => {
      expect(reports[i]).toContain(`tests/a.test.ts > ${name}`);
      expect(reports[i]).toContain(message);
      expect(reports[i]).toContain(`❯ tests/a.test.ts:${4 + 3 * i}:`);
      expect(reports[i]).not.toMatch(/❯ .*(packages|dist|node_modules)/);
    });
  });

  it('fails where there is no test at all', () => {
    expect(run(['test'], { cwd: project({}) })).toMatchObject({ status: 1 });
    const cwd = project({ 'a.test.ts': `${HEAD}test('one', () => {});\n` });
    expect(run(['test'], { cwd }).status).toBe(0);
    expect(run(['test', '-t', 'two'], { cwd })).toMatchObject({ status: 1 });
    expect(run(['test', 'b.test'], { cwd })).toMatchObject({ status: 1 });
  });

  it('filters by file and by name, shards, and reports', () => {
    const cwd = project({
      'a.test.ts': `${HEAD}test('one', () => {});\ntest('two', () => {});\n`,
      'b.test.ts': `${HEAD}test('three', () => {});\n`,
    });
    expect(run(['test', '-t', 'two'], { cwd }).stdout).toMatch(/Tests {2}1 passed \| 2 skipped/);
    expect(run(['test', 'tests/b.test.ts'], { cwd }).stdout).toMatch(/Tests {2}1 passed \(1\)/);
    expect(run(['test', 'b.test.ts'], { cwd: join(cwd, 'tests') }).status).toBe(1);
    const shards = ['1/2', '2/2'].map((shard) => run(['test', '--shard', shard], { cwd }).stdout);
    expect(shards.every((out) => out.includes('Test Files  1 passed (1)'))).toBe(true);
    run(['test', '--reporter', 'junit', '--outputFile', 'report.xml'], { cwd });
    expect(readFileSync(join(cwd, 'report.xml'), 'utf8')).toContain(
      'testcase classname="tests/a.test.ts" name="one"',
    );
  });

  it('keeps the words of its matchers in every report', () => {
    const failing =
      "test('one', async () => {\n  expect(await replay([any], fixture('e.jsonl'))).toStaySilent(any);\n});\n";
    const cwd = project({ 'a.test.ts': HEAD + failing });
    const words = 'to stay silent, but it fired 3 times';
    const told = (...args: string[]): string => {
      const { status, stdout } = run(['test', ...args], { cwd });
      expect(status).toBe(1);
      return stdout;
    };
    expect(told('--reporter', 'github-actions')).toMatch(
      /^::error file=.*a\.test\.ts,.*line=4,.*to stay silent/m,
    );
    expect(told('--reporter', 'tap')).toContain(words);
    told('--reporter', 'junit', '--outputFile', 'report.xml');
    told('--reporter', 'json', '--outputFile', 'report.json');
    const junit = readFileSync(join(cwd, 'report.xml'), 'utf8');
    expect(junit).toContain(`expected rule &quot;Any&quot; ${words}`);
    expect(junit).toContain('event 3: &quot;Any&quot; (Informational) any');
    expect(readFileSync(join(cwd, 'report.json'), 'utf8')).toContain(words);
    for (const name of ['html', 'nonsense']) {
      const { status, stderr } = run(['test', '--reporter', name], { cwd });
      expect(status).toBe(2);
      expect(stderr).toMatch(
        name === 'html' ? /needs the package @vitest\/ui/ : /there is no reporter nonsense/,
      );
    }
  });
});

describe('declarative tests', () => {
  it('run beside the others', () => {
    const cwd = project({
      'a.falco-test.yaml': `rules: rules/a.rules.ts
events: e.jsonl
tests:
  - name: all of it
    expect:
      - {rule: Writes, times: 2, priority: WARNING, output: alice, fields: {ka.user.name: alice}}
      - {rule: Any, at_least: 1, at_most: 1}
  - name: only some of it
    silent: [Any]
    events:
      - {kind: Event, auditID: x, verb: create, stageTimestamp: '2026-01-15T09:30:01Z'}
      - '{"kind":"Event","auditID":"x","verb":"update","stageTimestamp":"2026-01-15T09:30:01Z"}'
    unexpected: ignore
`,
      'b.test.ts': `${HEAD}test('one', () => {});\n`,
    });
    const { status, stdout, stderr } = run(['test'], { cwd });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/Tests {2}3 passed/);
    expect(status).toBe(0);
    expect(run(['test', '-t', 'only some'], { cwd }).stdout).toMatch(/Tests {2}1 passed/);
  });

  it('fail at their lines', () => {
    const cwd = project({
      'a.falco-test.yaml': `rules: rules/a.rules.ts
tests:
  - name: too few
    events: e.jsonl
    expect:
      - rule: Any
      - rule: Writes
        times: 3
  - name: unexpected
    events: e.jsonl
    expect:
      - rule: Writes
`,
    });
    const { status, stderr } = run(['test'], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain('❯ tests/a.falco-test.yaml:7:15');
    expect(stderr).toContain('❯ tests/a.falco-test.yaml:9:11');
    expect(stderr).toContain('expected no other alerts, but there was 1 more alert');
  });

  it('are refused at the line where they are wrong', () => {
    const wrong = [
      [
        'tests:\n  - name: x\n    events: e.jsonl\n    expects: []\n',
        '4:5',
        'unknown key `expects`, did you mean `expect`?',
      ],
      [
        'tests:\n  - name: x\n    events: e.jsonl\n    expect:\n      - rule: Any\n        times: 0\n',
        '6:16',
        '`times` must be at least 1',
      ],
      ['tests:\n  - name: x\n    events: e.jsonl\n    expect:\n      - times: 1\n', '5:9', 'has no `rule`'],
      ['tests:\n  - name: x\n    expect:\n      - rule: Any\n', '2:11', 'has no `events`'],
      ['tests:\n  - name: x\n    events: e.jsonl\n    unexpected: ignore\n', '2:11', 'expects nothing'],
      [
        'tests:\n  - name: x\n    events: e.jsonl\n    silent: [Any]\n    expect: [{rule: Any}]\n',
        '5:21',
        'is expected, and silent, too',
      ],
      [
        'tests:\n  - name: x\n    events: e.jsonl\n    expect: [{rule: Any, times: 1, at_least: 1}]\n',
        '4:26',
        '`times` goes without',
      ],
      ['tests: []\n', '1:1', '`tests` must not be empty'],
      ['tests:\n  - name: [\n', '3:1', ''],
    ] as const;
    const cwd = project(Object.fromEntries(wrong.map(([text], i) => [`${i}.falco-test.yaml`, text])));
    const { status, stderr } = run(['test'], { cwd });
    expect(status).toBe(1);
    const reports = stderr.split(/FAIL {2}/).slice(1);
    expect(reports.length).toBe(wrong.length);
    wrong.forEach(([, place, message], i) => {
      const report = reports.find((each) => each.startsWith(`tests/${i}.falco-test.yaml`));
      expect(report).toContain(message);
      expect(report).toContain(`❯ tests/${i}.falco-test.yaml:${place}`);
    });
  });
});
