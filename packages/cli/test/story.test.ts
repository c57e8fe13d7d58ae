import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ROOT, run } from './run-bin.js';

const project = join(ROOT, 'examples/endpoint-updates');
const events = 'fixtures/endpoint-updates.jsonl';
const logged = readFileSync(join(ROOT, 'fixtures/ibm-cloud/falco.log'), 'utf8').trim().split('\n');

describe('the story of the endpoint updates', () => {
  it('gives the log of the tutorial: the time to the microsecond, and all from the priority on', () => {
    const { stdout } = run(['replay', '-r', 'as-it-was/k8s-users.rules.ts', events], { cwd: project });
    const shape = /^(?:.* falco: )?(\d\d:\d\d:\d\d\.\d{6})\d{3}: (Warning .*)$/;
    const seen = stdout
      .trim()
      .split('\n')
      .map((line) => shape.exec(line)?.slice(1));
    expect(seen).toEqual(logged.map((line) => shape.exec(line)?.slice(1)));
    expect(seen.length).toBe(18);
    expect(stdout).toMatch(/^21:52:20\.110256000: /);
  });

  it('is silent today, and says so', () => {
    const { stdout, stderr, status } = run(['replay', '-r', 'rules/k8s-users.rules.ts', events], {
      cwd: project,
    });
    expect({ stdout, status }).toEqual({ stdout: '', status: 0 });
    expect(stderr).toContain('18 events, 0 alerts');
  });

  it('keeps the copy of the fixture in the example', () => {
    expect(readFileSync(join(project, events), 'utf8')).toBe(
      readFileSync(join(ROOT, 'fixtures/ibm-cloud/endpoint-updates.jsonl'), 'utf8'),
    );
  });
});

describe('examples', () => {
  for (const name of readdirSync(join(ROOT, 'examples'))) {
    it(`${name} is built and passes its tests`, () => {
      const cwd = join(ROOT, 'examples', name);
      const check = run(['build', '--check'], { cwd });
      expect(check.status, check.stderr).toBe(0);
      const test = run(['test'], { cwd });
      expect(test.status, test.stdout + test.stderr).toBe(0);
      const valid = run(['validate', '--format', 'json', 'dist'], { cwd });
      const [result] = JSON.parse(valid.stdout).falco_load_results;
      expect(result).toMatchObject({ successful: true, warnings: [], schema_valid: true });
    });
  }
});
