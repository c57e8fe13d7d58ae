import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, ROOT, run } from './run-bin.js';

const RULE = (condition: string, more = '') => `- rule: Exec${more}
  desc: d
  condition: ${condition}
  output: x (user=%ka.user.name)
  priority: WARNING
  source: k8s_audit
`;
const CLEAN = RULE('ka.stage = ResponseComplete and ka.verb = create');
const FAULTY = RULE('ka.stage = ResponseComplete and ka.verb = POST and ka.response.code >= 400');

describe('lint', () => {
  it('is silent, and content, where nothing is wrong', () => {
    const cwd = folderOf({ 'rules/a.yaml': CLEAN });
    const { status, stdout, stderr } = run(['lint'], { cwd });
    expect({ status, stdout, stderr }).toEqual({
      status: 0,
      stdout: 'nothing to report in 1 file\n',
      stderr: '',
    });
  });

  it('shows code frames, and counts', () => {
    const cwd = folderOf({ 'a.yaml': FAULTY });
    const { status, stdout } = run(['lint', 'a.yaml'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain('warning[impossible-value]: `ka.verb` is never `POST`');
    expect(stdout).toContain('--> a.yaml:3:56\n');
    expect(stdout).toContain('2 warnings in 1 file; 1 can be fixed by --fix\n');
  });

  it('exits with 0 where there are only remarks', () => {
    const cwd = folderOf({ 'a.yaml': RULE('ka.verb = create') });
    const { status, stdout } = run(['lint', 'a.yaml'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toContain('1 remark in 1 file');
  });

  it('prints JSON', () => {
    const cwd = folderOf({ 'a.yaml': FAULTY });
    const { stdout } = run(['lint', '--format', 'json', 'a.yaml'], { cwd });
    const { findings, silenced, fixed } = JSON.parse(stdout);
    expect(findings[0]).toEqual({
      code: 'impossible-value',
      severity: 'warning',
      message: '`ka.verb` is never `POST`: a POST for a resource has the verb `create`',
      file: 'a.yaml',
      line: 3,
      column: 56,
      end_line: 3,
      end_column: 60,
      item: { kind: 'rule', name: 'Exec' },
      help: 'write `create`',
      fix: 'replaced `POST` by `create`',
    });
    expect({ silenced, fixed }).toEqual({ silenced: 0, fixed: [] });
  });

  it('prints annotations for GitHub', () => {
    const cwd = folderOf({ 'a, b.yaml': FAULTY });
    const [first] = run(['lint', '--format', 'github', 'a, b.yaml'], { cwd }).stdout.split('\n');
    expect(first).toBe(
      '::warning file=a%2C b.yaml,line=3,endLine=3,col=56,endColumn=60,title=impossible-value::' +
        '`ka.verb` is never `POST`: a POST for a resource has the verb `create`%0Awrite `create`',
    );
  });

  it('--fix changes what it says and not a byte more', () => {
    const before = `# keep \u00e9\r\n${FAULTY.replaceAll('\n', '\r\n')}`;
    const cwd = folderOf({ 'a.yaml': before, 'b.yaml': CLEAN.replace('Exec', 'Other') });
    const { status, stdout } = run(['lint', '--fix', 'a.yaml', 'b.yaml'], { cwd });
    expect(status).toBe(1);
    expect(stdout).toContain('fixed a.yaml\n  replaced `POST` by `create`\n');
    expect(stdout).not.toContain('fixed b.yaml');
    expect(stdout).toContain('1 warning in 2 files\n');
    expect(readFileSync(join(cwd, 'a.yaml'), 'utf8')).toBe(before.replace('POST', 'create'));
    expect(run(['lint', '--fix', 'a.yaml'], { cwd }).stdout).not.toContain('fixed');
  });

  it('reads standard input, and does not write there', () => {
    const { status, stdout } = run(['lint', '--fix', '-'], { input: FAULTY });
    expect(status).toBe(1);
    expect(stdout).not.toContain('fixed');
    expect(stdout).toContain('--> stdin:3:56');
  });

  it('takes what is switched off, and the provider, from config and options', () => {
    const rule = RULE('ka.response.code startswith 2');
    const config = 'lint:\n  disable: [no-stage]\n  provider: gke\n';
    const cwd = folderOf({ 'rules/a.yaml': rule, 'falco-rules.config.yaml': config });
    const codes = (...args: string[]) =>
      JSON.parse(run(['lint', '--format', 'json', ...args], { cwd }).stdout).findings.map(
        ({ code }: { code: string }) => code,
      );
    expect(codes()).toEqual(['fabricated-response']);
    expect(codes('--provider', 'eks')).toEqual([]);
    expect(codes('--disable', 'fabricated-response')).toEqual([]);
    const { status, stderr } = run(['lint', '--disable', 'no-stages'], { cwd });
    expect(status).toBe(2);
    expect(stderr).toContain('did you mean `no-stage`?');
  });

  it('shows the errors of rules that do not load', () => {
    const { status, stdout, stderr } = run(['lint', '-'], { input: RULE('ka.vreb = create') });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('LOAD_ERR_COMPILE_CONDITION');
  });

  it('shows what is found in a module at the call that made it', () => {
    const module = `import { field, rule } from 'falco-rules';
const { ka } = field;

export const post = rule('Posted', {
  desc: 'd',
  condition: ka.target.resource.eq('pod').and(ka.stage.eq('Panic')),
  output: 'x',
  priority: 'INFO',
});
`
      .replace(
        "ka.target.resource.eq('pod').and(ka.stage.eq('Panic'))",
        "and(ka.target.resource.eq('pod'), ka.stage.eq('Panic'))",
      )
      .replace('{ field, rule }', '{ and, field, rule }');
    const found = (text: string) => {
      const cwd = folderOf({ 'a.rules.ts': text });
      return run(['lint', '--fix', 'a.rules.ts'], { cwd, env: { NODE_PATH: join(ROOT, 'packages') } });
    };
    const { stdout } = found(module);
    expect(stdout).toContain('--> a.rules.ts:4:21');
    expect(stdout).toContain('--> a.yaml (built):');
    expect(stdout).not.toContain('fixed');
    const silent = found(
      module.replace('export', '// falco-rules-disable-next-item impossible-value -- ours\nexport'),
    );
    expect(silent).toMatchObject({
      status: 0,
      stdout: 'nothing to report in 1 file; 1 silenced by comments\n',
    });
  });
});

describe('explain-code', () => {
  it('knows lints', () => {
    const { status, stdout } = run(['explain-code', 'hidden-rule']);
    expect(status).toBe(0);
    expect(stdout).toContain('hidden-rule (warning): A rule that an earlier one always hides');
    expect(run(['explain-code']).stdout).toMatch(/^no-stage +info +/m);
  });
});
