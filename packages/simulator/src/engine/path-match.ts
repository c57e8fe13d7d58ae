import { type ByteString, globMatcher } from '@falco-rules/language';
import { cString } from './bytes.js';

type GlobMatcher = ReturnType<typeof globMatcher>;

/** A folder of the paths looked for: what may follow in it. Absent where a path ends: everything below matches. */
interface Folder {
  readonly names: Map<ByteString, Folder | undefined>;
  readonly globs: Map<ByteString, { readonly pattern: GlobMatcher; readonly below: Folder | undefined }>;
}

/**
 * `pmatch`: a test whether a value is one of the paths or lies below one (libsinsp, prefix_search.h). Paths
 * are compared part by part, empty parts do not count, a part may be a shell pattern; `/` matches everything.
 */
export function pathMatcher(paths: readonly ByteString[]): (value: ByteString) => boolean {
  if (paths.length === 0) return () => false;
  const root: Folder = newFolder();
  for (const path of paths) {
    const parts = splitPath(path);
    if (parts.length === 0) return () => true;
    add(root, parts);
  }
  return (value) => lookUp(root, splitPath(value), 0);
}

function newFolder(): Folder {
  return { names: new Map(), globs: new Map() };
}

let lastPath = '';
let lastParts: readonly ByteString[] = [];

/** Kept for the next one: many rules look at the same value. */
function splitPath(path: ByteString): readonly ByteString[] {
  if (path !== lastPath) {
    lastPath = path;
    lastParts = path.split('/').filter((part) => part !== '');
  }
  return lastParts;
}

function add(root: Folder, parts: readonly ByteString[]): void {
  let folder = root;
  for (const [i, part] of parts.entries()) {
    const last = i === parts.length - 1;
    const known = isPattern(part) ? folder.globs.get(part) : undefined;
    const exists = isPattern(part) ? known !== undefined : folder.names.has(part);
    let below = isPattern(part) ? known?.below : folder.names.get(part);
    // A shorter path is there already, and it matches whatever this one does.
    if (exists && below === undefined) return;
    if (last) below = undefined;
    else below ??= newFolder();
    if (isPattern(part)) folder.globs.set(part, { pattern: known?.pattern ?? globMatcher(part), below });
    else folder.names.set(part, below);
    if (below === undefined) return;
    folder = below;
  }
}

function isPattern(part: ByteString): boolean {
  return /[?*[]/.test(part);
}

function lookUp(folder: Folder, parts: readonly ByteString[], at: number): boolean {
  const part = parts[at];
  if (part === undefined) return false;
  if (folder.names.has(part) && lookBelow(folder.names.get(part), parts, at + 1)) return true;
  const name = cString(part);
  for (const { pattern, below } of folder.globs.values()) {
    // libsinsp moves on in the value with every pattern that matches, also where what follows does not; so that
    // with several patterns in one place its answer depends on the order of a hash table, or is a crash.
    if (pattern.matches(name) && lookBelow(below, parts, at + 1)) return true;
  }
  return false;
}

function lookBelow(folder: Folder | undefined, parts: readonly ByteString[], at: number): boolean {
  if (folder === undefined) return true;
  return at < parts.length && lookUp(folder, parts, at);
}
