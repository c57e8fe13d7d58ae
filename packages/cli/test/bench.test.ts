import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { folderOf, run } from './run-bin.js';

const RULES = `- macro: kevt
  condition: jevt.value[/stage] = ResponseComplete
- rule: Write
  desc: something is written
  condition: kevt and ka.verb in (create, update)
  output: write by %ka.user.name
  priority: WARNING
  source: k8s_audit
- rule: Badly Ordered
  desc: the expensive part comes first
  condition: ka.req.pod.containers.image intersects (a, b, c) and tolower(ka.uri) regex ".*(exec|attach).*zzz" and ka.verb = never
  output: x
  priority: DEBUG
  source: k8s_audit
`;

function log(count: number): string {
  return Array.from({ length: count }, (_, i) =>
    JSON.stringify({
      kind: 'Event',
      auditID: `id-${i}`,
      stage: 'ResponseComplete',
      verb: ['get', 'create'][i % 2],
      requestURI: `/api/v1/namespaces/default/pods/pod-${i}/log?command=sh`,
      user: { username: 'alice' },
      requestObject: {
        spec: { containers: Array.from({ length: 5 }, (_, n) => ({ image: n < 4 ? 'a' : 'b' })) },
      },
      stageTimestamp: '2026-01-15T09:30:01.000001Z',
    }),
  ).join('\n');
}

describe('bench', () => {
  it('tells how fast rules run, what they cost, and what a change has done', () => {
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': log(1000) });
    const first = run(['bench', '-r', 'rules.yaml', 'audit.log', '--json', 'before.json', '--seconds', '0'], {
      cwd,
    });
    expect(first.stderr).toBe('');
    expect(first.status).toBe(0);
    expect(first.stdout).toContain('1,000 events');
    expect(first.stdout).toMatch(/events\/s +[\d,]+ /);
    expect(first.stdout).toMatch(/x JSON\.parse +\d+\.\d\d/);
    expect(first.stdout).toMatch(/alerts +500 +[\d,]+\/s to write/);
    expect(first.stdout).toMatch(/Badly Ordered \(matches 0%\)/);
    expect(first.stdout).toContain('in another order');
    const report = JSON.parse(readFileSync(join(cwd, 'before.json'), 'utf8'));
    expect(report).toMatchObject({ version: 1, events: 1000, rules: 2, alerts: 500 });
    expect(report.ruleCosts).toHaveLength(2);
    const badly = report.ruleCosts.find(({ rule }: { rule: string }) => rule === 'Badly Ordered');
    expect(badly.parts.map(({ text }: { text: string }) => text)).toEqual([
      'ka.req.pod.containers.image intersects (a, b, c)',
      'tolower(ka.uri) regex ".*(exec|attach).*zzz"',
      'ka.verb = never',
    ]);
    expect(badly.parts[2]).toMatchObject({ reached: 0, held: 0 });
    expect(badly.better.order).not.toEqual([0, 1, 2]);

    writeFileSync(join(cwd, 'rules.yaml'), RULES.slice(0, RULES.indexOf('- rule: Badly')));
    const second = run(
      ['bench', '-r', 'rules.yaml', 'audit.log', '--compare', 'before.json', '--seconds', '0'],
      {
        cwd,
      },
    );
    expect(second.stdout).toContain('Compared with the earlier run');
    expect(second.stdout).toMatch(/events\/s +[\d.]+ was [\d.]+/);
  });

  it.each([
    [['bench', '-r', 'rules.yaml'], 2, 'no events are given'],
    [['bench', '-r', 'rules.yaml', 'none.log'], 1, 'there are no audit events to measure on'],
    [['bench', '-r', 'rules.yaml', 'audit.log', '--compare', 'rules.yaml'], 2, 'holds no figures'],
  ])('says what is wrong: %j', (args, status, message) => {
    const cwd = folderOf({ 'rules.yaml': RULES, 'audit.log': log(1), 'none.log': '{}\n' });
    const ran = run(args, { cwd });
    expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status, stdout: '' });
    expect(ran.stderr).toContain(message);
  });
});
