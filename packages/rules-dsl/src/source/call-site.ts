/** Where in a user's module something was written. Line and column count from 1. */
export interface CallSite {
  /** As the runtime names it: a path, or what a loader called the module. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A call site that is looked up when somebody asks. */
export type LazyCallSite = () => CallSite | undefined;

// Two frames: a call may come from a built-in, as in `names.map(ka.verb.eq)`.
const DEPTH = 2;

type StackLimit = { stackTraceLimit?: number };

/**
 * Remembers who called `callee`, one of our public functions. Taking the frames is cheap; they are written out
 * as text (through the source maps that the process knows) only when the site is asked for.
 */
export function captureCallSite(callee: (...args: never[]) => unknown): LazyCallSite {
  const holder: { stack?: string } = {};
  const errors: StackLimit = Error;
  const limit = errors.stackTraceLimit;
  errors.stackTraceLimit = DEPTH;
  Error.captureStackTrace(holder, callee);
  if (limit !== undefined) errors.stackTraceLimit = limit;
  let known: CallSite | null | undefined;
  return () => {
    if (known === undefined) known = firstSite(holder.stack) ?? null;
    return known ?? undefined;
  };
}

function firstSite(stack: unknown): CallSite | undefined {
  if (typeof stack !== 'string') return undefined;
  for (const line of stack.split('\n')) {
    const site = siteOfFrame(line);
    if (site) return site;
  }
  return undefined;
}

// `    at name (file:12:3)` or `    at file:12:3`
const FRAME = /^\s*at (?:.*? \()?(?:async )?(.+?):(\d+):(\d+)\)?$/;

function siteOfFrame(frame: string): CallSite | undefined {
  const found = FRAME.exec(frame);
  if (!found) return undefined;
  const [, location = '', line, column] = found;
  if (location === '<anonymous>' || location.startsWith('node:') || location.startsWith('native '))
    return undefined;
  return Object.freeze({ file: pathOf(location), line: Number(line), column: Number(column) });
}

/** `file:///a%20b.ts?t=1` is `/a b.ts`. */
function pathOf(location: string): string {
  const plain = location.replace(/\?[^?]*$/, '');
  if (!plain.startsWith('file://')) return plain;
  const path = safeDecode(plain.slice('file://'.length));
  return /^\/[A-Za-z]:\//.test(path) ? path.slice(1) : path;
}

function safeDecode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** `file:line:column`, as terminals and editors link it. */
export function printCallSite(site: CallSite | undefined): string {
  return site ? `${site.file}:${site.line}:${site.column}` : 'unknown place';
}
