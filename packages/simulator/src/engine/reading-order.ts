import { findField } from '@falco-rules/language';
import type { FieldRequest } from '../extract/index.js';

/**
 * Whether a field may be read before Falco would read it. A plugin that has looked at a text with escapes
 * writes an object around it differently afterwards (see Extractor), so that a field below another one that is
 * asked for has to wait for its turn.
 */
export function mayReadEarly(field: FieldRequest, all: readonly FieldRequest[]): boolean {
  const own = readBy(field);
  if (!own) return true;
  let node = pathsOf(all).get(own.provider);
  for (const key of own.keys) {
    if (!node) return true;
    if (node.isAsked) return false;
    node = node.below.get(key);
  }
  return true;
}

/** A place in events that plugins look at, and those inside of it. */
interface Path {
  /** Whether a field is this place itself. */
  isAsked: boolean;
  readonly below: Map<string, Path>;
}

interface Paths {
  /** How many requests are in it: more may have been added to them since. */
  readonly count: number;
  readonly byProvider: ReadonlyMap<string, Path>;
}

const known = new WeakMap<readonly FieldRequest[], Paths>();

/** The places that fields are read from, by plugin. Put together once for all fields that are asked about. */
function pathsOf(all: readonly FieldRequest[]): ReadonlyMap<string, Path> {
  const before = known.get(all);
  if (before?.count === all.length) return before.byProvider;
  const byProvider = new Map<string, Path>();
  for (const request of all) {
    const read = readBy(request);
    if (!read) continue;
    let node = below(byProvider, read.provider);
    for (const key of read.keys) node = below(node.below, key);
    node.isAsked = true;
  }
  known.set(all, { count: all.length, byProvider });
  return byProvider;
}

function below(paths: Map<string, Path>, key: string): Path {
  let path = paths.get(key);
  if (!path) {
    path = { isAsked: false, below: new Map() };
    paths.set(key, path);
  }
  return path;
}

/** The plugin that reads a field, and the path that it looks at; undefined where it looks at nothing. */
function readBy({ name, arg }: FieldRequest): { provider: string; keys: readonly string[] } | undefined {
  const row = findField(name);
  if (!row) return undefined;
  const { provider, from } = row;
  // The json plugin shows the time and the whole event without looking into it.
  if (from.irregular === 'json-rawtime' || from.irregular === 'json-indented') return undefined;
  const keys = provider === 'json' ? (arg ?? '').split('/').slice(1) : from.keys;
  return keys && { provider, keys };
}
