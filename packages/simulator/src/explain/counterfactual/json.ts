/** An event as JSON.parse gives it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/** One change of an event: a value at a path is set, replaced or removed. */
export interface Edit {
  readonly path: readonly (string | number)[];
  /** Undefined: there was nothing. */
  readonly from: Json | undefined;
  /** Undefined: it is removed. */
  readonly to: Json | undefined;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The changes that lead from one value to the other, as deep in as they are. */
export function editsBetween(from: Json | undefined, to: Json | undefined, path: Edit['path'] = []): Edit[] {
  if (isObject(from) && isObject(to)) {
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key) =>
      editsBetween(ownValue(from, key), ownValue(to, key), [...path, key]),
    );
  }
  if (Array.isArray(from) && Array.isArray(to) && from.length === to.length) {
    return from.flatMap((item, i) => editsBetween(item, to[i], [...path, i]));
  }
  return JSON.stringify(from) === JSON.stringify(to) ? [] : [{ path, from, to }];
}

function ownValue(object: JsonObject, key: string): Json | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** A path as jq writes it: `.user.username`, `.annotations["a/b"]`, `.items[0]`. */
export function jsonPath(path: Edit['path']): string {
  if (path.length === 0) return '.';
  return path
    .map((step, i) => {
      if (typeof step === 'number') return i === 0 ? `.[${step}]` : `[${step}]`;
      if (/^[A-Za-z_]\w*$/.test(step)) return `.${step}`;
      return `${i === 0 ? '.' : ''}[${JSON.stringify(step)}]`;
    })
    .join('');
}
