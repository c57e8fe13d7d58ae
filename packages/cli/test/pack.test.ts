import { execFileSync, spawnSync } from 'node:child_process';
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import module, { builtinModules, createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from './run-bin.js';

// What `npm pack` makes, in a project outside of the workspace. Its dependencies are linked, not downloaded:
// the test needs no network.

const CLI = join(ROOT, 'packages/cli');
const require = createRequire(join(CLI, 'package.json'));
let folder = '';
let installed = '';

beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'falco rules pack ')));
  execFileSync('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', folder], {
    cwd: CLI,
    shell: process.platform === 'win32',
  });
  const [tarball = ''] = readdirSync(folder);
  execFileSync('tar', ['-xzf', tarball], { cwd: folder });
  installed = join(folder, 'project/node_modules/falco-rules');
  cpSync(join(folder, 'package'), installed, { recursive: true });
  for (const name of Object.keys(manifest().dependencies)) {
    const target = dirname(require.resolve(`${name}/package.json`));
    mkdirSync(dirname(join(folder, 'project/node_modules', name)), { recursive: true });
    symlinkSync(realpathSync(target), join(folder, 'project/node_modules', name), 'junction');
  }
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function manifest(): {
  dependencies: Record<string, string>;
  exports: Record<string, unknown>;
  files: string[];
} {
  return JSON.parse(readFileSync(join(installed, 'package.json'), 'utf8'));
}

function filesOf(extension: string): string[] {
  return readdirSync(join(installed, 'dist'), { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith(extension),
  );
}

function importsOf(file: string): string[] {
  const text = readFileSync(join(installed, 'dist', file), 'utf8');
  return [...text.matchAll(/(?<!['"`])\b(?:from|import|Import|require)\s*\(?\s*["']([\w@./:-]+)["']/g)].map(
    ([, name]) => name as string,
  );
}

describe('the packed package', () => {
  it('depends on nothing of the workspace', () => {
    expect(Object.keys(manifest().dependencies)).toEqual(['kubernetes-types', 'rolldown', 'vitest']);
    expect(JSON.stringify(manifest().dependencies)).not.toContain('workspace:');
  });

  it.each(['.js', '.cjs', '.d.ts'])('imports only what it ships or depends on (%s)', (extension) => {
    const allowed = new Set([...Object.keys(manifest().dependencies), 'falco-rules']);
    const files = filesOf(extension);
    expect(files.length).toBeGreaterThan(extension === '.cjs' ? 0 : 5);
    const strangers = files.flatMap((file) =>
      importsOf(file)
        .filter(
          (name) => !name.startsWith('.') && !name.startsWith('node:') && !builtinModules.includes(name),
        )
        .filter((name) => !allowed.has(name.split('/')[0] as string))
        .map((name) => `${file} imports ${name}`),
    );
    expect(strangers).toEqual([]);
  });

  it('ships compiled code that the V8 which built it takes', async () => {
    // Node 22.1 and later keep compiled code by themselves.
    const { script } = await import(join(installed, 'dist/core.js'));
    expect(script?.cachedDataRejected).toBe('enableCompileCache' in module ? undefined : false);
  });

  it('ships the schema of declarative tests, for editors', () => {
    const schema = JSON.parse(readFileSync(join(installed, 'dist/falco-test.schema.json'), 'utf8'));
    expect(schema.properties.tests.items.required).toEqual(['name']);
    expect(manifest().exports['./falco-test.schema.json']).toBe('./dist/falco-test.schema.json');
  });

  it('ships the licences of what is bundled, no sources, no path of the machine that built it', () => {
    expect(readFileSync(join(installed, 'dist/THIRD-PARTY-NOTICES.txt'), 'utf8')).toContain('ajv');
    expect(readdirSync(installed).sort()).toEqual(
      expect.arrayContaining(['LICENSE', 'dist', 'package.json']),
    );
    expect(filesOf('.test.ts')).toEqual([]);
    const telling = filesOf('').filter(
      (file) =>
        /\.(c?js|map|ts|txt|json|v8cache)$/.test(file) &&
        readFileSync(join(installed, 'dist', file), 'utf8').includes(ROOT),
    );
    expect(telling).toEqual([]);
  });
});

describe('a project that has it installed', () => {
  const project = (): string => join(folder, 'project');

  beforeAll(() => {
    // Types that came out as `any` would let these pass.
    mkdirSync(join(project(), 'tests'), { recursive: true });
    writeFileSync(
      join(project(), 'tests/types.ts'),
      `import { defineConfig, field } from 'falco-rules';
import { event, expect, fixture, replay, rules } from 'falco-rules/test';
const alerts = await replay(rules('rules'), fixture('e.jsonl'));
expect(alerts).toFire('R', { times: 1, fields: { 'ka.verb': 'get' } });
export const count: number = alerts.alerts.length;
// @ts-expect-error a rule is a name or a value
expect(alerts).toFire(3);
// @ts-expect-error no such option
expect(alerts).toFire('R', { tims: 1 });
// @ts-expect-error no such matcher
expect(alerts).toFireTwice('R');
// @ts-expect-error a path is no recording
await replay(rules('rules'), 'e.jsonl');
// @ts-expect-error no such field
field.ka.target.naem;
await replay(rules('rules'), event({ verb: 'create', user: 'a', manifest: { apiVersion: 'v1', kind: 'Pod', spec: { containers: [] } } }));
// @ts-expect-error no such field of a pod
event({ verb: 'create', user: 'a', manifest: { apiVersion: 'v1', kind: 'Pod', spec: { container: [] } } });
// @ts-expect-error no such key
defineConfig({ fixture: 'x' });
`,
    );
    cpSync(join(ROOT, 'examples/endpoint-updates'), project(), {
      recursive: true,
      filter: (source) => !/[\\/](node_modules|dist)([\\/]|$)/.test(source.slice(ROOT.length)),
    });
  });

  it('passes its tests', () => {
    const { status, stdout, stderr } = runIn(project(), 'test');
    expect(stderr).toBe('');
    expect(stdout).toMatch(/Tests {2}\d+ passed/);
    expect(status).toBe(0);
  });

  it('builds, and what it built is up to date', () => {
    expect(runIn(project(), 'build').status).toBe(0);
    expect(runIn(project(), 'build', '--check').status).toBe(0);
    expect(readFileSync(join(project(), 'dist/k8s-users.yaml'), 'utf8')).toContain(
      '- rule: Disallowed K8s User',
    );
  });

  it.each([
    ['typescript', 'nodenext', 'nodenext'],
    ['typescript', 'esnext', 'bundler'],
    ['typescript-5.9', 'nodenext', 'nodenext'],
    ['typescript-5.9', 'esnext', 'bundler'],
  ])('type-checks with %s, module %s, resolution %s', (compiler, module, resolution) => {
    const from = compiler === 'typescript' ? join(ROOT, 'package.json') : join(CLI, 'package.json');
    const tsc = join(dirname(createRequire(from).resolve(`${compiler}/package.json`)), 'bin/tsc');
    const { status, stdout } = spawnSync(
      process.execPath,
      [tsc, '--noEmit', '--project', '.', '--module', module, '--moduleResolution', resolution],
      { cwd: project(), encoding: 'utf8' },
    );
    expect(stdout).toBe('');
    expect(status).toBe(0);
  });
});

function runIn(cwd: string, ...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const bin = join(cwd, 'node_modules/falco-rules/dist/bin.js');
  const env: NodeJS.ProcessEnv = { ...process.env, NO_COLOR: '1' };
  delete env['VITEST'];
  delete env['NODE_OPTIONS'];
  return spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8', env });
}
