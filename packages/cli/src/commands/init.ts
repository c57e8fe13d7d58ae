import { basename, join, resolve } from 'node:path';
import { defineCommand } from '../command.js';
import { usageFault } from '../fault.js';
import { pathKind, readBytes, writeText } from '../files.js';
import { typescriptTest, yamlTest } from '../init/from-rules.js';
import { packageName } from '../init/package-name.js';
import { EXEC_EVENTS, jsonLines } from '../init/recording.js';
import {
  type NewFiles,
  TYPESCRIPT_RULE,
  typescriptProject,
  YAML_RULE,
  yamlProject,
} from '../init/starter.js';
import { starterVerdict } from '../init/verdict.js';

export default defineCommand({
  name: 'init',
  purpose: 'Make a working project: a rule, a recording of events, a passing test, a CI workflow.',
  usage: '[--yaml] [--from RULES ...] [FOLDER]',
  options: {
    yaml: { type: 'boolean', desc: 'rules and tests in YAML, no TypeScript, no package.json' },
    from: {
      type: 'string',
      multiple: true,
      value: 'RULES',
      desc: 'around existing rules in YAML, which are copied',
    },
  },
  examples: [
    { command: 'falco-rules init my-rules', does: 'a TypeScript project in a new folder' },
    {
      command: 'falco-rules init --yaml --from /etc/falco/k8s_audit_rules.yaml',
      does: 'tests around rules that exist',
    },
  ],
  async run({ options, operands, terminal, cwd }) {
    const [folder = '.', ...more] = operands;
    if (more.length > 0) throw usageFault('init takes one folder');
    const root = resolve(cwd, folder);
    const yaml = options.yaml ?? false;
    const found = options.from.length > 0 ? await around(options.from, cwd, yaml) : starter(yaml);
    const plan = { name: packageName(root), rules: found.rules, builds: options.from.length === 0 };
    const files = { ...(yaml ? yamlProject(plan) : typescriptProject(plan)), ...found.files };

    const taken = Object.keys(files).filter((name) => pathKind(join(root, name)));
    if (taken.length > 0) {
      throw usageFault(
        `nothing is written: ${taken.join(', ')} ${taken.length === 1 ? 'is' : 'are'} there already`,
      );
    }
    for (const [name, content] of Object.entries(files)) writeText(join(root, name), content);
    await terminal.out(
      Object.keys(files)
        .sort()
        .map((name) => `${join(folder, name)}\n`)
        .join(''),
    );
    const steps = [
      ...(folder === '.' ? [] : [`cd ${/\s/.test(folder) ? JSON.stringify(folder) : folder}`]),
      ...(yaml ? [] : ['npm install']),
      yaml ? 'npx falco-rules test' : 'npm test',
    ];
    terminal.err(`\nNext: ${steps.join(' && ')}`);
    return 0;
  },
});

interface Content {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** The config's `rules`. */
  readonly rules: readonly string[];
}

function starter(yaml: boolean): Content {
  const files = { ...(yaml ? YAML_RULE : TYPESCRIPT_RULE), 'fixtures/exec.jsonl': jsonLines(EXEC_EVENTS) };
  return { files, rules: ['rules'] };
}

/** Rules that exist: copies of them, and a test that holds what they say today. */
async function around(paths: readonly string[], cwd: string, yaml: boolean): Promise<Content> {
  const copies: Record<string, Uint8Array> = {};
  for (const path of paths) {
    if (!/\.ya?ml$/.test(path)) throw usageFault(`--from ${path}: must be a rules file in YAML`);
    const name = `rules/${basename(path)}`;
    if (copies[name])
      throw usageFault(`--from ${path}: there is another rules file called ${basename(path)}`);
    copies[name] = readBytes(resolve(cwd, path), path);
  }
  const verdict = starterVerdict(copies, EXEC_EVENTS);
  const test: NewFiles = yaml ? yamlTest(verdict) : typescriptTest(verdict);
  const files = { ...copies, ...test, 'fixtures/starter.jsonl': jsonLines(EXEC_EVENTS) };
  // Their order matters to Falco: a folder stands for all of its files, in the order of their names.
  const sorted = Object.keys(copies).every((name, i, names) => i === 0 || (names[i - 1] as string) < name);
  return { files, rules: sorted ? ['rules'] : Object.keys(copies) };
}
