import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const here = join(dirname(fileURLToPath(import.meta.url)), '..', 'test', 'types');
const require = createRequire(import.meta.url);

/** Both compilers that a project may have. */
const COMPILERS = [
  { version: '7', bin: join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc') },
  { version: '5.9', bin: join(dirname(require.resolve('typescript-5.9/package.json')), 'bin', 'tsc') },
];

interface Found {
  readonly file: string;
  readonly line: number;
  text: string;
}

function diagnosticsOf(bin: string): Found[] {
  const run = spawnSync(process.execPath, [bin, '-p', here, '--pretty', 'false'], {
    cwd: here,
    encoding: 'utf8',
  });
  const found: Found[] = [];
  for (const line of run.stdout.split(/\r?\n/)) {
    const head = /^(.+?)\((\d+),\d+\): error (.*)$/.exec(line);
    if (head) found.push({ file: head[1]!, line: Number(head[2]), text: head[3]! });
    else if (line.trim() !== '' && found.length > 0) found.at(-1)!.text += `\n${line}`;
  }
  return found;
}

/** What the comments above a line ask for, by line. */
function expectationsOf(file: string): Map<number, string[]> {
  const wanted = new Map<number, string[]>();
  let pending: string[] = [];
  readFileSync(join(here, file), 'utf8')
    .split('\n')
    .forEach((line, index) => {
      const asked = /^\s*\/\/ error: (.*)$/.exec(line);
      if (asked) pending.push(asked[1]!);
      else if (pending.length > 0) {
        wanted.set(index + 1, pending);
        pending = [];
      }
    });
  return wanted;
}

describe.each(COMPILERS)('TypeScript $version', ({ bin }) => {
  let found: Found[] = [];
  beforeAll(() => {
    found = diagnosticsOf(bin);
  }, 120_000);

  it.each(readdirSync(join(here, 'misuse')))('refuses what is wrong in misuse/%s, in these words', (name) => {
    const file = `misuse/${name}`;
    const wanted = expectationsOf(file);
    const said = found.filter((one) => one.file === file);
    expect([...new Set(said.map(({ line }) => line))]).toEqual([...wanted.keys()]);
    for (const [line, parts] of wanted) {
      const text = said
        .filter((one) => one.line === line)
        .map((one) => one.text)
        .join('\n');
      for (const part of parts) expect(text).toContain(part);
    }
  });

  it('takes what is right', () => {
    expect(found.filter(({ file }) => file.startsWith('use/'))).toEqual([]);
  });
});
