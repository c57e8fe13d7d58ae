import module from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import { encodeText, type SourceFile, type Span } from '@falco-rules/language';
import { type CallSite, isRulesMistake, type RulesMistake } from '@falco-rules/rules-dsl';
import { contentFault, type Fault, isFault } from '../fault.js';
import { pathKind, readBytes, readText } from '../files.js';
import { ANEW } from './anew.js';
import { MODULE_FAULT, type ModuleFault } from './module-fault.js';
import { shownPath } from './project.js';

// The one loader of users' modules, for build, replay, validate, the config and the tests' rules() alike.

interface RegisterHooks {
  registerHooks?(hooks: { resolve: unknown; load: unknown }): void;
}

let hooked: Promise<MessagePort> | undefined;
let timesAnew = 0;
const loaded = new Set<string>();

export interface LoadOptions {
  /** Node keeps a module that it has loaded: this reads it once more, with what it imports of the user's. */
  readonly anew?: boolean;
}

/** The exports of a TypeScript or JavaScript module. Throws a fault that points at the user's line. */
export async function loadModule(
  path: string,
  shownAs: string = path,
  { anew = false }: LoadOptions = {},
): Promise<Readonly<Record<string, unknown>>> {
  // Reading it says, in plain words, where it cannot be read.
  if (!pathKind(path)) readBytes(path, shownAs);
  hooked ??= installHooks();
  await hooked;
  const { href } = pathToFileURL(path);
  try {
    return (await import(anew ? `${href}?${ANEW}=${++timesAnew}` : href)) as Record<string, unknown>;
  } catch (error) {
    throw moduleFault(error, path, shownAs);
  }
}

/** All of a user's files that were loaded so far, those included that modules import. */
export async function filesLoaded(): Promise<readonly string[]> {
  const port = await hooked;
  if (!port) return [];
  for (;;) {
    const told = receiveMessageOnPort(port);
    if (!told) return [...loaded];
    loaded.add(told.message as string);
  }
}

/** Gives the port on which the hooks tell what they load: on Node 20 they run in a thread of their own. */
async function installHooks(): Promise<MessagePort> {
  // Errors and the call sites that the DSL keeps are told in the lines of the user's TypeScript.
  process.setSourceMapsEnabled(true);
  const { port1, port2 } = new MessageChannel();
  const hooks = new URL('./module-hooks.js', import.meta.url);
  const { registerHooks } = module as RegisterHooks;
  if (registerHooks) {
    const { initialize, resolveSync, loadSync } = await import(hooks.href);
    initialize(port2);
    registerHooks({ resolve: resolveSync, load: loadSync });
  } else {
    module.register(hooks, { data: port2, transferList: [port2] });
  }
  // No program is kept running by them.
  port1.unref();
  return port1;
}

/** Says an error of a user's module as a fault: the message, and the place in the user's own files. */
export function moduleFault(thrown: unknown, path: string, shownAs: string): Fault {
  if (isFault(thrown)) return thrown;
  if (isRulesMistake(thrown)) return mistakeFault(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  const place = placeOf(thrown, path);
  if (!place) return contentFault(`${shownAs}: ${message}`, { cause: thrown });
  return contentFault('', {
    cause: thrown,
    diagnostics: [
      {
        code: 'module-error',
        severity: 'error',
        message: place.message ?? message,
        span: spanIn(place.path, place.path === path ? shownAs : place.path, place.start, place.end),
      },
    ],
  });
}

/** A mistake that the DSL reports, as a fault that shows the places it is about. */
export function mistakeFault({ problem, callSites }: RulesMistake): Fault {
  const [first, ...others] = callSites.flatMap((site) => spanOfCall(site) ?? []);
  return contentFault('', {
    diagnostics: [
      {
        code: 'rules-mistake',
        severity: 'error',
        message: problem,
        ...(first && { span: first }),
        related: others.map((span) => ({ span, message: 'the other place' })),
      },
    ],
  });
}

/** Where a call stands in a user's module; undefined where the runtime does not tell. */
export function spanOfCall({ file, line, column }: CallSite): Span | undefined {
  const found = placeAt(file, line, column);
  return found && spanIn(file, shownPath(process.cwd(), file), found.start, found.end);
}

interface Place {
  readonly path: string;
  readonly start: number;
  readonly end: number;
  readonly message?: string;
}

function placeOf(thrown: unknown, path: string): Place | undefined {
  if (typeof thrown !== 'object' || thrown === null) return undefined;
  const fault = (thrown as { [MODULE_FAULT]?: ModuleFault })[MODULE_FAULT];
  if (fault) return fault;
  const { stack = '', message = '' } = thrown as Partial<Error>;
  return placeOfImport(message, stack, path) ?? placeOfFrame(stack);
}

/** A module that is not found, or an export that it does not have: no frame points at the import. */
function placeOfImport(message: string, stack: string, path: string): Place | undefined {
  const missing = /^Cannot find (?:package|module) '(.+?)' imported from (.+?)$/m.exec(message);
  if (missing) {
    const [, target = '', importer = ''] = missing;
    const from = importer.startsWith('file:') ? fileURLToPath(importer) : importer;
    const last = target.split(/[\\/]/).at(-1) ?? target;
    return findInImport(from, (specifier) => specifier === target || specifier.endsWith(last), target);
  }
  const unexported = /^The requested module '(.+?)' does not provide an export named '(.+?)'/m.exec(message);
  if (unexported) {
    const [, target = '', name = ''] = unexported;
    const importer = /^(file:.+?):\d+$/m.exec(stack)?.[1];
    const from = importer === undefined ? path : fileURLToPath(importer);
    const found = findInImport(from, (specifier) => specifier === target, name);
    return found && { ...found, message: `${target} has no export named ${name}` };
  }
  return undefined;
}

/** The import whose specifier fits, or the name in its braces. */
function findInImport(path: string, fits: (specifier: string) => boolean, name: string): Place | undefined {
  let text: string;
  try {
    text = readText(path);
  } catch {
    return undefined;
  }
  for (const match of text.matchAll(/\b(?:import|export)\b([^'"`;]*?)(?:\bfrom\s*|\(\s*)?(['"])(.*?)\2/g)) {
    const [whole, names = '', , specifier = ''] = match;
    if (!fits(specifier)) continue;
    const named = new RegExp(`\\b${name.replace(/\W/g, '\\$&')}\\b`).exec(names);
    const start = named
      ? match.index + whole.indexOf(names) + named.index
      : match.index + whole.length - 1 - specifier.length;
    const end = start + (named ? name.length : specifier.length);
    return { path, start, end, message: `cannot find ${specifier}` };
  }
  return undefined;
}

/** The innermost frame in a user's own file. */
function placeOfFrame(stack: string): Place | undefined {
  const ours = fileURLToPath(new URL('.', import.meta.url));
  for (const [, location = '', line = '', column = ''] of stack.matchAll(
    /\(?((?:file:\/\/)?\/[^()\n]+?|[A-Za-z]:\\[^()\n]+?):(\d+):(\d+)\)?$/gm,
  )) {
    const path = location.startsWith('file:') ? fileURLToPath(location) : location;
    if (path.startsWith(ours) || /[\\/]node_modules[\\/]/.test(path)) continue;
    const place = placeAt(path, Number(line), Number(column));
    if (place) return place;
  }
  return undefined;
}

/** The word at a line and column, both counted from 1; undefined where the file cannot be read. */
function placeAt(path: string, line: number, column: number): Place | undefined {
  let text: string;
  try {
    text = readText(path);
  } catch {
    return undefined;
  }
  const lines = text.split('\n');
  const before = lines.slice(0, line - 1).reduce((sum, each) => sum + each.length + 1, 0);
  const start = Math.min(text.length, before + column - 1);
  const word = /^[\w$.]+/.exec(text.slice(start))?.[0].length ?? 1;
  return { path, start, end: start + word };
}

/** A span of the file as bytes, from offsets in its UTF-16 text. */
function spanIn(path: string, name: string, start: number, end: number): Span {
  const text = readText(path);
  const file: SourceFile = { name, text: encodeText(text) };
  return { file, start: encodeText(text.slice(0, start)).length, end: encodeText(text.slice(0, end)).length };
}
