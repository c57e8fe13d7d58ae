import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

// Everything that the README shows is run here, in the order it stands there, in a folder with a space in its name.

const root = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

interface Step {
  readonly command: string;
  /** Lines that the command prints; `...` stands for any number of lines. */
  readonly output: readonly string[];
}

let place = '';

beforeAll(() => {
  place = join(realpathSync(mkdtempSync(join(tmpdir(), 'falco-rules-'))), 'a tour');
  mkdirSync(join(place, 'bin'), { recursive: true });
  symlinkSync(join(root, 'examples'), join(place, 'examples'));
  const shim = join(place, 'bin', 'falco-rules');
  writeFileSync(
    shim,
    `#!/bin/sh\nexec "${process.execPath}" "${join(root, 'packages/cli/dist/bin.js')}" "$@"\n`,
  );
  chmodSync(shim, 0o755);
});

afterAll(() => rmSync(dirname(place), { recursive: true, force: true }));

describe('README', () => {
  it('shows what its commands print', () => {
    const steps = stepsOf(readme);
    expect(steps.length).toBeGreaterThan(7);
    let folder = place;
    for (const step of steps) {
      const { output, cwd } = run(step.command, folder);
      folder = cwd;
      const faults = mismatch(step.output.map(steady), output.map(steady));
      expect(faults, `$ ${step.command}\n${output.join('\n')}`).toBeUndefined();
    }
  });

  it('quotes the example as it is', () => {
    const files = ['rules/k8s-users.rules.ts', 'tests/k8s-users.test.ts'].map((name) =>
      readFileSync(join(root, 'examples/endpoint-updates', name), 'utf8').replace(/^ +/gm, ''),
    );
    for (const code of blocksOf(readme, 'ts')) {
      expect(
        files.some((file) => file.includes(code.replace(/^ +/gm, ''))),
        code,
      ).toBe(true);
    }
  });

  it('shows a declarative test that passes', () => {
    const project = join(place, 'my-rules');
    const shown = blocksOf(readme, 'yaml').filter((code) => code.includes('tests:'));
    expect(shown.length).toBe(1);
    writeFileSync(join(project, 'tests/readme.falco-test.yaml'), shown[0]!);
    const { output, status } = run('falco-rules build && falco-rules test readme', project);
    expect(status, output.join('\n')).toBe(0);
  });

  it('quotes what the compiler says', () => {
    const project = join(place, 'my-rules');
    mkdirSync(join(project, 'node_modules'), { recursive: true });
    symlinkSync(join(root, 'packages/cli'), join(project, 'node_modules/falco-rules'));
    writeFileSync(
      join(project, 'rules/wrong.ts'),
      "import { exception, field } from 'falco-rules';\n" +
        "field.ka.target.naem.eq('web');\n" +
        "exception('e', { fields: [field.ka.user.name, field.ka.verb], comps: ['='], values: [] });\n",
    );
    const { output } = run(
      `"${process.execPath}" "${join(root, 'node_modules/typescript/bin/tsc')}" -p .`,
      project,
    );
    for (const line of shownErrors()) expect(output.join('\n')).toContain(line);
  });
});

function shownErrors(): string[] {
  const block = blocksOf(readme, '').find((code) => code.includes('does not exist on type')) ?? '';
  const lines = block.split('\n').filter((line) => line !== '');
  expect(lines.length).toBe(2);
  return lines;
}

function blocksOf(text: string, language: string): string[] {
  return [...text.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , code]) => code as string);
}

function stepsOf(text: string): Step[] {
  return blocksOf(text, 'console').flatMap((block) =>
    block
      .split(/^(?=\$ )/m)
      .map((part) => part.replace(/\n$/, '').split('\n'))
      .map(([first = '', ...output]) => ({ command: first.slice(2), output })),
  );
}

/** Both streams together, as a person sees them, and where the shell stood at the end. */
function run(command: string, cwd: string): { output: string[]; cwd: string; status: number | null } {
  const where = join(place, 'where');
  const script = `exec 2>&1\n${command}\nstatus=$?\npwd > "${where}"\nexit $status`;
  const { stdout, status } = spawnSync('bash', ['-c', script], {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${join(place, 'bin')}${delimiter}${process.env['PATH']}`,
      NO_COLOR: '1',
      TZ: 'UTC',
    },
  });
  const output = stdout.replace(/\n$/, '').split('\n');
  return { output: stdout === '' ? [] : output, cwd: readFileSync(where, 'utf8').trim(), status };
}

/** Durations differ from run to run. */
function steady(line: string): string {
  return line.replace(/\b\d+(\.\d+)?m?s\b/g, 'NNms').trimEnd();
}

/** The first shown line that is not there, in order; lines between are only passed over where `...` stands. */
function mismatch(shown: readonly string[], printed: readonly string[]): string | undefined {
  let at = 0;
  let skips = false;
  for (const line of shown) {
    if (line === '...') {
      skips = true;
      continue;
    }
    const found = skips ? printed.indexOf(line, at) : printed[at] === line ? at : -1;
    if (found < 0) return `line not printed: ${line}`;
    at = found + 1;
    skips = false;
  }
  return skips || at === printed.length ? undefined : `printed beyond what is shown: ${printed[at]}`;
}
