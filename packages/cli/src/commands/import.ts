import { basename, join, resolve } from 'node:path';
import { defineCommand } from '../command.js';
import { contentFault, usageFault } from '../fault.js';
import { pathKind, readBytes, writeText } from '../files.js';
import { typescriptTest } from '../init/from-rules.js';
import { packageName } from '../init/package-name.js';
import { EXEC_EVENTS, jsonLines } from '../init/recording.js';
import { type NewFiles, typescriptProject } from '../init/starter.js';
import { starterVerdict } from '../init/verdict.js';
import { loadProject } from '../project/project.js';
import { rulesPaths } from '../project/rules-files.js';

export default defineCommand({
  name: 'import',
  purpose: 'Turn rules files into a TypeScript project that builds back to the same rules.',
  usage: '[--out FOLDER] RULES [...]',
  options: {
    out: {
      type: 'string',
      short: 'o',
      value: 'FOLDER',
      desc: "the project's folder; default: the current one",
    },
  },
  examples: [
    {
      command: 'falco-rules import --out my-rules /etc/falco/k8s_audit_rules.yaml',
      does: 'a project of these rules',
    },
    {
      command: 'falco-rules import --out my-rules k8s_audit_rules.yaml local.yaml',
      does: 'with what changes them, in the order in which Falco loads the files',
    },
  ],
  async run({ options, operands, terminal, cwd }) {
    if (operands.length === 0) throw usageFault('import takes rules files');
    const paths = rulesPaths(operands, cwd);
    const wrong = paths.find((path) => !/\.ya?ml$/.test(path));
    if (wrong !== undefined) throw usageFault(`${wrong}: must be a rules file in YAML`);
    const given = inOrder(paths.map((path) => ({ name: basename(path), content: readBytes(path) })));

    const { importRules } = await import('@falco-rules/rules-dsl');
    const imported = importRules(given.files);
    if (!imported.ok) {
      throw contentFault('nothing is written: Falco does not load the rules', {
        diagnostics: imported.diagnostics.filter(({ severity }) => severity === 'error'),
      });
    }
    const root = resolve(cwd, options.out ?? '.');
    const modules = Object.fromEntries(imported.files.map(({ name, content }) => [`rules/${name}`, content]));
    const { configFile } = await loadProject(root);
    const around = configFile === undefined ? skeleton(root, given.files, Object.keys(modules)) : {};
    const files = { ...around, ...modules };
    const taken = Object.keys(files).filter((name) => pathKind(join(root, name)));
    if (taken.length > 0) {
      throw usageFault(
        `nothing is written: ${taken.join(', ')} ${taken.length === 1 ? 'is' : 'are'} there already`,
      );
    }
    for (const [name, content] of Object.entries(files)) writeText(join(root, name), content);
    const shown = (name: string): string => join(options.out ?? '.', name);
    await terminal.out(
      Object.keys(files)
        .sort()
        .map((name) => `${shown(name)}\n`)
        .join(''),
    );
    if (given.renamed) {
      terminal.err('The files are numbered: Falco reads what they are built to in the order of their names.');
    }
    for (const { name, items, asYaml, kept } of imported.files) {
      const file = shown(`rules/${name}`);
      if (kept !== undefined) terminal.err(`${file} stays YAML: ${kept}`);
      else {
        const inYaml = asYaml.length === 0 ? '' : `, of these as YAML: ${summary(asYaml)}`;
        terminal.err(`${file}: ${items} ${items === 1 ? 'item' : 'items'}${inYaml}`);
      }
    }
    return 0;
  },
});

interface Given {
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[];
  readonly renamed: boolean;
}

/** What is built is read by its names: where those are not in order, or are the same, numbers go before them. */
function inOrder(files: Given['files']): Given {
  const stems = files.map(({ name }) => name.replace(/\.ya?ml$/, ''));
  if (stems.every((stem, i) => i === 0 || (stems[i - 1] as string) < stem)) return { files, renamed: false };
  const width = String(files.length).length;
  const numbered = files.map(({ name, content }, i) => ({
    name: `${String(i + 1).padStart(width, '0')}-${name}`,
    content,
  }));
  return { files: numbered, renamed: true };
}

/** What makes modules a project, and a test that holds what the rules say today. */
function skeleton(root: string, given: Given['files'], modules: readonly string[]): NewFiles {
  const copies = Object.fromEntries(given.map(({ name, content }) => [name, content]));
  const verdict = { ...starterVerdict(copies, EXEC_EVENTS), rules: modules };
  return {
    ...typescriptProject({ name: packageName(root), rules: ['rules'], builds: true }),
    ...typescriptTest(verdict),
    'fixtures/starter.jsonl': jsonLines(EXEC_EVENTS),
  };
}

const SHOWN = 3;

function summary(items: readonly { readonly kind: string; readonly name: string }[]): string {
  const names = items.slice(0, SHOWN).map(({ kind, name }) => `${kind} ${name}`);
  const more = items.length - names.length;
  return `${names.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
