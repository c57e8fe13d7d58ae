import * as library from '../index.js';
import { type AnyItem, itemsOfModule, toYaml } from '../index.js';
import type { GivenFile, ImportedFile } from './index.js';

/** What the text of imported modules is built to when it runs, file by file. YAML stays what it is. */
export function buildTexts(files: readonly ImportedFile[]): readonly GivenFile[] {
  const modules = new Map<string, Record<string, unknown>>();
  const earlier: AnyItem[] = [];
  return files.map(({ name, content, kept }) => {
    if (kept !== undefined || typeof content !== 'string') return { name, content: content as Uint8Array };
    const exports = runModule(content, modules);
    modules.set(`./${name.replace(/\.ts$/, '.js')}`, exports);
    const items = itemsOfModule(exports);
    const text = items.length === 0 ? '' : toYaml(items, { earlier });
    earlier.push(...items);
    return { name: name.replace(/\.rules\.ts$/, '.yaml'), content: new TextEncoder().encode(text) };
  });
}

/** The exports of a module. What is written is JavaScript, save for import and export, which are made calls here. */
function runModule(text: string, modules: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const names: string[] = [];
  const script = text
    .replace(
      /^import (\{[^}]*\}) from '([^']+)';$/gm,
      (_, bindings, from) => `const ${bindings} = load('${from}');`,
    )
    .replace(/^export const (\w+)/gm, (_, name: string) => {
      names.push(name);
      return `const ${name}`;
    });
  const run = new Function('load', `'use strict';\n${script}\nreturn { ${names.join(', ')} };`);
  return run((from: string) => (from === 'falco-rules' ? library : modules.get(from))) as Record<
    string,
    unknown
  >;
}
