import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CHANGES } from '@falco-rules/simulator';
import { describe, expect, it } from 'vitest';
import { ROOT } from './run-bin.js';
import { runPage } from './shown.js';

const EXAMPLE = join(ROOT, 'examples/endpoint-updates');

function exampleFiles(): Record<string, string> {
  const names = readdirSync(EXAMPLE, { recursive: true, encoding: 'utf8' }).filter(
    (name) => !name.includes('node_modules') && statSync(join(EXAMPLE, name)).isFile(),
  );
  return Object.fromEntries(names.map((name) => [name, readFileSync(join(EXAMPLE, name), 'utf8')]));
}

const page = (name: string): string => readFileSync(join(ROOT, 'docs', name), 'utf8');

describe('what these pages show is what happens', () => {
  it.each([
    ['explain.md', 6],
    ['diff.md', 2],
  ])('docs/%s', (name, count) => {
    const { faults, commands } = runPage(page(name), exampleFiles());
    expect(faults).toEqual([]);
    expect(commands).toBe(count);
  });

  it('docs/diff.md lists every kind of change', () => {
    const rows = [...page('diff.md').matchAll(/^\| ([a-z-]+) \| (\w+) \| (.*) \|$/gm)];
    const listed = rows
      .filter(([, code]) => code !== 'what')
      .map(([, code, level, why]) => [code, { level, why }]);
    expect(Object.fromEntries(listed)).toEqual(CHANGES);
  });
});
