import { extname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import type { MessagePort } from 'node:worker_threads';
import { transformSync } from 'rolldown/utils';
import { pathKind, readText } from './files.js';
import { anewOf } from './project/anew.js';
import type { ModuleFault } from './project/module-fault.js';

// How a user's modules load: TypeScript is turned into JavaScript one file at a time, with a source map, so that
// errors point at the user's own line; `falco-rules` is the project's own copy or else this one. The same on every
// Node, whether or not it strips types by itself. Registered by project/load-module.ts, on Node 20 in a thread.

interface Resolved {
  readonly url: string;
  readonly format?: string | null | undefined;
  readonly shortCircuit?: boolean;
}
interface ResolveContext {
  readonly parentURL?: string | undefined;
}
interface Loaded {
  readonly format: 'module';
  readonly source: string;
  readonly shortCircuit: true;
}

const TYPESCRIPT: Readonly<Record<string, 'ts' | 'tsx'>> = { '.ts': 'ts', '.mts': 'ts', '.tsx': 'tsx' };

/** What a specifier's extension may stand for in TypeScript sources. */
const SOURCES_OF: Readonly<Record<string, readonly string[]>> = {
  '.js': ['.ts', '.tsx'],
  '.mjs': ['.mts'],
  '.jsx': ['.tsx'],
};

/** What a project without a copy of its own is given. */
const OWN_ENTRIES: Readonly<Record<string, () => string>> = {
  'falco-rules': () => new URL('./index.js', import.meta.url).href,
  'falco-rules/test': () => new URL('./test.js', import.meta.url).href,
  vitest: () => import.meta.resolve('vitest'),
};

const OWN_FOLDER = new URL('./', import.meta.url).href;

let port: MessagePort | undefined;

/** Where to tell what is loaded. Node calls this where the hooks have a thread of their own. */
export function initialize(given: MessagePort): void {
  port = given;
}

export function resolveSync(
  specifier: string,
  context: ResolveContext,
  next: (specifier: string, context?: ResolveContext) => Resolved,
): Resolved {
  const early = resolveEarly(specifier, context);
  if (early) return anewAs(early, context);
  try {
    return anewAs(next(specifier, context), context);
  } catch (error) {
    return resolveLate(specifier, error);
  }
}

export async function resolve(
  specifier: string,
  context: ResolveContext,
  next: (specifier: string, context?: ResolveContext) => Promise<Resolved>,
): Promise<Resolved> {
  const early = resolveEarly(specifier, context);
  if (early) return anewAs(early, context);
  try {
    return anewAs(await next(specifier, context), context);
  } catch (error) {
    return resolveLate(specifier, error);
  }
}

export function loadSync<L>(
  url: string,
  context: unknown,
  next: (url: string, context?: unknown) => L,
): L | Loaded {
  tellLoaded(url);
  return loadTypeScript(url) ?? next(url, context);
}

export async function load<L>(
  url: string,
  context: unknown,
  next: (url: string, context?: unknown) => Promise<L>,
): Promise<L | Loaded> {
  tellLoaded(url);
  return loadTypeScript(url) ?? next(url, context);
}

/** Whether a module is the user's: not a package's, nor ours. */
function isUsers(url: string): boolean {
  return url.startsWith('file:') && !url.includes('/node_modules/') && !url.startsWith(OWN_FOLDER);
}

function tellLoaded(url: string): void {
  if (isUsers(url)) port?.postMessage(fileURLToPath(url));
}

/** What is imported by a module that is loaded anew is loaded anew, too. */
function anewAs(resolved: Resolved, { parentURL }: ResolveContext): Resolved {
  const stamp = anewOf(parentURL);
  return stamp !== undefined && isUsers(resolved.url)
    ? { ...resolved, url: `${resolved.url}?${stamp}` }
    : resolved;
}

/** A relative import of what exists only as TypeScript, or without its extension. Undefined: Node resolves it. */
function resolveEarly(specifier: string, { parentURL }: ResolveContext): Resolved | undefined {
  if (!/^(\.{0,2}\/|file:)/.test(specifier) || !parentURL?.startsWith('file:')) return undefined;
  if (parentURL.includes('/node_modules/')) return undefined;
  const path = fileURLToPath(new URL(specifier, parentURL));
  if (pathKind(path) === 'file') return undefined;
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const found = [
    ...(SOURCES_OF[extension] ?? []).map((source) => stem + source),
    ...['.ts', '.mts', '.js', '.mjs'].map((source) => path + source),
    ...['index.ts', 'index.js'].map((index) => join(path, index)),
  ].find((candidate) => pathKind(candidate) === 'file');
  return found === undefined ? undefined : { url: pathToFileURL(found).href, shortCircuit: true };
}

function resolveLate(specifier: string, error: unknown): Resolved {
  const own = OWN_ENTRIES[specifier];
  if (!own || (error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
  return { url: own(), shortCircuit: true };
}

function loadTypeScript(url: string): Loaded | undefined {
  if (!url.startsWith('file:')) return undefined;
  const path = fileURLToPath(url);
  const lang = TYPESCRIPT[extname(path)];
  if (lang === undefined) return undefined;
  const text = readText(path);
  const { code, map, errors } = transformSync(path, text, { lang, sourcemap: true, tsconfig: false });
  const [error] = errors;
  if (error) return { format: 'module', source: throwing(faultOf(path, error)), shortCircuit: true };
  const encoded = Buffer.from(JSON.stringify({ ...map, sources: [url] })).toString('base64');
  return {
    format: 'module',
    source: `${code}\n//# sourceMappingURL=data:application/json;base64,${encoded}\n`,
    shortCircuit: true,
  };
}

/** The bare words of a syntax error, and its place; rolldown's message is a coloured picture. */
function faultOf(path: string, error: { readonly message: string; readonly pos?: number }): ModuleFault {
  const [first = ''] = error.message.split('\n');
  const message = first.replace(/\x1b\[[\d;]*m/g, '').replace(/^\[\w+\] /, '');
  const start = error.pos ?? 0;
  return { path, message: message.charAt(0).toLowerCase() + message.slice(1), start, end: start + 1 };
}

/** A module that throws a fault: errors thrown in a hook lose what they carry on the way to the other thread. */
function throwing(fault: ModuleFault): string {
  return `throw Object.assign(new SyntaxError(${JSON.stringify(fault.message)}),{[Symbol.for('falco-rules.module-fault')]:${JSON.stringify(fault)}})`;
}
