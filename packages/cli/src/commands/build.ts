import { join, resolve } from 'node:path';
import type { AnyItem } from '@falco-rules/rules-dsl';
import { defineCommand } from '../command.js';
import { contentFault, usageFault } from '../fault.js';
import { readTextIfAny, writeText } from '../files.js';
import { loadProject, shownPath } from '../project/project.js';
import {
  chosenRules,
  isModule,
  loadRulesModule,
  type RulesModule,
  readRules,
  yamlName,
  yamlOf,
} from '../project/rules-files.js';
import { loadOrFault, TARGET_OPTIONS, targetOf } from '../project/rulesets.js';

interface BuiltFile {
  readonly path: string;
  readonly text: string;
}

export default defineCommand({
  name: 'build',
  purpose: 'Write rules that are written in TypeScript as the YAML that Falco loads.',
  usage: '[--out DIR] [--check] [RULES ...]',
  options: {
    out: {
      type: 'string',
      short: 'o',
      value: 'DIR',
      desc: "where to write; default: the config's `out`, or dist",
    },
    check: { type: 'boolean', desc: 'write nothing; exit 1 where what is on disk differs' },
    ...TARGET_OPTIONS,
  },
  examples: [
    { command: 'falco-rules build', does: "the project's rules, into dist" },
    { command: 'falco-rules build --check', does: 'in CI: is the YAML that is committed up to date?' },
  ],
  async run({ options, operands, terminal, cwd }) {
    const project = await loadProject(cwd);
    const out = options.out === undefined ? project.out : resolve(cwd, options.out);
    const paths = chosenRules(operands, project, cwd);
    const modules = paths.filter(isModule);
    if (modules.length === 0) {
      throw usageFault('there is nothing to build: none of the rules are modules (*.ts, *.js)');
    }
    const files = await buildModules(modules, cwd, project.root, out);
    // Read back by the loader that stands for Falco's, with the YAML rules that they may build upon.
    const others = await readRules(
      paths.filter((path) => !isModule(path)),
      cwd,
      project.root,
    );
    const built = files.map(({ path, text }) => ({ name: shownPath(cwd, path), content: Buffer.from(text) }));
    loadOrFault([...others, ...built], targetOf(options, project));

    const stale = files.filter(({ path, text }) => readTextIfAny(path) !== text);
    if (!options.check) for (const { path, text } of stale) writeText(path, text);
    for (const { path } of files) {
      const state = stale.some((each) => each.path === path)
        ? options.check
          ? 'differs'
          : 'written'
        : 'unchanged';
      await terminal.out(`${shownPath(cwd, path)} ${state}\n`);
    }
    if (!options.check || stale.length === 0) return 0;
    throw contentFault(`${stale.length} of ${files.length} built files are not up to date`, {
      help: 'run falco-rules build',
    });
  },
});

/** Modules in the order in which Falco will read their files: by name. */
async function buildModules(
  paths: readonly string[],
  cwd: string,
  root: string,
  out: string,
): Promise<BuiltFile[]> {
  const byName = new Map<string, RulesModule>();
  for (const path of paths) {
    const name = yamlName(path);
    const other = byName.get(name);
    if (other && other.path !== path) {
      throw contentFault(
        `${shownPath(cwd, other.path)} and ${shownPath(cwd, path)} would both be built to ${name}`,
      );
    }
    byName.set(name, await loadRulesModule(path, cwd));
  }
  const earlier: AnyItem[] = [];
  const files: BuiltFile[] = [];
  for (const [name, module] of [...byName].sort(([a], [b]) => (a < b ? -1 : 1))) {
    files.push({
      path: join(out, name),
      text: Buffer.from(await yamlOf(module.items, [module.path], earlier, root)).toString('utf8'),
    });
    earlier.push(...module.items);
  }
  return files;
}
