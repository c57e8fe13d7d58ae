import { describe, expect, it } from 'vitest';
import { run } from './run-bin.js';

const COMMANDS = [...run(['--help']).stdout.matchAll(/^ {2}([a-z-]+) {2,}\S/gm)].map(
  ([, name]) => name as string,
);

describe('usage', () => {
  it('lists its commands', () => {
    const { status, stdout, stderr } = run(['--help']);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    expect(stdout).toContain('falco-rules COMMAND');
    expect(COMMANDS).toEqual(expect.arrayContaining(['fields', 'explain-code', 'test']));
  });

  it('says how to use it where no command is given', () => {
    const { status, stdout, stderr } = run([]);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toContain('falco-rules COMMAND');
  });

  it.each(COMMANDS)('%s --help: purpose, usage, options, two examples', (command) => {
    const { status, stdout, stderr } = run([command, '--help']);
    expect(status).toBe(0);
    expect(stderr).toBe('');
    const [purpose = ''] = stdout.split('\n');
    expect(purpose).toMatch(/^[A-Z].{20,}\.$/);
    expect(stdout).toContain(`falco-rules ${command}`);
    expect(stdout).toContain('--help');
    const examples = stdout.slice(stdout.indexOf('Examples')).match(/^ {2}[^#\n]*falco-rules/gm) ?? [];
    expect(examples.length).toBe(2);
  });

  it('prints its version', () => {
    expect(run(['--version']).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it('guesses what a mistyped command meant', () => {
    expect(run(['filds'])).toEqual({
      status: 2,
      stdout: '',
      stderr:
        'error: unknown command filds, did you mean `fields`?\nhelp: falco-rules --help lists the commands\n',
    });
  });

  it.each([
    [['fields', '--fromat', 'json'], 'unknown option --fromat, did you mean `--format`?'],
    [['fields', '--format', 'jsn'], '--format jsn: must be text or markdown or json, did you mean `json`?'],
    [['fields', '--format'], '--format needs a value'],
    [['fields', '--no-color=x'], '--no-color takes no value'],
    [['test', '-z'], 'unknown option -z'],
  ])('refuses %j', (args, message) => {
    const { status, stdout, stderr } = run(args);
    expect(status).toBe(2);
    expect(stdout).toBe('');
    expect(stderr).toMatch(/^error: /);
    expect(stderr).toContain(message);
    expect(stderr).not.toMatch(/\n {4}at /);
  });

  it('has no colours where nobody watches', () => {
    expect(run(['fields', '--help']).stdout).not.toContain('\u001b');
  });

  it('colours where it is told to, and not where it is told not to', () => {
    const env = { FORCE_COLOR: '1' };
    expect(run(['fields', '--help'], { env }).stdout).toContain('\u001b');
    expect(run(['fields', '--help', '--no-color'], { env }).stdout).not.toContain('\u001b');
    expect(run(['--no-color', 'fields', '--help'], { env }).stdout).not.toContain('\u001b');
    expect(run(['fields', '--help'], { env: { ...env, NO_COLOR: '1' } }).stdout).not.toContain('\u001b');
  });
});

describe('fields', () => {
  it('finds fields by words', () => {
    const { status, stdout } = run(['fields', 'container', 'image']);
    expect(status).toBe(0);
    expect(stdout).toContain('ka.req.pod.containers.image');
    expect(stdout).not.toContain('ka.verb');
  });

  it('gives all of them to programs', () => {
    const rows = JSON.parse(run(['fields', '--format', 'json']).stdout) as { name: string }[];
    expect(rows.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['ka.verb', 'jevt.value', 'evt.num']),
    );
  });

  it('says so where nothing is found', () => {
    const { status, stdout, stderr } = run(['fields', 'ka.vreb']);
    expect(status).toBe(1);
    expect(stdout).toBe('');
    expect(stderr).toContain('ka.verb');
  });
});

describe('explain-code', () => {
  it('explains a code, in any case', () => {
    const { status, stdout } = run(['explain-code', 'load_unsafe_na_check']);
    expect(status).toBe(0);
    expect(stdout).toContain('LOAD_UNSAFE_NA_CHECK (warning)');
    expect(stdout).toContain('Cure');
  });

  it('lists all codes', () => {
    expect(run(['explain-code']).stdout.split('\n').length).toBeGreaterThan(20);
  });

  it('guesses', () => {
    const { status, stderr } = run(['explain-code', 'LOAD_UNKNOWN_SORCE']);
    expect(status).toBe(2);
    expect(stderr).toContain('did you mean `LOAD_UNKNOWN_SOURCE`?');
  });
});

describe('a closed pipe', () => {
  it('ends the program quietly', async () => {
    const { spawn } = await import('node:child_process');
    const { BIN } = await import('./run-bin.js');
    const child = spawn(process.execPath, [BIN, 'fields', '--format', 'json'], {
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stderr = '';
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk);
    });
    child.stdout.destroy();
    const code = await new Promise((done) => child.on('exit', done));
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  });
});
