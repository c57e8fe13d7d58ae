import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, ROOT, run } from './run-bin.js';
import { runPage } from './shown.js';

const RULES = `- macro: exec
  condition: ka.verb = create and ka.target.subresource = exec
- rule: Exec
  desc: d
  condition: exec and not ka.user.name in (alice, bob)
  output: exec by %ka.user.name
  priority: WARNING
  source: k8s_audit
`;

const MODULE = `import { and, exception, field, list, macro, not, out, rule } from 'falco-rules';
const { ka } = field;
const known = list('known', ['alice', 'bob']);
const exec = macro('exec', and(ka.verb.eq('create'), ka.target.subresource.eq('exec')));
export const execs = rule('Exec', {
  desc: 'd',
  condition: and(exec, not(ka.user.name.in(known))),
  output: out\`exec by \${ka.user.name}\`,
  priority: 'WARNING',
  exceptions: [exception('jobs', { fields: [ka.user.name, ka.target.namespace], values: [['ci', 'build']] })],
});
`;

function event(more: Record<string, unknown> = {}, objectRef: Record<string, unknown> = {}) {
  return {
    kind: 'Event',
    auditID: 'a',
    verb: 'create',
    user: { username: 'mallory' },
    objectRef: { resource: 'pods', subresource: 'exec', ...objectRef },
    stageTimestamp: '2026-01-15T09:30:00Z',
    ...more,
  };
}

const by = (username: string) => ({ user: { username } });
const lines = (events: readonly object[]) => events.map((each) => `${JSON.stringify(each)}\n`).join('');

/** Every check of RULES decides, each way. */
const WHOLE = [
  event(),
  event(by('alice')),
  event(by('bob')),
  event({ verb: 'get' }),
  event({}, { subresource: 'log' }),
];

const json = (text: string) => JSON.parse(text) as never as Record<string, never>;

describe('coverage', () => {
  it('of a recording: what it decides, where in the rules, by which events', () => {
    const cwd = folderOf({ 'rules/exec.yaml': RULES, 'e.jsonl': lines([event(), event(by('alice'))]) });
    const text = run(['coverage', '-r', 'rules/exec.yaml', 'e.jsonl'], { cwd });
    expect(text.status, text.stderr).toBe(0);
    expect(text.stdout).toBe(`                    rules   macros     checks    items  exceptions         all
rules/exec.yaml  100% 2/2  50% 1/2  62.5% 5/8  50% 1/2           -  64.2% 9/14

rules/exec.yaml
  exec
    1:10  it always holds
    2:14  ka.verb = create: it never fails
    2:35  ka.target.subresource = exec: it never fails
  Exec
    5:14  exec: it never fails
    5:51  bob: no event has it
`);
    const report = json(
      run(['coverage', '-r', 'rules/exec.yaml', '--format', 'json', 'e.jsonl'], { cwd }).stdout,
    );
    expect(report).toMatchObject({
      totals: { rules: { covered: 2, total: 2, percent: 100 }, all: { covered: 9, total: 14 } },
      files: [
        {
          file: 'rules/exec.yaml',
          rules: [
            {
              name: 'Exec',
              line: 3,
              fired: {
                count: 1,
                events: [{ input: 'e.jsonl', line: 1, summary: 'mallory create pods/exec' }],
              },
              checks: [
                { kind: 'macro', source: 'exec', line: 5, column: 14 },
                {
                  kind: 'check',
                  source: 'ka.user.name in (alice, bob)',
                  decided_by_holding: { count: 1, events: [{ input: 'e.jsonl', line: 2 }] },
                },
              ],
            },
          ],
        },
      ],
    });
    const whole = folderOf({ 'rules/exec.yaml': RULES, 'e.jsonl': lines(WHOLE) });
    expect(run(['coverage', '--threshold', '100', 'e.jsonl'], { cwd: whole }).status).toBe(0);
  });

  it('of tests, over all their files, in the lines of a module', () => {
    const cwd = folderOf({
      'rules/exec.rules.ts': MODULE,
      'tests/a.test.ts': `import { expect, replay, test } from 'falco-rules/test';
import { execs } from '../rules/exec.rules.js';
test('seen', async () => {
  expect(await replay([execs], ${JSON.stringify(WHOLE[0])})).toFire(execs);
});
`,
      'tests/b.falco-test.yaml': `tests:
  - name: unseen
    events: e.jsonl
    silent: [Exec]
`,
      'tests/c.test.ts': `import { expect, replay, test } from 'falco-rules/test';
import { field, out, rule } from 'falco-rules';
test('a rule of that name, but another one', async () => {
  const other = rule('Exec', { desc: 'd', condition: field.ka.verb.exists(), output: out\`o\`, priority: 'INFO' });
  expect(await replay([other], ${JSON.stringify(WHOLE[0])})).toFire(other);
});
`,
      'fixtures/e.jsonl': lines(WHOLE.slice(1)),
    });
    const { stdout, status } = run(['test', '--coverage'], { cwd });
    expect(status, stdout).toBe(0);
    expect(stdout).toMatch(/Tests {2}3 passed/);
    expect(stdout.slice(stdout.indexOf('rules/exec.rules.ts\n'))).toBe(
      `rules/exec.rules.ts
  Exec
    10:90  jobs: it keeps no event from firing the rule
    10:91  ka.user.name = ci: it never holds
    10:91  ka.user.name = ci: never decides by not holding (it fails on 1 event, where something else decides)
    10:97  ka.target.namespace = build: it never holds
    10:97  ka.target.namespace = build: it never fails
`,
    );
  });

  it('fails below a threshold, of the command line or of the config', () => {
    const files = { 'rules/exec.yaml': RULES, 'e.jsonl': lines([event()]) };
    const cwd = folderOf(files);
    const low = run(['coverage', '--threshold', 'rules=50', '--threshold', '90', 'e.jsonl'], { cwd });
    expect(low.status).toBe(1);
    expect(low.stderr).toBe('below the threshold: coverage is 42.8%, the threshold is 90%\n');
    expect(run(['coverage', '--threshold', 'rules=50', 'e.jsonl'], { cwd }).status).toBe(0);
    const wrong = run(['coverage', '--threshold', 'lines=50', 'e.jsonl'], { cwd });
    expect(wrong.status).toBe(2);
    expect(wrong.stderr).toContain('must be PERCENT or KIND=PERCENT');
    const config = folderOf({
      ...files,
      'falco-rules.config.yaml': 'coverage:\n  thresholds: { rules: 100 }\n',
    });
    expect(run(['coverage', 'e.jsonl'], { cwd: config }).status).toBe(1);
  });

  it('is a page that needs nothing from elsewhere', () => {
    const hostile = RULES.replace('desc: d', 'desc: </script><b>"&').replace('alice', '"<i>alice"');
    const cwd = folderOf({ 'rules/exec.yaml': hostile, 'e.jsonl': lines(WHOLE) });
    const { status, stderr } = run(['coverage', '--format', 'html', '--out', 'page', 'e.jsonl'], { cwd });
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'coverage is in page/index.html\n' });
    const page = readFileSync(join(cwd, 'page/index.html'), 'utf8');
    expect(page).not.toMatch(/(?:src|href)=["'](?!#)|url\(|@import|https?:/);
    expect(page.match(/<\/script>/g)?.length).toBe(2);
    expect(page).toContain('&lt;/script&gt;&lt;b&gt;');
    expect(page).not.toContain('<i>');
    const data = /<script type="application\/json" id="data">(.*?)<\/script>/s.exec(page)?.[1] ?? '';
    const details = JSON.parse(data) as {
      title: string;
      state: string;
      rows: { label: string; events: unknown[] }[];
    }[];
    const verb = details.find(({ title }) => title === 'ka.verb = create');
    expect(verb?.state).toBe('decided both ways');
    expect(verb?.rows[1]).toMatchObject({
      label: 'decided by not holding',
      events: [{ input: 'e.jsonl', line: 4 }],
    });
    // Every check of the file can be clicked on, and each click has something to say.
    const ids = [...page.matchAll(/data-point="(\d+)"/g)].map(([, id]) => Number(id));
    expect(new Set(ids)).toEqual(new Set(details.keys()));
  });
});

describe('test --strict', () => {
  const test = (name: string, events: readonly object[], rest: string) =>
    `  - name: ${name}\n    events: ${JSON.stringify(events)}\n${rest}`;
  const fires = '    expect: [{ rule: Exec, times: 1 }]\n';
  const silent = '    silent: [Exec]\n';
  const strict = (tests: readonly string[]) => {
    const cwd = folderOf({
      'rules/exec.yaml': RULES,
      'tests/a.falco-test.yaml': `tests:\n${tests.join('')}`,
    });
    const { status, stderr } = run(['test', '--strict'], { cwd });
    return { status, said: stderr.split('\n').filter((line) => line.startsWith('says nothing')) };
  };

  it('takes tests that say something', () => {
    expect(strict([test('a', [event()], fires), test('b', [event(by('alice'))], silent)])).toEqual({
      status: 0,
      said: [],
    });
  });

  it('refuses rules that no test fires, or passes by', () => {
    expect(strict([test('a', [event()], fires)])).toEqual({
      status: 1,
      said: ['says nothing: no test has an event that "Exec" passes by'],
    });
    expect(strict([test('a', [event(by('alice'))], silent)])).toEqual({
      status: 1,
      said: ['says nothing: no test has an event that fires "Exec"'],
    });
  });

  it('refuses the same case twice', () => {
    const { status, said } = strict([
      test('a', [event()], fires),
      test('b', [event(by('alice'))], silent),
      test('c', [event()], fires),
    ]);
    expect(status).toBe(1);
    expect(said).toEqual([
      'says nothing: tests/a.falco-test.yaml > "c": it is the same case as "a" in tests/a.falco-test.yaml',
    ]);
  });

  it('refuses silence that has nothing to do with the rule', () => {
    const { status, said } = strict([
      test('a', [event()], fires),
      test('b', [event(by('alice'))], silent),
      test('c', [event({ verb: 'list' }, { subresource: 'log' })], silent),
    ]);
    expect(status).toBe(1);
    expect(said).toEqual([
      'says nothing: tests/a.falco-test.yaml > "c": it would hold with no rules at all: it expects silence on events that no single check keeps from firing a rule',
    ]);
  });

  it('refuses a replay of which nothing is expected', () => {
    const cwd = folderOf({
      'rules/exec.yaml': RULES,
      'falco-rules.config.yaml': 'strict: true\n',
      'tests/a.test.ts': `import { expect, replay, rules, test } from 'falco-rules/test';
test('a', async () => {
  await replay(rules(), ${JSON.stringify(event())});
});
test('b', async () => {
  const { alerts } = await replay(rules(), ${JSON.stringify(WHOLE)});
  expect(alerts.length).toBe(1);
});
`,
    });
    const { status, stderr } = run(['test'], { cwd });
    expect(status).toBe(1);
    expect(stderr).toContain('says nothing: tests/a.test.ts > "a": it expects nothing of what it replays');
    expect(stderr.match(/says nothing/g)?.length).toBe(1);
  });
});

describe('mutate', () => {
  const file = (
    body: string,
  ) => `import { describe, expect, fixture, replay, rules, test, beforeAll } from 'falco-rules/test';
${body}`;
  const mutate = (cwd: string, ...more: string[]) => {
    const { status, stdout, stderr } = run(['mutate', '--format', 'json', ...more], { cwd });
    expect(stderr).toBe('');
    expect(status).toBe(0);
    return JSON.parse(stdout) as {
      score: number;
      counted: number;
      survivors: { edit: { title: string; line: number; before: string[]; after: string[] } }[];
    };
  };
  const project = (
    tests: Readonly<Record<string, string>>,
    rules: Readonly<Record<string, string>> = { 'rules/exec.yaml': RULES },
  ) => folderOf({ ...rules, ...tests, 'fixtures/e.jsonl': lines(WHOLE) });
  const titles = ({ survivors }: ReturnType<typeof mutate>) => survivors.map(({ edit }) => edit.title);

  it('says what no test notices, and a test of it closes the hole', () => {
    const once = project({
      'tests/a.test.ts': file(`test('a', async () => {
  expect(await replay(rules(), fixture('e.jsonl'))).toFire('Exec', { times: 1, priority: 'WARNING' });
});`),
    });
    const before = mutate(once);
    // With either of them one event fires, though another one.
    expect(titles(before)).toEqual([
      'macro exec: != in `ka.verb = create`',
      'macro exec: != in `ka.target.subresource = exec`',
    ]);
    writeFileSync(
      join(once, 'tests/b.test.ts'),
      file(`test('b', async () => {
  expect(await replay(rules(), ${JSON.stringify(event())})).toFire('Exec');
});`),
    );
    expect(mutate(once).score).toBe(100);
    const weak = project({
      'tests/a.test.ts': file(`test('a', async () => {
  expect(await replay(rules(), ${JSON.stringify(event())})).toFire('Exec', { priority: 'WARNING' });
});`),
    });
    const { survivors } = mutate(weak);
    expect(survivors.find(({ edit }) => edit.title === 'Exec: without the value alice')?.edit).toEqual({
      title: 'Exec: without the value alice',
      file: 'rules/exec.yaml',
      line: 5,
      before: ['  condition: exec and not ka.user.name in (alice, bob)'],
      after: ['  condition: exec and not ka.user.name in (bob)'],
    });
  });

  it('asks tests that look into the alerts themselves, by running them', () => {
    const cwd = project({
      'tests/a.test.ts': file(`let seen;
beforeAll(async () => {
  seen = await replay(rules(), fixture('e.jsonl'));
});
test('a', () => {
  expect(seen.alerts.map(({ rule, event, priority }) => [rule, event, priority])).toEqual([['Exec', 1, 'Warning']]);
});`),
    });
    const { score, counted } = mutate(cwd);
    expect({ score, many: counted > 10 }).toEqual({ score: 100, many: true });
  });

  it('agrees with running every mutant for real', () => {
    // The same expectations, once in our words and once by hand.
    const words = project({
      'tests/a.test.ts': file(`test('a', async () => {
  const alerts = await replay(rules(), [${[WHOLE[0], WHOLE[3]].map((each) => JSON.stringify(each)).join()}]);
  expect(alerts).toFire('Exec', { times: 1 });
  expect(alerts).not.toStaySilent('Exec');
  expect(alerts).toFireNothingElse();
});`),
    });
    const byHand = project({
      'tests/a.test.ts': file(`test('a', async () => {
  const { alerts } = await replay(rules(), [${[WHOLE[0], WHOLE[3]].map((each) => JSON.stringify(each)).join()}]);
  expect(alerts.filter(({ rule }) => rule === 'Exec').length).toBe(1);
});`),
    });
    const [a, b] = [mutate(words), mutate(byHand)];
    expect(titles(a)).toEqual(titles(b));
    expect(a.survivors.length).toBeGreaterThan(3);
  });

  it('shows a module as it would be', () => {
    const cwd = project(
      {
        'tests/a.test.ts': file(`import { execs } from '../rules/exec.rules.js';
test('a', async () => {
  expect(await replay([execs], ${JSON.stringify(event())})).toFire(execs);
});`),
      },
      { 'rules/exec.rules.ts': MODULE },
    );
    const edits = new Map(mutate(cwd).survivors.map(({ edit }) => [edit.title, edit]));
    const shown = (title: string) => [
      edits.get(title)?.line,
      edits.get(title)?.before,
      edits.get(title)?.after,
    ];
    expect(shown('list known: without alice')).toEqual([
      3,
      ["const known = list('known', ['alice', 'bob']);"],
      ["const known = list('known', ['bob']);"],
    ]);
    expect(shown('Exec: without `exec`')).toEqual([
      7,
      ['  condition: and(exec, not(ka.user.name.in(known))),'],
      ['  condition: and(not(ka.user.name.in(known))),'],
    ]);
    expect(shown('macro exec: or instead of and')).toEqual([
      4,
      ["const exec = macro('exec', and(ka.verb.eq('create'), ka.target.subresource.eq('exec')));"],
      ["const exec = macro('exec', or(ka.verb.eq('create'), ka.target.subresource.eq('exec')));"],
    ]);
    expect(shown('Exec: priority Notice')).toEqual([
      9,
      ["  priority: 'WARNING',"],
      ["  priority: 'NOTICE',"],
    ]);
    expect(shown('Exec: without the exception')[2]).toEqual(['  exceptions: [],']);
  });

  it('does not let another version of a rule notice', () => {
    const old = RULES.replace('ka.verb = create', 'ka.verb in (create, get)');
    const cwd = project(
      {
        'tests/a.test.ts': file(`test('a', async () => {
  expect(await replay(rules('old/exec.yaml'), fixture('e.jsonl'))).toFire('Exec', { times: 2 });
});`),
      },
      { 'rules/exec.yaml': RULES, 'old/exec.yaml': old, 'old/same.yaml': RULES },
    );
    expect(mutate(cwd).score).toBe(0);
    // The very same text elsewhere is another file, which the change does not reach.
    writeFileSync(
      join(cwd, 'tests/a.test.ts'),
      file(`test('a', async () => {
  expect(await replay(rules('old/same.yaml'), fixture('e.jsonl'))).toFire('Exec', { times: 1 });
});`),
    );
    expect(mutate(cwd).score).toBe(0);
    // What build wrote of it is not.
    mkdirSync(join(cwd, 'dist'));
    writeFileSync(join(cwd, 'dist/exec.yaml'), RULES);
    writeFileSync(
      join(cwd, 'tests/a.test.ts'),
      file(`test('a', async () => {
  expect(await replay(rules('dist/exec.yaml'), fixture('e.jsonl'))).toFire('Exec', { times: 1, priority: 'WARNING' });
});`),
    );
    expect(mutate(cwd).score).toBeGreaterThan(80);
  });

  it('says where there are no tests to ask, fails below a threshold, ends in time', () => {
    const failing = project({
      'tests/a.falco-test.yaml': `tests:\n  - name: a\n    events: e.jsonl\n    silent: [Exec]\n`,
    });
    const refused = run(['mutate'], { cwd: failing });
    expect(refused.status).toBe(1);
    expect(refused.stderr).toBe(
      'error: tests fail, with the rules as they are\nhelp: falco-rules test shows which, and why\n',
    );
    const cwd = project({
      'tests/a.falco-test.yaml': `tests:\n  - name: a\n    events: e.jsonl\n    expect: [{ rule: Exec }]\n`,
    });
    const low = run(['mutate', '--threshold', '99'], { cwd });
    expect(low.status).toBe(1);
    expect(low.stderr).toMatch(
      /^below the threshold: the mutation score is [\d.]+%, the threshold is 99%\n$/,
    );
    const none = run(['mutate', '--budget', '0'], { cwd });
    expect(none.stdout).toMatch(/\d+ not tried for want of time/);
    expect(existsSync(join(cwd, 'node_modules'))).toBe(false);
  });
});

describe('docs', () => {
  for (const page of ['coverage', 'mutate']) {
    it(`docs/${page}.md shows what happens`, () => {
      const { faults, commands } = runPage(readFileSync(join(ROOT, `docs/${page}.md`), 'utf8'));
      expect(faults).toEqual([]);
      expect(commands).toBeGreaterThan(1);
    });
  }

  it('the example is at 100%, and says so', () => {
    const cwd = join(ROOT, 'examples/endpoint-updates');
    const text = readFileSync(join(cwd, 'README.md'), 'utf8');
    const commands = [...text.matchAll(/^falco-rules (.*?)\s*(?:#.*)?$/gm)].map(([, args]) =>
      args!.split(' '),
    );
    expect(commands.length).toBe(2);
    for (const args of commands) {
      const { status, stdout, stderr } = run(args, { cwd });
      expect(status, stdout + stderr).toBe(0);
      expect(stdout).toContain('100%');
    }
  });
});
