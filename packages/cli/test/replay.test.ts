import { spawn } from 'node:child_process';
import { readFileSync, utimesSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { BIN, folderOf, ROOT, run } from './run-bin.js';

const RULES = `- rule: Write
  desc: something is written
  condition: ka.verb in (create, update)
  output: write by %ka.user.name (%evt.num)
  priority: WARNING
  source: k8s_audit
- rule: Any
  desc: anything
  condition: ka.verb exists
  output: any %ka.user.name
  priority: DEBUG
  source: k8s_audit
`;

function event(second: number, verb: string, user = 'alice'): object {
  const time = `2026-01-15T09:30:${String(second).padStart(2, '0')}.000001Z`;
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    auditID: `id-${second}`,
    stage: 'ResponseComplete',
    verb,
    user: { username: user },
    stageTimestamp: time,
  };
}

function lines(...events: object[]): string {
  return events.map((each) => `${JSON.stringify(each)}\n`).join('');
}

const THREE = lines(event(1, 'create'), event(2, 'get', 'bob'), event(3, 'update'));
const ALERTS = `09:30:01.000001000: Warning write by alice (1)
09:30:02.000001000: Debug any bob
09:30:03.000001000: Warning write by alice (3)
`;

describe('replay', () => {
  it('prints what Falco prints, and a summary elsewhere', () => {
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': THREE });
    expect(run(['replay', '-r', 'rules.yaml', 'audit.log'], { cwd })).toEqual({
      status: 0,
      stdout: ALERTS,
      stderr: '3 events, 3 alerts\n  2  Write\n  1  Any\n',
    });
  });

  it('prints JSON, one object a line', () => {
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': lines(event(1, 'create')) });
    expect(run(['replay', '-r', 'rules.yaml', '--format', 'json', 'audit.log'], { cwd }).stdout).toBe(
      '{"hostname":"host","output":"09:30:01.000001000: Warning write by alice (1)","output_fields":{"evt.num":1,"evt.time":1768469401000001000,"ka.user.name":"alice"},"priority":"Warning","rule":"Write","source":"k8s_audit","tags":[],"time":"2026-01-15T09:30:01.000001000Z"}\n',
    );
  });

  it('takes rule_matching and the time format from options', () => {
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': lines(event(1, 'create')) });
    const { stdout } = run(
      ['replay', '-r', 'rules.yaml', '--rule-matching', 'all', '--time-format', 'iso8601', 'audit.log'],
      { cwd },
    );
    expect(stdout.split('\n').map((line) => line.split(': ')[0])).toEqual([
      '2026-01-15T09:30:01.000001000+0000',
      '2026-01-15T09:30:01.000001000+0000',
      '',
    ]);
  });

  it('prints local time', () => {
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': lines(event(1, 'create')) });
    const { stdout } = run(['replay', '-r', 'rules.yaml', 'audit.log'], { cwd, env: { TZ: 'Asia/Kolkata' } });
    expect(stdout).toBe('15:00:01.000001000: Warning write by alice (1)\n');
  });

  it.each([
    ['gzip', gzipSync(THREE)],
    ['several gzip members', Buffer.concat([gzipSync(THREE.slice(0, 100)), gzipSync(THREE.slice(100))])],
    [
      'an array',
      `[${[event(1, 'create'), event(2, 'get', 'bob'), event(3, 'update')].map((each) => JSON.stringify(each)).join()}]`,
    ],
    [
      'an EventList over several lines',
      JSON.stringify(
        {
          kind: 'EventList',
          apiVersion: 'audit.k8s.io/v1',
          items: [event(1, 'create'), event(2, 'get', 'bob'), event(3, 'update')],
        },
        undefined,
        2,
      ),
    ],
  ])('reads %s', (_, content) => {
    const cwd = folderOf({ 'rules.yaml': RULES, events: content });
    expect(run(['replay', '-r', 'rules.yaml', 'events'], { cwd }).stdout).toBe(ALERTS);
    expect(run(['replay', '-r', 'rules.yaml', '-'], { cwd, input: content }).stdout).toBe(ALERTS);
  });

  it('reads a folder, oldest events first, and counts on', () => {
    const cwd = folderOf({
      'rules.yaml': RULES,
      'logs/audit.log': lines(event(3, 'update')),
      'logs/audit.log.1': lines(event(2, 'get', 'bob')),
      'logs/audit.log.2.gz': gzipSync(lines(event(1, 'create'))),
    });
    utimesSync(join(cwd, 'logs/audit.log.2.gz'), new Date(), new Date());
    expect(run(['replay', '-r', 'rules.yaml', 'logs'], { cwd }).stdout).toBe(ALERTS);
  });

  it('takes rules from several files, in their order, and from a folder', () => {
    const [write = '', any = ''] = RULES.split(/(?=- rule: Any)/);
    const cwd = folderOf({
      'rules/a.yaml': write,
      'rules/b.yml': any,
      'rules/README.md': '',
      'audit.log': THREE,
    });
    expect(run(['replay', '-r', 'rules/a.yaml', '-r', 'rules/b.yml', 'audit.log'], { cwd }).stdout).toBe(
      ALERTS,
    );
    expect(run(['replay', '-r', 'rules', 'audit.log'], { cwd }).stdout).toBe(ALERTS);
    const other = run(['replay', '-r', 'rules/b.yml', '-r', 'rules/a.yaml', 'audit.log'], { cwd }).stdout;
    expect(other).toMatch(/^(.*any.*\n){3}$/);
  });

  it('tells what Falco would drop', () => {
    const cwd = folderOf({
      'rules.yaml': RULES,
      'audit.log': `${lines(event(1, 'create'))}{"broken\n{"kind":"Pod"}\n{}\n`,
    });
    const { status, stdout, stderr } = run(['replay', '-r', 'rules.yaml', 'audit.log'], { cwd });
    expect(status).toBe(0);
    expect(stdout).toBe(ALERTS.slice(0, ALERTS.indexOf('\n') + 1));
    expect(stderr).toContain('1 event was dropped: it is no JSON that Falco reads (audit.log:2)');
    expect(stderr).toContain('audit.log:3');
  });

  it('ends at a line of 64 KiB with --input file, and says so', () => {
    const long = JSON.stringify({ ...event(3, 'update'), padding: 'x'.repeat(65_536) });
    const many = lines(...Array.from({ length: 128 }, () => event(1, 'create')));
    const cwd = folderOf({
      'rules.yaml': RULES,
      'audit.log': `${many}${lines(event(2, 'create'))}${long}\n`,
    });
    const file = run(['replay', '-r', 'rules.yaml', '--input', 'file', 'audit.log'], { cwd });
    expect(file.status).toBe(1);
    expect(file.stdout.split('\n').length - 1).toBe(128);
    expect(file.stderr).toContain('audit.log:130');
    expect(file.stderr).toContain('--input webhook');
    const webhook = run(['replay', '-r', 'rules.yaml', 'audit.log'], { cwd });
    expect(webhook.status).toBe(0);
    expect(webhook.stdout.split('\n').length - 1).toBe(130);
  });

  it('refuses rules that do not load: nothing on stdout, the place on stderr', () => {
    const cwd = folderOf({
      'rules.yaml': RULES.replace('ka.verb exists', 'ka.vreb exists'),
      'audit.log': THREE,
    });
    const { status, stdout, stderr } = run(['replay', '-r', 'rules.yaml', 'audit.log'], { cwd });
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toContain('rules.yaml:9:14');
    expect(stderr).toContain('did you mean `ka.verb`?');
  });

  it('tells of rules that it does not simulate', () => {
    const syscall =
      '- rule: Shell\n  desc: d\n  condition: proc.name = bash\n  output: x\n  priority: INFO\n';
    const cwd = folderOf({ 'rules.yaml': RULES + syscall, 'audit.log': THREE });
    const { status, stdout, stderr } = run(['replay', '-r', 'rules.yaml', 'audit.log'], { cwd });
    expect({ status, stdout }).toEqual({ status: 0, stdout: ALERTS });
    expect(stderr).toContain('1 rule of other sources (syscall) not simulated');
  });

  it.each([
    [['replay', '-r', 'rules.yaml'], 'no events are given'],
    [
      ['replay', '-r', 'rules.yaml', 'nowhere.log'],
      'cannot read nowhere.log: there is no such file or folder',
    ],
    [
      ['replay', '-r', 'nowhere.yaml', 'audit.log'],
      'cannot read nowhere.yaml: there is no such file or folder',
    ],
    [['replay', '-r', 'audit.log', 'audit.log'], 'audit.log is no rules file'],
    [['replay', 'audit.log'], 'no rules are given'],
    [['replay', '-r', 'empty', 'audit.log'], 'no rules in the folder empty'],
    [['replay', '-r', 'rules.yaml', 'broken.gz'], 'cannot read broken.gz: the gzip data ends too early'],
    [['replay', '-r', 'rules.yaml', '--falco', 'new', 'audit.log'], 'new is no version of Falco'],
    [['replay', '-r', 'rules.yaml', '--plugin', 'k8saudit', 'audit.log'], 'must be NAME@VERSION'],
  ])('exits with 2: %j', (args, message) => {
    const cwd = folderOf({
      'rules.yaml': RULES,
      'audit.log': THREE,
      'empty/x.txt': '',
      'broken.gz': gzipSync(THREE).subarray(0, 60),
    });
    const { status, stdout, stderr } = run(args, { cwd });
    expect({ status, stdout }).toEqual({ status: 2, stdout: '' });
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('ends quietly when its reader goes away', async () => {
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': THREE.repeat(20_000) });
    const child = spawn(process.execPath, [BIN, 'replay', '-r', 'rules.yaml', 'audit.log'], {
      cwd,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.stdout.once('data', () => child.stdout.destroy());
    expect(await new Promise((done) => child.on('exit', done))).toBe(0);
    expect(stderr).toBe('');
  });

  it('gives the 18 lines of the story', () => {
    const cwd = join(ROOT, 'examples/endpoint-updates');
    const { stdout } = run(
      ['replay', '-r', 'as-it-was/k8s-users.rules.ts', 'fixtures/endpoint-updates.jsonl'],
      { cwd },
    );
    expect(stdout.split('\n').length - 1).toBe(18);
    expect(readFileSync(join(cwd, 'fixtures/endpoint-updates.jsonl'), 'utf8').split('\n').length - 1).toBe(
      18,
    );
  });
});
