import { basename, dirname, extname, isAbsolute, relative, resolve } from 'node:path';
import { type Diagnostic, encodeText, type Span } from '@falco-rules/language';
import { contentFault } from '../fault.js';
import { findUpwards, readText } from '../files.js';
import {
  type Config,
  type CoverageConfig,
  configSchema,
  type LintConfig,
  type MutationConfig,
} from './config-schema.js';
import type { DocumentPath } from './document.js';
import type { LoadOptions } from './load-module.js';

const CONFIG_NAMES = ['ts', 'mts', 'js', 'mjs', 'json', 'yaml', 'yml'].map(
  (extension) => `falco-rules.config.${extension}`,
);

/** A user's project: where it is, and what its config says, defaults filled in. Paths are absolute. */
export interface Project {
  /** The folder of the config; the current folder where there is none. */
  readonly root: string;
  /** The config's file, where there is one. */
  readonly configFile: string | undefined;
  readonly rules: readonly string[];
  readonly tests: readonly string[];
  readonly fixtures: string;
  readonly out: string;
  readonly falco: string | undefined;
  readonly plugins: readonly string[];
  readonly ruleMatching: 'first' | 'all';
  readonly lint: LintConfig;
  readonly coverage: CoverageConfig;
  readonly mutation: MutationConfig;
  readonly strict: boolean;
}

/** Whether a file may be the config of a project. */
export function isConfigName(path: string): boolean {
  return CONFIG_NAMES.includes(basename(path));
}

/**
 * The project that a folder belongs to. Throws a fault for a config that is wrong. `anew`: the config may have changed
 * since it was loaded.
 */
export async function loadProject(cwd: string, options: LoadOptions = {}): Promise<Project> {
  const configFile = findUpwards(cwd, CONFIG_NAMES);
  const root = configFile === undefined ? resolve(cwd) : dirname(configFile);
  const config =
    configFile === undefined ? {} : await readConfig(configFile, shownPath(cwd, configFile), options);
  const absolute = (path: string): string => resolve(root, path);
  return {
    root,
    configFile,
    rules: list(config.rules ?? 'rules').map(absolute),
    tests: list(config.tests ?? 'tests').map(absolute),
    fixtures: absolute(config.fixtures ?? 'fixtures'),
    out: absolute(config.out ?? 'dist'),
    falco: config.falco,
    plugins: config.plugins ?? [],
    ruleMatching: config.ruleMatching ?? 'first',
    lint: config.lint ?? {},
    coverage: config.coverage ?? {},
    mutation: config.mutation ?? {},
    strict: config.strict ?? false,
  };
}

/** A path as a person at `cwd` would write it. */
export function shownPath(cwd: string, path: string): string {
  const short = relative(cwd, path);
  return short === '' ? '.' : short.startsWith('..') || isAbsolute(short) ? path : short;
}

function list(given: string | readonly string[]): readonly string[] {
  return typeof given === 'string' ? [given] : given;
}

async function readConfig(path: string, shownAs: string, options: LoadOptions): Promise<Config> {
  const { checkSchema } = await import('./check-schema.js');
  if (/^\.(json|ya?ml)$/.test(extname(path))) {
    const { readDocument } = await import('./document.js');
    const document = readDocument(path, shownAs, 'invalid-config');
    const value = document.value ?? {};
    refuse(
      checkSchema(configSchema('snake'), value).map((fault) =>
        diagnostic(fault.message, document.span(fault.path, fault.at)),
      ),
    );
    return camelKeys(value as Record<string, unknown>);
  }
  const { loadModule } = await import('./load-module.js');
  const exports = await loadModule(path, shownAs, options);
  const value = exports['default'];
  if (value === undefined)
    throw contentFault(`${shownAs} has no default export`, { help: 'export default defineConfig({ ... })' });
  const faults = checkSchema(configSchema('camel'), value);
  refuse(faults.map(({ message, path: at }) => diagnostic(message, spanOfKey(path, shownAs, at))));
  return value as Config;
}

function refuse(diagnostics: readonly Diagnostic[]): void {
  if (diagnostics.length > 0) throw contentFault('', { diagnostics });
}

function diagnostic(message: string, span: Span): Diagnostic {
  return { code: 'invalid-config', severity: 'error', message, span };
}

function camelKeys(value: Readonly<Record<string, unknown>>): Config {
  const entries = Object.entries(value).map(([key, each]) => [
    key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
    typeof each === 'object' && each !== null && !Array.isArray(each)
      ? camelKeys(each as Record<string, unknown>)
      : each,
  ]);
  return Object.fromEntries(entries);
}

/** Where a module's text names a key: the config itself is a value by now. */
function spanOfKey(path: string, name: string, at: DocumentPath): Span {
  const text = readText(path);
  const key = at.findLast((part) => typeof part === 'string');
  const found =
    key === undefined
      ? null
      : new RegExp(`\\b${String(key).replace(/\W/g, '\\$&')}\\b(?=['"]?\\s*[:,}])`).exec(text);
  const start = found ? encodeText(text.slice(0, found.index)).length : 0;
  return {
    file: { name, text: encodeText(text) },
    start,
    end: start + (found ? encodeText(found[0]).length : 0),
  };
}
