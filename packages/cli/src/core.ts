import type { Script as VmScript } from 'node:vm';

// Only the built program has this file's core.cjs: all sources that need not be modules of Node's, in one script
// (scripts/build/bundle.mjs). V8 takes over what it compiled of it when it was built, where it is the same V8. That
// saves half of a start; modules have no such cache in Node 20. Node's own modules are got without `import`, which
// would first make modules of all their exports.

const { createRequire, enableCompileCache } = process.getBuiltinModule('node:module') as NodeModule;
const { fileURLToPath } = process.getBuiltinModule('node:url');
const { readFileSync } = process.getBuiltinModule('node:fs');

type NodeModule = typeof import('node:module') & { enableCompileCache?: () => void };
type Modules = Readonly<Record<string, Readonly<Record<string, unknown>>>>;
type Core = (load: (path: string) => Promise<unknown>) => Modules;
type Wrapped = (exports: object, require: NodeJS.Require, module: { exports: object }, path: string) => void;

const FILE: string = fileURLToPath(new URL('./core.cjs', import.meta.url));
const WRAPPER = '(function(exports,require,module,__filename){';

/** The core as a script; undefined where Node keeps compiled code by itself (22.1 and later; bin.ts asks it to). */
export const script: VmScript | undefined = enableCompileCache ? undefined : compiled();

/** The core's modules by their paths in the sources; each runs when it is first asked for. */
export const modules: Modules = load();

function compiled(): VmScript {
  const { Script } = process.getBuiltinModule('node:vm');
  // Built as ASCII.
  const source = readFileSync(FILE, 'latin1');
  return new Script(`${WRAPPER}${source}\n})`, {
    // V8 keeps it with the code: not where it was built.
    filename: 'falco-rules/core.cjs',
    columnOffset: -WRAPPER.length,
    cachedData: codeCache(),
  });
}

/** V8 itself looks whether it is of its own version and of a source as long; the build makes both at once. */
function codeCache(): Buffer | undefined {
  try {
    return readFileSync(`${FILE}.v8cache`);
  } catch {
    return undefined;
  }
}

function load(): Modules {
  const require = createRequire(FILE);
  const core = { exports: {} };
  if (script) (script.runInThisContext() as Wrapped)(core.exports, require, core, FILE);
  else core.exports = require(FILE);
  return (core.exports as Core)((path) => import(path));
}
