import { fileURLToPath } from 'node:url';
import type { Vite } from 'vitest/node';
import { compileTests } from '../declarative/compile.js';
import { isFault } from '../fault.js';
import { type Project, shownPath } from '../project/project.js';

/** Files of tests that are written in YAML. */
export const DECLARATIVE = /\.falco-test\.ya?ml$/;

const own = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/** The folder of this package's built files. */
export const OWN_FOLDER: string = fileURLToPath(new URL('.', import.meta.url));

/** Teaches vitest our imports and our declarative tests. */
export function falcoRulesPlugin(project: Project, cwd: string): Vite.Plugin {
  return {
    name: 'falco-rules',
    enforce: 'pre',
    async resolveId(source, importer) {
      // The test API must be the one that belongs to the running vitest; rules may use the project's own copy.
      if (source === 'falco-rules/test') return { id: own('test'), external: true };
      if (source !== 'falco-rules') return null;
      return (
        (await this.resolve(source, importer, { skipSelf: true })) ?? { id: own('index'), external: true }
      );
    },
    load(id) {
      const [path = ''] = id.split('?');
      if (!DECLARATIVE.test(path)) return null;
      return compiled(path, shownPath(project.root, path));
    },
  };
}

/** A file that is wrong becomes a module that says so: vitest then tells it as any failing file. */
function compiled(path: string, shownAs: string): { code: string; map: string | null } {
  try {
    return compileTests(path, shownAs, 'falco-rules/test');
  } catch (error) {
    if (!isFault(error)) throw error;
    return { code: `throw new Error('TODO')`, map: null };
  }
}
