import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, run } from './run-bin.js';

const RULE = `- rule: R
  desc: d
  condition: ka.verb = create
  output: created
  priority: INFO
  source: k8s_audit
- rule: S
  desc: d
  condition: ka.verb exists
  output: seen
  priority: INFO
  source: k8s_audit
`;
const EVENT = '{"kind":"Event","auditID":"a","verb":"create","stageTimestamp":"2026-01-15T09:30:01Z"}\n';

describe('the config', () => {
  it.each([
    ['falco-rules.config.yaml', 'rules: policies\nrule_matching: all\n'],
    ['falco-rules.config.yml', 'rules: [policies]\nrule_matching: "all"\n'],
    ['falco-rules.config.json', '{"rules": ["policies"], "rule_matching": "all"}'],
    [
      'falco-rules.config.ts',
      "import { defineConfig } from 'falco-rules';\nexport default defineConfig({ rules: 'policies', ruleMatching: 'all' });\n",
    ],
    ['falco-rules.config.mjs', "export default { rules: ['policies'], ruleMatching: 'all' };\n"],
  ])('%s is found from a folder below, and paths are relative to it', (name, text) => {
    const cwd = folderOf({ [name]: text, 'policies/a.yaml': RULE, 'deep/down/e.json': EVENT });
    const deep = join(cwd, 'deep/down');
    const { status, stdout, stderr } = run(['replay', 'e.json'], { cwd: deep });
    expect(stderr).toContain('2 alerts');
    expect(status).toBe(0);
    expect(stdout.split('\n').length - 1).toBe(2);
    const first = run(['replay', '--rule-matching', 'first', 'e.json'], { cwd: deep });
    expect(first.stdout.split('\n').length - 1).toBe(1);
  });

  it.each([
    [
      'falco-rules.config.yaml',
      'rules: rules\n\nrulematching: all\n',
      ':3:1',
      'unknown key `rulematching`, did you mean `rule_matching`?',
    ],
    [
      'falco-rules.config.yaml',
      'rule_matching: al\n',
      ':1:16',
      '`rule_matching` must be first or all, did you mean `all`?',
    ],
    ['falco-rules.config.yaml', 'rules:\n  - a\n  - 7\n', ':3:5', '`rules[2]` must be a text'],
    ['falco-rules.config.yaml', 'rules: [\n', ':2:1', 'invalid-config'],
    ['falco-rules.config.json', '{\n  "out": 3\n}', ':2:10', '`out` must be a text'],
    ['falco-rules.config.ts', 'export default {\n  rules: [],\n};\n', ':2:3', '`rules` must not be empty'],
    ['falco-rules.config.mjs', 'export default {\n  plugins: ["k8saudit"],\n};\n', ':2:3', 'NAME@VERSION'],
    ['falco-rules.config.ts', 'const x: string = 1;\nexport default y;\n', ':2:16', 'y is not defined'],
  ])('%s: a mistake is shown at its line', (name, text, place, message) => {
    const cwd = folderOf({ [name]: text, 'rules/a.yaml': RULE, 'e.json': EVENT });
    const { status, stdout, stderr } = run(['replay', 'e.json'], { cwd });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).toContain(`${name}${place}`);
    expect(stderr).not.toMatch(/\n {4}at /);
  });
});

describe('validate', () => {
  it('shows what is wrong where it is', () => {
    const cwd = folderOf({
      'a.yaml': RULE.replace('ka.verb = create', 'ka.verb = create and ka.usr.name = x'),
    });
    const { status, stdout } = run(['validate', 'a.yaml'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain('a.yaml:3:35');
    expect(stdout).toContain('Falco refuses 1 file: 1 error');
  });

  it('says what is there where all is well', () => {
    const cwd = folderOf({ 'rules/a.yaml': RULE });
    expect(run(['validate'], { cwd })).toEqual({
      status: 0,
      stdout: 'Falco loads 1 file\n2 rules, 0 macros, 0 lists\n',
      stderr: '',
    });
  });

  it('gives the JSON of falco -V', () => {
    const cwd = folderOf({ 'a.yaml': RULE, 'b.yaml': '- list: l\n  items: [a]\n' });
    const { status, stdout } = run(['validate', '--format', 'json', 'a.yaml', 'b.yaml'], { cwd });
    expect(status).toBe(0);
    const { falco_load_results: results } = JSON.parse(stdout) as {
      falco_load_results: { name: string; successful: boolean }[];
    };
    expect(results.map(({ name, successful }) => [name, successful])).toEqual([
      ['a.yaml', true],
      ['b.yaml', true],
    ]);
    expect(stdout).toContain('LOAD_UNUSED_LIST');
  });

  it('takes a target', () => {
    const cwd = folderOf({ 'a.yaml': `- required_engine_version: 0.62.0\n${RULE}` });
    expect(run(['validate', 'a.yaml'], { cwd }).status).toBe(0);
    expect(run(['validate', '--falco', '0.43', 'a.yaml'], { cwd }).status).toBe(1);
  });

  it('reads standard input', () => {
    expect(run(['validate', '-'], { input: RULE }).status).toBe(0);
    expect(run(['validate', '-'], { input: 'x: [' })).toMatchObject({ status: 1 });
  });

  it('validates what a module builds to', () => {
    const cwd = folderOf({
      'a.rules.ts':
        "import { field, out, rule } from 'falco-rules';\nexport const r = rule('R', { desc: 'd', condition: field.ka.verb.exists(), output: out`o`, priority: 'INFO' });\n",
    });
    expect(run(['validate', 'a.rules.ts'], { cwd }).stdout).toContain('1 rule');
  });
});

describe('init', () => {
  it.each([
    ['TypeScript', []],
    ['YAML', ['--yaml']],
  ])('makes a working project in %s', (_, options) => {
    const cwd = folderOf({});
    const made = run(['init', ...options], { cwd });
    expect(made.status).toBe(0);
    const files = made.stdout.trim().split('\n');
    expect(files.filter((name) => name.startsWith('rules/')).length).toBe(1);
    expect(files.filter((name) => name.startsWith('fixtures/')).length).toBe(1);
    expect(files.filter((name) => name.startsWith('tests/')).length).toBe(1);
    expect(files).toContain('.github/workflows/falco-rules.yml');
    if (options.length > 0)
      expect(files.filter((name) => /\.ts$|package\.json|tsconfig/.test(name))).toEqual([]);
    const tested = run(['test'], { cwd });
    expect(tested.stderr).toBe('');
    expect(tested.stdout).toMatch(/Tests {2}1 passed/);
    expect(tested.status).toBe(0);
    expect(run(['validate'], { cwd }).status).toBe(0);
    if (options.length === 0) expect(run(['build'], { cwd }).status).toBe(0);
    const rules = files.find((name) => name.startsWith('rules/')) as string;
    expect(run(['replay', '-r', rules, 'fixtures'], { cwd }).stdout).toBe(
      '09:30:12.127004000: Notice Exec into pod (user=alice pod=web-0 ns=shop command=sh)\n',
    );
  });

  it.each([
    ['TypeScript', [], 'tests/starter.test.ts'],
    ['YAML', ['--yaml'], 'tests/starter.falco-test.yaml'],
  ])('makes a green project around rules, tests in %s', (_, options, test) => {
    const cwd = folderOf({
      'mine.yaml': RULE,
      'more.yaml': RULE.replace(': R', ': it\'s "T"').replace(': S', ': U'),
    });
    const made = run(['init', ...options, '--from', 'more.yaml', '--from', 'mine.yaml', 'project'], { cwd });
    expect(made).toMatchObject({ status: 0 });
    const project = join(cwd, 'project');
    expect(readFileSync(join(project, 'rules/mine.yaml'), 'utf8')).toBe(RULE);
    expect(readFileSync(join(project, test), 'utf8')).toContain('T');
    const tested = run(['test'], { cwd: project });
    expect(tested).toMatchObject({ status: 0, stderr: '' });
    expect(run(['validate'], { cwd: project }).stdout).toContain('4 rules');
  });

  it('writes nothing over anything', () => {
    const cwd = folderOf({ 'package.json': '{"name": "mine"}' });
    const { status, stdout, stderr } = run(['init'], { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain('nothing is written: package.json is there already');
    expect(readFileSync(join(cwd, 'package.json'), 'utf8')).toBe('{"name": "mine"}');
  });

  it('refuses rules that do not load', () => {
    const cwd = folderOf({ 'mine.yaml': RULE.replace('ka.verb', 'ka.vreb') });
    const { status, stdout, stderr } = run(['init', '--from', 'mine.yaml', 'project'], { cwd });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('mine.yaml:3:14');
  });
});
