import { VERSION } from '../version.js';

// What the files of a new project hold.

/** Paths, relative to the project, and texts. */
export type NewFiles = Readonly<Record<string, string>>;

/** The starter rule in TypeScript, and its test. */
export const TYPESCRIPT_RULE: NewFiles = {
  'rules/exec.rules.ts': `import { and, field, macro, out, rule } from 'falco-rules';

const { ka, jevt } = field;

// An exec answers with a stream: the event to look at is the one that is written when the stream starts.
const responseStarted = macro('response_started', jevt.value('/stage').eq('ResponseStarted'));

export const execIntoPod = rule('Exec into pod', {
  desc: 'Somebody runs a command in a pod that is up',
  condition: and(
    responseStarted,
    ka.verb.in(['create', 'get']),
    ka.target.resource.eq('pods'),
    ka.target.subresource.eq('exec'),
  ),
  output: out\`Exec into pod (user=\${ka.user.name} pod=\${ka.target.name} ns=\${ka.target.namespace} command=\${ka.uri.param('command')})\`,
  priority: 'NOTICE',
  tags: ['k8s'],
});
`,
  'tests/exec.test.ts': `import { expect, fixture, replay, test } from 'falco-rules/test';
import { execIntoPod } from '../rules/exec.rules.ts';

test('a shell in a pod is seen once, and nothing around it', async () => {
  const alerts = await replay([execIntoPod], fixture('exec.jsonl'));

  expect(alerts).toFire(execIntoPod, { times: 1, fields: { 'ka.user.name': 'alice', 'ka.target.name': 'web-0' } });
  expect(alerts).toFireNothingElse();
});
`,
};

/** The same in YAML. */
export const YAML_RULE: NewFiles = {
  'rules/exec.yaml': `# An exec answers with a stream: the event to look at is the one that is written when the stream starts.
- macro: response_started
  condition: jevt.value[/stage] = ResponseStarted

- rule: Exec into pod
  desc: Somebody runs a command in a pod that is up
  condition: >
    response_started
    and ka.verb in (create, get)
    and ka.target.resource = pods
    and ka.target.subresource = exec
  output: Exec into pod (user=%ka.user.name pod=%ka.target.name ns=%ka.target.namespace command=%ka.uri.param[command])
  priority: NOTICE
  source: k8s_audit
  tags: [k8s]
`,
  'tests/exec.falco-test.yaml': `rules: rules/exec.yaml

tests:
  - name: a shell in a pod is seen once, and nothing around it
    events: exec.jsonl
    expect:
      - rule: Exec into pod
        times: 1
        fields:
          ka.user.name: alice
          ka.target.name: web-0
    unexpected: fail
`,
};

/** What a project is made of besides rules, recording and test. */
export interface ProjectPlan {
  /** A package name. */
  readonly name: string;
  /** The config's `rules`. */
  readonly rules: readonly string[];
  /** Whether there are rules in TypeScript. */
  readonly builds: boolean;
}

/** What makes tests in TypeScript a project. */
export function typescriptProject({ name, rules, builds }: ProjectPlan): NewFiles {
  const manifest = {
    name,
    private: true,
    type: 'module',
    scripts: { test: 'falco-rules test', ...(builds && { build: 'falco-rules build' }) },
    devDependencies: { 'falco-rules': `^${VERSION}`, typescript: '>=5.9' },
  };
  const tsconfig = {
    compilerOptions: {
      target: 'es2022',
      module: 'nodenext',
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      skipLibCheck: true,
    },
    include: ['*.ts', 'rules', 'tests'],
  };
  return {
    'package.json': `${JSON.stringify(manifest, undefined, 2)}\n`,
    'tsconfig.json': `${JSON.stringify(tsconfig, undefined, 2)}\n`,
    'falco-rules.config.ts': `import { defineConfig } from 'falco-rules';

export default defineConfig({
  rules: [${rules.map((path) => `'${path}'`).join(', ')}],
  tests: ['tests'],
  fixtures: 'fixtures',${builds ? "\n  out: 'dist'," : ''}
});
`,
    '.gitignore': 'node_modules/\ndist/\ncoverage/\n',
    '.github/workflows/falco-rules.yml': workflow([
      'npm install',
      'npx tsc',
      'npx falco-rules test',
      ...(builds ? ['npx falco-rules build'] : []),
    ]),
  };
}

/** What makes YAML rules a project: no package, no TypeScript. */
export function yamlProject({ rules }: Pick<ProjectPlan, 'rules'>): NewFiles {
  return {
    'falco-rules.config.yaml': `rules: ${JSON.stringify(rules)}\ntests: [tests]\nfixtures: fixtures\n`,
    '.github/workflows/falco-rules.yml': workflow([
      `npx --yes falco-rules@${VERSION} validate`,
      `npx --yes falco-rules@${VERSION} test`,
    ]),
  };
}

function workflow(commands: readonly string[]): string {
  return `name: falco-rules
on: [push, pull_request]
permissions:
  contents: read
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - uses: actions/setup-node@v4
        with:
          node-version: 22
${commands.map((command) => `      - run: ${command}\n`).join('')}`;
}
