import { eventMistake } from './mistake.js';
import { type ResourceRow, resourceOfKind, resourceOfPlural } from './resources.js';
import type { ManifestCall, ResourceCall, Verb } from './types.js';

/** What a request is about, as the server reads it from the path and the body. */
export interface RequestTarget {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly subresource: string | undefined;
  /** Of the path. */
  readonly namespace: string | undefined;
  /** Of the path, or of the field selector of a list. */
  readonly name: string | undefined;
  /** Whether the name is of the field selector. */
  readonly selected: boolean;
  /** metadata of the body, which the server looks into where the path does not say. */
  readonly metadata: Metadata;
}

export interface Metadata {
  readonly name?: string | undefined;
  readonly uid?: string | undefined;
  readonly resourceVersion?: string | undefined;
}

/** What is about all objects of a kind. */
export const UNNAMED: ReadonlySet<Verb> = new Set(['list', 'watch', 'deletecollection']);

/** Whether the body of such a request is an object, and the manifest stands for it. */
export function sendsObject(verb: Verb, subresource: string | undefined): boolean {
  return (verb === 'create' || verb === 'update' || verb === 'patch') && !isStream(subresource);
}

/** Subresources that answer with a stream. */
export function isStream(subresource: string | undefined): boolean {
  return subresource === 'exec' || subresource === 'attach' || subresource === 'portforward';
}

/** Finds out what a call is about. Throws a mistake where the path cannot be known. */
export function requestTarget(call: ManifestCall | ResourceCall): RequestTarget {
  const { verb, manifest, subresource } = call;
  const own = metadataOf(manifest);
  const { group, version, row, resource } = kindOf(call);
  const namespaced = call.namespaced ?? row?.namespaced ?? true;
  const given = call.name ?? own.name;
  // A list may be about all namespaces.
  const fallback = UNNAMED.has(verb) ? undefined : 'default';
  const chosen = namespaced ? (call.namespace ?? own.namespace ?? fallback) : undefined;
  const collection = verb === 'create' && subresource === undefined;
  const selected = verb === 'deletecollection' ? undefined : call.name;
  const name = UNNAMED.has(verb) ? selected : collection ? undefined : given;
  if (name === undefined && !collection && !UNNAMED.has(verb)) {
    throw eventMistake(`${verb} of ${resource}${subresource ? `/${subresource}` : ''}: it has no name`);
  }
  const body = sendsObject(verb, subresource) && verb !== 'patch' ? own : {};
  return {
    group,
    version,
    resource,
    subresource,
    namespace: chosen,
    name,
    selected: UNNAMED.has(verb),
    metadata: { ...body, ...(collection && given !== undefined && { name: given }) },
  };
}

function kindOf(call: ManifestCall | ResourceCall): {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
  readonly row: ResourceRow | undefined;
} {
  if (call.manifest === undefined) {
    const { resource, group } = call;
    const row = resourceOfPlural(resource, group);
    if (!row && (group === undefined || call.version === undefined)) {
      throw eventMistake(`${resource} is no built-in resource: give its group and version`);
    }
    return { group: group ?? row?.group ?? '', version: call.version ?? row?.version ?? 'v1', resource, row };
  }
  const { apiVersion, kind } = call.manifest;
  if (typeof apiVersion !== 'string' || typeof kind !== 'string') {
    throw eventMistake('the manifest has no apiVersion and kind');
  }
  const [group = '', version = ''] = apiVersion.includes('/') ? apiVersion.split('/') : ['', apiVersion];
  // With a subresource the body may be of another kind: an Eviction for a pod.
  const named = call.resource === undefined ? undefined : resourceOfPlural(call.resource);
  if (named && named.kind !== kind)
    return { group: named.group, version: named.version, resource: named.resource, row: named };
  const row = resourceOfKind(group, kind);
  const resource = call.resource ?? row?.resource;
  if (resource === undefined) {
    throw eventMistake(`${kind} of ${apiVersion} is no built-in kind: give its plural as resource`);
  }
  return { group, version, resource, row };
}

function metadataOf(manifest: unknown): Metadata & { readonly namespace?: string | undefined } {
  const metadata: unknown = isRecord(manifest) ? manifest['metadata'] : undefined;
  if (!isRecord(metadata)) return {};
  const text = (key: string): string | undefined => {
    const value = metadata[key];
    return typeof value === 'string' && value !== '' ? value : undefined;
  };
  return {
    name: text('name'),
    namespace: text('namespace'),
    uid: text('uid'),
    resourceVersion: text('resourceVersion'),
  };
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
