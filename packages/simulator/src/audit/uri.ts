import type { QueryValue } from './types.js';

/** The path of an API request: `/apis/GROUP/VERSION/namespaces/NAMESPACE/RESOURCE/NAME/SUBRESOURCE`. */
export function objectPath(parts: {
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly resource: string;
  readonly name: string | undefined;
  readonly subresource: string | undefined;
}): string {
  const { group, version, namespace, resource, name, subresource } = parts;
  const segments = [
    ...(group === '' ? ['api'] : ['apis', group]),
    version,
    ...(namespace === undefined ? [] : ['namespaces', namespace]),
    resource,
    ...(name === undefined ? [] : [name]),
    ...(name === undefined || subresource === undefined ? [] : subresource.split('/')),
  ];
  return segments.map((segment) => `/${escapeSegment(segment)}`).join('');
}

/** The path with its query, as Go clients write it (net/url, Values.Encode): keys sorted, blanks as `+`. */
export function withQuery(path: string, query: Readonly<Record<string, QueryValue>>): string {
  const pairs = Object.keys(query)
    .sort()
    .flatMap((key) =>
      [query[key] ?? []].flat().map((value) => `${escapeQuery(key)}=${escapeQuery(String(value))}`),
    );
  if (pairs.length === 0) return path;
  return `${path}${path.includes('?') ? '&' : '?'}${pairs.join('&')}`;
}

/** net/url leaves `$&+,:;=@` in a path as they are. */
function escapeSegment(text: string): string {
  return escapeAll(text).replace(/%(?:24|26|2B|2C|3A|3B|3D|40)/g, (code) =>
    String.fromCharCode(Number.parseInt(code.slice(1), 16)),
  );
}

function escapeQuery(text: string): string {
  return escapeAll(text).replaceAll('%20', '+');
}

function escapeAll(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
