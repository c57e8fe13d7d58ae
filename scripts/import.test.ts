import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { loadRules } from '@falco-rules/language';
import { importRules } from '@falco-rules/rules-dsl';
import { replay } from '@falco-rules/simulator';
import { describe, expect, it } from 'vitest';
import { buildTexts } from '../packages/rules-dsl/src/from-rules/test-modules.js';

// Every recorded rules file that Falco loads, imported, built, loaded and replayed: the alerts must be those that
// Falco gave for the original, and the modules must pass the compiler.

const root = join(dirname(fileURLToPath(import.meta.url)), '..');

interface Vector {
  readonly yaml: string;
  readonly status: number;
  readonly alerts?: readonly Readonly<Record<string, unknown>>[];
}

const [head, ...lines] = gunzipSync(readFileSync(join(root, 'fixtures/conformance/rulefiles.jsonl.gz')))
  .toString('utf8')
  .trim()
  .split('\n');
const events = (JSON.parse(head as string) as { events: readonly string[] }).events;
const vectors = lines.map((line) => JSON.parse(line) as Vector);

describe('recorded rules files, imported', () => {
  const loading = vectors.filter(({ status, yaml }) => status === 0 && yaml !== '');
  const modules: string[] = [];
  let kept = 0;

  it('give the alerts that Falco gave', async () => {
    expect(loading.length).toBeGreaterThan(250);
    const bytes = Buffer.from(events.map((event) => `${event}\n`).join(''));
    for (const [i, { yaml, alerts = [] }] of loading.entries()) {
      const imported = importRules([{ name: `${i}.yaml`, content: Buffer.from(yaml) }]);
      if (!imported.ok) throw new Error(`${i}: ${imported.diagnostics[0]?.message}`);
      const [file] = imported.files;
      if (typeof file?.content === 'string') modules.push(file.content);
      else kept++;
      const { ruleset } = loadRules(buildTexts(imported.files));
      const seen: string[] = [];
      for await (const batch of replay(ruleset!, [bytes], { input: 'file' })) {
        for (const { rule, priority, output } of batch) seen.push(`${rule} ${priority} ${output}`);
      }
      const recorded = alerts.map((alert) => {
        const text = String(alert['output']);
        return `${alert['rule']} ${alert['priority']} ${text.slice(text.indexOf(`: ${alert['priority']} `) + String(alert['priority']).length + 3)}`;
      });
      expect(seen, `${i}\n${yaml}`).toEqual(recorded);
    }
  });

  it('are modules, but for a few that cannot be', () => {
    expect(kept).toBeLessThan(loading.length / 10);
  });

  it('pass the compiler', () => {
    const folder = mkdtempSync(join(tmpdir(), 'falco-rules-import-'));
    try {
      mkdirSync(join(folder, 'rules'));
      writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
      modules.forEach((text, i) => {
        writeFileSync(join(folder, 'rules', `${i}.ts`), text);
      });
      const compilerOptions = {
        paths: { 'falco-rules': [join(root, 'packages/rules-dsl/src/index.ts')] },
        typeRoots: [join(root, 'node_modules/@types')],
      };
      const config = {
        extends: join(root, 'tsconfig.json'),
        compilerOptions,
        include: ['rules'],
        exclude: [],
      };
      writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
      const tsc = join(root, 'node_modules/typescript/bin/tsc');
      const { stdout, status } = spawnSync(process.execPath, [tsc, '-p', folder, '--pretty', 'false'], {
        encoding: 'utf8',
      });
      expect(stdout.split('\n').slice(0, 10).join('\n')).toBe('');
      expect(status).toBe(0);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});
