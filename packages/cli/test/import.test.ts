import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, ROOT, run } from './run-bin.js';
import { runPage } from './shown.js';

const RULES = `# Events that are over.
- macro: kevt
  condition: (jevt.value[/stage] = ResponseComplete)

- rule: Secret Read
  desc: d
  condition: kevt and ka.target.resource = secrets and ka.verb = get
  output: secret read by %ka.user.name
  priority: INFO
  source: k8s_audit
`;
const LOCAL = `- rule: Secret Read
  condition: and not ka.user.name = vault
  override: {condition: append}
`;

describe('import', () => {
  it('makes a project that builds to what validate and replay take for the same', () => {
    const cwd = folderOf({ 'a.yaml': RULES, 'b.yaml': LOCAL });
    const { status, stderr } = run(['import', '--out', 'p', 'a.yaml', 'b.yaml'], { cwd });
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr: 'p/rules/a.rules.ts: 2 items\np/rules/b.rules.ts: 1 item\n',
    });
    const root = join(cwd, 'p');
    expect(readFileSync(join(root, 'rules/b.rules.ts'), 'utf8')).toContain(
      "import { secretRead } from './a.rules.js';",
    );
    expect(run(['build'], { cwd: root }).status).toBe(0);
    expect(run(['test'], { cwd: root }).status).toBe(0);
    expect(run(['validate', 'dist'], { cwd: root }).stdout).toContain('1 rule, 1 macro');
    const events = ['alice', 'vault']
      .map(
        (user) =>
          run(['event', '--verb', 'get', '--user', user, '--resource', 'secrets', '--name', 's']).stdout,
      )
      .join('');
    const alerts = (...rules: string[]) =>
      run(['replay', ...rules.flatMap((path) => ['-r', path]), '-'], { cwd, input: events }).stdout;
    expect(alerts('p/dist')).toBe(alerts('a.yaml', 'b.yaml'));
    expect(alerts('p/rules')).toBe(alerts('a.yaml', 'b.yaml'));
    expect(alerts('p/dist')).toMatch(/secret read by alice\n$/);
  });

  it('numbers files that are not in the order of their names', () => {
    const cwd = folderOf({ 'z.yaml': RULES, 'a.yaml': LOCAL });
    const { stderr, status } = run(['import', 'z.yaml', 'a.yaml'], { cwd });
    expect(status, stderr).toBe(0);
    expect(stderr).toContain('The files are numbered');
    expect(readdirSync(join(cwd, 'rules')).sort()).toEqual(['1-z.rules.ts', '2-a.rules.ts']);
    expect(run(['build', '--check'], { cwd }).status).toBe(1);
    expect(run(['build'], { cwd }).status).toBe(0);
  });

  it('writes only modules into a project, and overwrites nothing', () => {
    const cwd = folderOf({ 'a.yaml': RULES, 'falco-rules.config.json': '{}' });
    expect(run(['import', 'a.yaml'], { cwd }).stdout).toBe('rules/a.rules.ts\n');
    const again = run(['import', 'a.yaml'], { cwd });
    expect(again.status).toBe(2);
    expect(again.stderr).toContain('nothing is written: rules/a.rules.ts is there already');
  });

  it('says what stays YAML', () => {
    const cwd = folderOf({
      'a.yaml': '- list: a\n  items: [a, b]\n- macro: my-macro\n  condition: ka.verb exists\n',
    });
    expect(run(['import', 'a.yaml'], { cwd }).stderr).toBe(
      'rules/a.rules.ts: 2 items, of these as YAML: list a, macro my-macro\n',
    );
  });

  it.each([
    [[], 2, 'import takes rules files'],
    [['none.yaml'], 2, 'there is no such file or folder'],
    [['bad.yaml'], 1, 'bad.yaml:3:14'],
    [['a.ts'], 2, 'must be a rules file in YAML'],
  ])('refuses %j', (args, code, message) => {
    const cwd = folderOf({
      'bad.yaml': RULES.replace(/[\s\S]*\n\n/, '').replace('kevt', 'kevtt'),
      'a.ts': '',
    });
    const { status, stdout, stderr } = run(['import', ...args], { cwd });
    expect({ status, stdout }).toEqual({ status: code, stdout: '' });
    expect(stderr).toContain(message);
  });
});

describe('docs/import.md', () => {
  const require = createRequire(join(ROOT, 'packages/cli/package.json'));
  const { folder, faults, commands } = runPage(readFileSync(join(ROOT, 'docs/import.md'), 'utf8'));

  it('shows what happens', () => {
    expect(faults).toEqual([]);
    expect(commands).toBe(5);
  });

  it.each(['typescript', 'typescript-5.9'])('the project passes %s, strict', (compiler) => {
    const root = join(folder, 'company');
    mkdirSync(join(root, 'node_modules'), { recursive: true });
    if (!readdirSync(join(root, 'node_modules')).includes('falco-rules'))
      symlinkSync(join(ROOT, 'packages/cli'), join(root, 'node_modules/falco-rules'));
    const from = compiler === 'typescript' ? createRequire(join(ROOT, 'package.json')) : require;
    const tsc = join(dirname(from.resolve(`${compiler}/package.json`)), 'bin/tsc');
    const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', root], { encoding: 'utf8' });
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});
