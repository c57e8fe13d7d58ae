// Two bundles: core.cjs, one script of all sources that need not be modules of Node's own, and modules for the rest.
import { readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { build } from 'esbuild';

/** Files that others start at, in packages/cli/src. */
const ENTRIES = ['main', 'index', 'test', 'record', 'replay-worker', 'test-thread'];

/** Bundles packages/cli into a folder; gives the paths of what went into it. */
export async function bundle({ cli, dist, version, external }) {
  const common = {
    absWorkingDir: cli,
    bundle: true,
    platform: 'node',
    target: 'node20.19',
    minifySyntax: true,
    minifyWhitespace: true,
    sourcemap: 'linked',
    sourcesContent: false,
    define: { __VERSION__: JSON.stringify(version) },
    external,
    legalComments: 'none',
    metafile: true,
    logLevel: 'warning',
  };
  const modules = { ...common, format: 'esm', splitting: true, chunkNames: '[name]-[hash]', outdir: dist };
  const graph = new Graph(await sourcesOf({ ...modules, entryPoints: paths(ENTRIES) }));
  const exports = await exportsOf(graph.doors(paths(ENTRIES)), modules);
  const made = await Promise.all([
    bundleCore(graph, [...exports.keys()], dist, common),
    bundleModules(graph, exports, modules),
    // The thread of module hooks has no use for the core.
    build({
      ...modules,
      entryPoints: ['src/bin.ts', 'src/module-hooks.ts'],
      external: [...external, './main.js'],
    }),
  ]);
  return made
    .flatMap(({ metafile }) => Object.keys(metafile.inputs))
    .filter((path) => !path.startsWith('core:'));
}

const paths = (names) => names.map((name) => `src/${name}.ts`);

/** What is in a bundle: path, relative to packages/cli, to what it imports. */
async function sourcesOf(options) {
  return (await build({ ...options, write: false })).metafile.inputs;
}

/** Source files, what they import, and which of them go into the core. */
class Graph {
  #inputs;
  /** Those that are modules of Node's: they import packages that are not bundled in, or others that do. */
  #apart = new Set();

  constructor(inputs) {
    this.#inputs = inputs;
    for (let before = -1; before !== this.#apart.size; ) {
      before = this.#apart.size;
      for (const [path, { imports }] of Object.entries(inputs))
        if (imports.some((one) => this.#keepsApart(one))) this.#apart.add(path);
    }
  }

  #keepsApart({ path, kind, external }) {
    if (kind !== 'import-statement') return false;
    return external ? !path.startsWith('node:') : this.#apart.has(path);
  }

  isApart(path) {
    return this.#apart.has(path);
  }

  /** Where an import of a source leads: undefined if to no source. */
  target(importer, specifier) {
    const { imports = [] } = this.#inputs[importer] ?? {};
    return imports.find(({ original, external }) => original === specifier && !external)?.path;
  }

  /** Files of the core that are imported from outside of it, and entries that are in it. */
  doors(entries) {
    const found = new Set(entries.filter((path) => !this.isApart(path)));
    for (const path of this.#apart)
      for (const one of this.#inputs[path].imports)
        if (!one.external && !this.isApart(one.path)) found.add(one.path);
    return [...found].sort();
  }

  /** Files apart that the core imports, when it comes to that. */
  get outlets() {
    const found = new Set();
    for (const [path, { imports }] of Object.entries(this.#inputs))
      if (!this.isApart(path)) for (const one of imports) if (this.isApart(one.path)) found.add(one.path);
    return [...found].sort();
  }
}

/** File to the names that it exports. */
async function exportsOf(files, options) {
  const { outputs } = (await build({ ...options, entryPoints: files, write: false })).metafile;
  // What is imported dynamically counts as an entry point too.
  const named = Object.values(outputs).filter(({ entryPoint }) => files.includes(entryPoint));
  return new Map(named.map(({ entryPoint, exports }) => [entryPoint, exports]));
}

/**
 * A script that exports a function; it takes one that imports, and gives the doors by their paths. What is behind one
 * runs when it is first asked for.
 */
async function bundleCore(graph, doors, dist, common) {
  const getters = doors.map((path) => `get ${JSON.stringify(path)}() { return require('./${path}'); },`);
  const outfile = join(dist, 'core.cjs');
  const made = await build({
    ...common,
    stdin: {
      contents: `module.exports = (given) => { Import = given; return {\n${getters.join('\n')}\n}; };`,
      resolveDir: common.absWorkingDir,
    },
    outfile,
    format: 'cjs',
    define: { ...common.define, 'import.meta.url': '__url' },
    banner: { js: "let Import;const __url=require('node:url').pathToFileURL(__filename).href;" },
    plugins: [
      {
        name: 'outlets',
        setup({ onResolve }) {
          onResolve({ filter: /./ }, ({ path, importer }) => {
            const target = graph.target(relative(common.absWorkingDir, importer), path);
            if (target !== undefined && graph.isApart(target))
              return { path: `./${flat(target)}.js`, external: true };
          });
        },
      },
    ],
  });
  // A script that V8 takes from its cache cannot import in Node 20. The name is as long: the source map stays true.
  const text = await readFile(outfile, 'utf8');
  await writeFile(outfile, text.replace(/\bimport\(/g, 'Import('));
  return made;
}

const flat = (path) =>
  path
    .replace(/^src\//, '')
    .replace(/\.ts$/, '')
    .replaceAll('/', '-');

/** Modules with splitting; an import that leads into the core becomes one of what the core exports. */
async function bundleModules(graph, exports, options) {
  const cli = options.absWorkingDir;
  const entries = new Set([...graph.outlets, ...paths(ENTRIES), 'src/core.ts']);
  return build({
    ...options,
    entryPoints: [...entries].map((path) => ({
      in: exports.has(path) ? `core:${path}` : path,
      out: flat(path),
    })),
    plugins: [
      {
        name: 'core',
        setup({ onResolve, onLoad }) {
          onResolve({ filter: /^core:/ }, ({ path }) => ({
            path: path.slice('core:'.length),
            namespace: 'core',
          }));
          onResolve({ filter: /./ }, ({ path, importer }) => {
            const target = graph.target(relative(cli, importer), path);
            if (target !== undefined && exports.has(target)) return { path: target, namespace: 'core' };
          });
          onLoad({ filter: /./, namespace: 'core' }, ({ path }) => {
            const names = exports.get(path);
            const lines = names.map((name, i) =>
              name === 'default'
                ? 'export default m.default;'
                : `const v${i} = m.${name}; export { v${i} as ${name} };`,
            );
            const from = `import { modules } from './src/core.js';\nconst m = modules[${JSON.stringify(path)}];`;
            return { contents: [from, ...lines].join('\n'), resolveDir: cli };
          });
        },
      },
    ],
  });
}
