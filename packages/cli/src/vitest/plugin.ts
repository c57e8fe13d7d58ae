import { fileURLToPath } from 'node:url';
import { decodeText, markAt } from '@falco-rules/language';
import type { Vite } from 'vitest/node';
import { compileTests } from '../declarative/compile.js';
import { lineSourceMap } from '../declarative/source-map.js';
import { isFault } from '../fault.js';
import { type Project, shownPath } from '../project/project.js';
import { place } from '../reporters/diagnostics.js';

/** Files of tests that are written in YAML. */
export const DECLARATIVE = /\.falco-test\.ya?ml$/;

const own = (name: string): string => fileURLToPath(new URL(`./${name}.js`, import.meta.url));

/** The folder of this package's built files. */
export const OWN_FOLDER: string = fileURLToPath(new URL('.', import.meta.url));

/** Teaches vitest our imports and our declarative tests. */
export function falcoRulesPlugin(project: Project): Vite.Plugin {
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

/** A file that is wrong becomes a module that says so at its line: vitest tells it as any failing file. */
function compiled(path: string, shownAs: string): { code: string; map: string | null } {
  try {
    return compileTests(path, shownAs, 'falco-rules/test');
  } catch (error) {
    if (!isFault(error)) throw error;
    const [first, ...more] = error.diagnostics;
    const span = first?.span;
    if (!first || !span) return { code: `throw new Error(${JSON.stringify(error.message)});`, map: null };
    const others = more.map((each) => `\n${each.span ? `${place(each.span)}: ` : ''}${each.message}`);
    return {
      code: `throw new Error(${JSON.stringify(first.message + others.join(''))});`,
      map: lineSourceMap(path, decodeText(span.file.text), [markAt(span.file, span.start)]),
    };
  }
}
