import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { BIN, folderOf } from './run-bin.js';
import { Watching } from './watching.js';

const rule = (name: string, verbs: string): string => `import { field, out, rule } from 'falco-rules';
export const ${name.toLowerCase()} = rule('${name}', {
  desc: 'd',
  condition: field.ka.verb.in(${verbs}),
  output: out\`o\`,
  priority: 'INFO',
});
`;
const yaml = (verb: string): string =>
  `- rule: R\n  desc: d\n  condition: ka.verb = ${verb}\n  output: o\n  priority: INFO\n  source: k8s_audit\n`;

const events = (...verbs: string[]): string =>
  verbs
    .map((verb, i) => {
      const event = { kind: 'Event', auditID: `${i}`, verb, stageTimestamp: `2026-01-15T09:30:0${i}Z` };
      return `${JSON.stringify(event)}\n`;
    })
    .join('');

/** A test that says how many alerts there are. */
const counting = (name: string, rules: string, recording: string, head = ''): string =>
  `import { fixture, replay, rules, test } from 'falco-rules/test';
${head}
test('${name}', async () => {
  const { alerts } = await replay(${rules}, fixture('${recording}'));
  console.log('${name}: ' + alerts.length);
});
`;

/** What would be a pattern elsewhere. */
const HERE = 'here [x] (1)';

/** A project with what tests can depend on: by import and by name, in the usual places, elsewhere in it and outside. */
function project(more: Readonly<Record<string, string>> = {}): string {
  const folder = folderOf({
    [`${HERE}/rules/a.rules.ts`]: `import { VERBS } from '../lib/verbs.js';\n${rule('A', 'VERBS')}`,
    [`${HERE}/lib/verbs.ts`]: "export const VERBS = ['create'];\n",
    [`${HERE}/elsewhere/b.yaml`]: yaml('create'),
    [`${HERE}/fixtures/e.jsonl`]: events('create', 'get', 'get', 'update'),
    [`${HERE}/tests/value.test.ts`]: counting(
      'value',
      '[a]',
      'e.jsonl',
      "import { a } from '../rules/a.rules.js';",
    ),
    [`${HERE}/tests/file.test.ts`]: counting('file', "rules('rules/a.rules.ts')", 'e.jsonl'),
    [`${HERE}/tests/yaml.test.ts`]: counting('yaml', "rules('elsewhere/b.yaml')", 'e.jsonl'),
    [`${HERE}/tests/all.test.ts`]: counting('all', 'rules()', 'e.jsonl'),
    ...Object.fromEntries(Object.entries(more).map(([path, text]) => [`${HERE}/${path}`, text])),
  });
  return join(folder, HERE);
}

function write(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
}

const CONFIG_IS_WRONG = 'Tests run again when the config is right.';

describe('test --watch', () => {
  it('runs again what a change concerns, as it is after the change', async () => {
    const declared = (times: number): string =>
      `rules: rules/a.rules.ts\nevents: e.jsonl\ntests:\n  - {name: declared, expect: [{rule: A, times: ${times}}]}\n`;
    const cwd = project({ 'tests/declared.falco-test.yaml': declared(2) });
    const at = (path: string): string => join(cwd, path);
    const watching = new Watching(cwd);
    await watching.until('value: 1', 'file: 1', 'yaml: 1', 'all: 1', '1 failed');
    const repaired = await watching.after(
      () => write(at('tests/declared.falco-test.yaml'), declared(1)),
      '1 passed',
    );
    expect(repaired).not.toContain('value:');

    // A module that others import: by tests, and by rules that tests name.
    await watching.after(
      () => write(at('lib/verbs.ts'), "export const VERBS = ['get'];\n"),
      'value: 2',
      'file: 2',
      'but it fired 2 times',
    );
    await watching.after(
      () => write(at('rules/a.rules.ts'), rule('A', "['get', 'create']")),
      'value: 3',
      'file: 3',
      'all: 3',
    );
    await watching.after(() => write(at('elsewhere/b.yaml'), yaml('get')), 'yaml: 2');
    await watching.after(() => write(at('fixtures/e.jsonl'), events('create')), 'value: 1', 'yaml: 0');
    const yamlTest = readFileSync(at('tests/yaml.test.ts'), 'utf8');
    const output = await watching.after(
      () => write(at('tests/yaml.test.ts'), yamlTest.replace("'yaml: '", "'yaml again: '")),
      'yaml again: 0',
    );
    expect(output).not.toContain('value:');
    expect(output).toContain('RERUN  tests/yaml.test.ts');
  });

  it('runs again for files that come and go', async () => {
    const cwd = project();
    const at = (path: string): string => join(cwd, path);
    const watching = new Watching(cwd);
    await watching.until('all: 1');

    await watching.after(() => write(at('rules/b.rules.ts'), rule('B', "['update']")), 'all: 2');
    await watching.after(() => rmSync(at('rules/b.rules.ts')), 'all: 1');
    await watching.after(
      () => write(at('tests/new.test.ts'), counting('new', 'rules()', 'e.jsonl')),
      'new: 1',
    );
    await watching.after(
      () => rmSync(at('rules/a.rules.ts')),
      /value\.test\.ts.*\n.*a\.rules/,
      'no rules in the folder',
    );
    await watching.after(
      () => write(at('rules/a.rules.ts'), rule('A', "['get']")),
      'value: 2',
      'file: 2',
      'new: 2',
    );
    // A module that a test imports.
    write(at('tests/value.test.ts'), counting('value', '[a]', 'e.jsonl', "import { a } from '../lib/a.js';"));
    await watching.until('1 failed');
    await watching.after(() => write(at('lib/a.ts'), rule('A', "['get', 'update']")), 'value: 3');
    await watching.after(() => rmSync(at('lib/a.ts')), '1 failed');
    await watching.after(() => write(at('lib/a.ts'), rule('A', "['get']")), 'value: 2');
  });

  it('follows what is outside of the project: rules of the config, and what a test has read', async () => {
    const cwd = project({
      'tests/outside.test.ts': counting('outside', "rules('../out [y]/o.yaml')", '../../out [y]/o.jsonl'),
      'falco-rules.config.yaml': "rules: '../their [z]'\n",
      'tests/theirs.test.ts': counting('theirs', 'rules()', 'e.jsonl'),
      '../their [z]/c.yaml': yaml('create'),
      '../out [y]/o.yaml': yaml('get'),
      '../out [y]/o.jsonl': events('get'),
    });
    const watching = new Watching(cwd, ['outside', 'theirs']);
    await watching.until('outside: 1', 'theirs: 1');
    await watching.after(() => write(join(cwd, '../out [y]/o.jsonl'), events('get', 'get')), 'outside: 2');
    await watching.after(() => write(join(cwd, '../out [y]/o.yaml'), yaml('delete')), 'outside: 0');
    const more = yaml('update').replace('rule: R', 'rule: S');
    await watching.after(() => write(join(cwd, '../their [z]/d.yaml'), more), 'theirs: 2');
  });

  it('fails for what does not load, and passes once it is repaired', async () => {
    const cwd = project();
    const at = (path: string): string => join(cwd, path);
    const watching = new Watching(cwd);
    await watching.until('4 passed');
    const right = "export const VERBS = ['get'];\n";
    await watching.after(
      () => write(at('lib/verbs.ts'), 'export const VERBS = [;\n'),
      /Test Files .*3 failed/,
    );
    await watching.after(
      () => write(at('lib/verbs.ts'), right),
      'value: 2',
      'file: 2',
      'all: 2',
      /Test Files .*[34] passed/,
    );
    await watching.after(() => write(at('elsewhere/b.yaml'), '- rule: [\n'), '1 failed');
    await watching.after(() => write(at('elsewhere/b.yaml'), yaml('get')), 'yaml: 2', '4 passed');
    await watching.after(() => write(at('tests/yaml.test.ts'), 'test(;\n'), '1 failed');
    await watching.after(
      () => write(at('tests/yaml.test.ts'), counting('yaml', "rules('elsewhere/b.yaml')", 'e.jsonl')),
      'yaml: 2',
    );
  });

  it('tells of all that is saved at once, also by renaming, and in the middle of a run', async () => {
    const slow = counting('slow', "rules('elsewhere/b.yaml')", 'e.jsonl').replace(
      '  console.log',
      "  console.log('has read');\n  await new Promise((done) => setTimeout(done, 300));\n  console.log",
    );
    const cwd = project({ 'tests/slow.test.ts': slow });
    const at = (path: string): string => join(cwd, path);
    const watching = new Watching(cwd);
    await watching.until('slow: 1');
    await watching.after(
      () => {
        write(at('lib/verbs.ts'), "export const VERBS = ['get'];\n");
        write(at('elsewhere/b.yaml'), yaml('get'));
        write(at('fixtures/e.jsonl'), events('get', 'get', 'get'));
      },
      'value: 3',
      'file: 3',
      'yaml: 3',
      'slow: 3',
    );
    await watching.after(
      () => {
        write(at('elsewhere/.b.yaml.tmp'), yaml('update'));
        renameSync(at('elsewhere/.b.yaml.tmp'), at('elsewhere/b.yaml'));
      },
      'yaml: 0',
      'slow: 0',
    );
    write(at('fixtures/e.jsonl'), events('update'));
    await watching.said('has read');
    await watching.after(
      () => write(at('fixtures/e.jsonl'), events('update', 'update')),
      'slow: 2',
      'yaml: 2',
    );
  });

  it('runs tests in a thread that was there before the change, and nothing of the one before is left in it', async () => {
    const threadTest = (n: number): string => `import { readFileSync, statSync } from 'node:fs';
import { test } from 'falco-rules/test';
const { timeOrigin, nodeTiming } = performance;
const saved = statSync(new URL(import.meta.url)).mtimeMs;
test('a', () => {
  console.log('${n}: ' + [timeOrigin + nodeTiming.environment < saved ? 'waited' : 'started', globalThis.left ?? 'clean'].join(' '));
  globalThis.left = 'left';
});
`;
    const cwd = folderOf({ 'tests/a.test.ts': threadTest(0) });
    const watching = new Watching(cwd);
    let output = await watching.until('0: started clean');
    // It begins to wait when there is a verdict: on a busy machine a change may come before.
    for (let n = 1; n < 10 && !output.includes('waited'); n++) {
      await new Promise((done) => setTimeout(done, n * 200));
      output = await watching.after(
        () => write(join(cwd, 'tests/a.test.ts'), threadTest(n)),
        `${n}: `,
        'clean',
      );
    }
    expect(output).toContain('waited clean');
  });

  it('starts anew with a config that has changed, and waits for one that is wrong', async () => {
    const cwd = project({
      'falco-rules.config.yaml': 'fixtures: fixtures\n',
      'fixtures/other/e.jsonl': events('create', 'create'),
    });
    const config = join(cwd, 'falco-rules.config.yaml');
    const watching = new Watching(cwd);
    await watching.until('value: 1');
    await watching.after(() => write(config, 'fixtures: fixtures/other\n'), 'value: 2', 'all: 2');
    await watching.after(
      () => write(config, 'fixture: fixtures\n'),
      CONFIG_IS_WRONG,
      'did you mean `fixtures`?',
    );
    // What changes meanwhile is not run with a config of the past.
    await watching.after(
      () => write(join(cwd, 'lib/verbs.ts'), "export const VERBS = ['get'];\n"),
      CONFIG_IS_WRONG,
    );
    await watching.after(() => write(config, 'fixtures: fixtures\n'), 'value: 2', 'file: 2');
    await watching.after(() => write(config, 'fixtures: [\n'), CONFIG_IS_WRONG);
    await watching.after(() => write(config, 'fixtures: fixtures\n'), 'value: 2', 'yaml: 1');
    await watching.after(() => rmSync(config), 'value: 2', 'yaml: 1');
    await watching.after(() => write(config, 'fixtures: fixtures/other\n'), 'value: 0', 'yaml: 2');
  });

  it('loads a config in TypeScript anew, with the modules that it imports', async () => {
    const cwd = project({
      'falco-rules.config.ts':
        "import { FIXTURES } from './settings.js';\nexport default { fixtures: FIXTURES };\n",
      'settings.ts': "export const FIXTURES = 'fixtures';\n",
      'fixtures/other/e.jsonl': events('create', 'create'),
    });
    const settings = join(cwd, 'settings.ts');
    const watching = new Watching(cwd);
    await watching.until('value: 1');
    await watching.after(() => write(settings, "export const FIXTURES = 'fixtures/other';\n"), 'value: 2');
    await watching.after(() => write(settings, 'export const FIXTURES = 1;\n'), CONFIG_IS_WRONG);
    await watching.after(() => write(settings, "export const FIXTURES = 'fixtures';\n"), 'value: 1');
    const config = join(cwd, 'falco-rules.config.ts');
    await watching.after(
      () =>
        write(
          config,
          readFileSync(config, 'utf8').replace('fixtures: FIXTURES', "fixtures: 'fixtures/other'"),
        ),
      'value: 2',
    );
  });

  it.skipIf(!existsSync('/usr/bin/script') || process.platform !== 'linux')(
    'listens to the keys of vitest on a terminal, once also after the config has changed',
    async () => {
      const cwd = project({ 'fixtures/other/e.jsonl': events('create', 'create') });
      const command = [process.execPath, BIN, 'test', '--watch'].map((part) => `'${part}'`).join(' ');
      const watching = new Watching(cwd, [], ['/usr/bin/script', '-qec', command, '/dev/null']);
      await watching.until('value: 1');
      watching.press('h');
      await watching.said('press r to rerun');
      await watching.after(() => watching.press('r'), 'RERUN', 'value: 1');
      const config = join(cwd, 'falco-rules.config.yaml');
      await watching.after(() => write(config, 'fixtures: fixtures/other\n'), 'value: 2');
      const output = await watching.after(() => watching.press('r'), 'RERUN', 'value: 2');
      expect(output.split('RERUN').length).toBe(2);
      const { ended } = watching;
      watching.press('q');
      expect(await ended).toBe(0);
    },
  );
});
