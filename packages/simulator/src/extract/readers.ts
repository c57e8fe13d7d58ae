import type { ByteString, IrregularOrigin } from '@falco-rules/language';
import { queryParameter } from './uri.js';
import { type Handle, type JsonView, NONE } from './view.js';

/**
 * How k8saudit and json read a field from an event (extract.go, json.go), over either view. Undefined: the field
 * is absent, be it that nothing is there, or that it has the wrong type.
 */
export type Reader = (view: JsonView, request: ReadRequest) => ByteString | readonly ByteString[] | undefined;

export interface ReadRequest {
  readonly keys: readonly ByteString[];
  readonly list: boolean;
  /** The index argument; undefined without one. A negative one crashes Falco. */
  readonly index: number | undefined;
  /** The key argument; empty without one. */
  readonly key: ByteString;
}

/** Origins that are read from the JSON of the event. */
export type JsonOrigin = Exclude<
  IrregularOrigin,
  'json-indented' | 'json-rawtime' | Extract<IrregularOrigin, `event-${string}`>
>;

/** Follows keys from the root; arrays take them as indices. */
export function follow(view: JsonView, keys: readonly ByteString[]): Handle {
  let at = view.root;
  for (const key of keys) {
    at = view.get(at, key);
    if (at < 0) return NONE;
  }
  return at;
}

/** A field that is nothing but a path. */
export const readKeys: Reader = (view, { keys, list }) => {
  const value = follow(view, keys);
  if (value < 0) return undefined;
  if (!list) return view.text(value);
  return view.kind(value) === 'array' ? texts(view, view.elements(value)) : undefined;
};

/**
 * The values at a path that may lead through arrays: through all elements, or only the one at the index. Elements
 * that lack the rest of the path give NONE; undefined where the path ends before it could fork.
 */
function collect(
  view: JsonView,
  from: Handle,
  keys: readonly ByteString[],
  first: number,
  index: number | undefined,
): Handle[] | undefined {
  let at = from;
  for (let i = first; i < keys.length; i++) {
    if (view.kind(at) === 'array') {
      const elements = view.elements(at);
      if (index === undefined) {
        const out: Handle[] = [];
        for (const element of elements) {
          const found = collect(view, element, keys, i, index);
          if (found) for (const value of found) out.push(value);
          else out.push(NONE);
        }
        return out;
      }
      at = elements[index] ?? NONE;
      if (at < 0) return undefined;
    }
    // An empty key stands for the value itself.
    if (keys[i] !== '') at = view.get(at, keys[i]!);
    if (at < 0) return undefined;
  }
  return [at];
}

function values(view: JsonView, { keys, index }: ReadRequest): Handle[] | undefined {
  return collect(view, view.root, keys, 0, index);
}

function texts(view: JsonView, handles: readonly Handle[]): ByteString[] | undefined {
  const out: ByteString[] = [];
  for (const handle of handles) {
    if (handle < 0) return undefined;
    out.push(view.text(handle));
  }
  return out;
}

function textsOfPresent(view: JsonView, handles: readonly Handle[]): ByteString[] {
  const out: ByteString[] = [];
  for (const handle of handles) if (handle >= 0) out.push(view.text(handle));
  return out;
}

/** What stands before the first `:`, and of that what stands before the first `@`. */
function repository(image: ByteString): ByteString {
  return image.split(':', 1)[0]!.split('@', 1)[0]!;
}

const readTexts: Reader = (view, request) => {
  const found = values(view, request);
  return found && texts(view, found);
};

const readPresentTexts: Reader = (view, request) => {
  const found = values(view, request);
  return found && textsOfPresent(view, found);
};

const readJoinedWords: Reader = (view, request) => {
  const out: ByteString[] = [];
  for (const value of values(view, request) ?? []) {
    if (value < 0) continue;
    if (view.kind(value) !== 'array') return undefined;
    const words: ByteString[] = [];
    for (const word of view.elements(value)) {
      if (view.kind(word) !== 'string') return undefined;
      words.push(view.text(word));
    }
    out.push(words.join(' '));
  }
  return out;
};

const readHostPorts: Reader = (view, request) => {
  const found = values(view, request);
  const out: ByteString[] = [];
  for (const ports of found ?? []) {
    if (ports < 0) continue;
    if (view.kind(ports) !== 'array') return undefined;
    for (const port of view.elements(ports)) {
      let value = view.get(port, 'hostPort');
      if (value < 0) value = view.get(port, 'containerPort');
      if (value >= 0) out.push(view.text(value));
    }
  }
  return out;
};

const readIdsOrPodId: Reader = (view, request) => {
  const { keys } = request;
  // The pod's own id stands beside its list of containers: the same path without the list.
  const podId = follow(view, [...keys.slice(0, 2), ...keys.slice(3)]);
  const fallback = podId < 0 ? '0' : view.text(podId);
  return values(view, request)?.map((id) => (id < 0 ? fallback : view.text(id)));
};

const readRuleValues: Reader = (view, request) => {
  const out: ByteString[] = [];
  for (const value of values(view, request) ?? []) {
    if (value < 0 || view.kind(value) !== 'array') continue;
    for (const text of textsOfPresent(view, view.elements(value))) out.push(text);
  }
  return out;
};

const readVolumeTypes: Reader = (view, request) => {
  const out: ByteString[] = [];
  for (const volume of values(view, request) ?? []) {
    if (volume < 0 || view.kind(volume) !== 'object') continue;
    for (const key of view.keys(volume)) if (key !== 'name') out.push(key);
  }
  return out;
};

const readHasHostpath: Reader = (view, request) => {
  const found = values(view, request);
  if (!found) return undefined;
  const { key } = request;
  const prefix = key.endsWith('*') ? key.slice(0, -1) : undefined;
  const paths = textsOfPresent(view, found);
  return String(paths.some((path) => path === key || (prefix !== undefined && path.startsWith(prefix))));
};

const readAnyTrue: Reader = (view, request) => {
  const found = values(view, request);
  return found && String(found.some((value) => value >= 0 && view.kind(value) === 'true'));
};

const readFirstValue: Reader = (view, request) => {
  const first = values(view, { ...request, index: 0 })?.[0];
  return first === undefined || first < 0 ? undefined : view.text(first);
};

const readFirstRepository: Reader = (view, request) => {
  const image = readFirstValue(view, request);
  return typeof image === 'string' ? repository(image) : undefined;
};

function subjectReader(kind: ByteString, namespaced: boolean): Reader {
  return (view, { keys }) => {
    const subjects = follow(view, keys);
    if (subjects < 0 || view.kind(subjects) !== 'array') return undefined;
    const out: ByteString[] = [];
    for (const subject of view.elements(subjects)) {
      const subjectKind = view.get(subject, 'kind');
      if (subjectKind < 0) continue;
      const name = view.get(subject, 'name');
      if (name < 0 || view.text(subjectKind) !== kind) continue;
      const nameText = view.text(name);
      if (!namespaced) {
        out.push(nameText);
        continue;
      }
      const namespace = view.get(subject, 'namespace');
      if (namespace >= 0) out.push(`${view.text(namespace)}:${nameText}`);
    }
    return out;
  };
}

const readUriParameter: Reader = (view, { keys, key }) => {
  const uri = follow(view, keys);
  return uri < 0 ? undefined : queryParameter(view.text(uri), key);
};

const readTargetPodName: Reader = (view, request) => {
  const target = view.get(view.root, 'objectRef');
  if (stringAt(view, target, 'resource') !== 'pods') return undefined;
  return stringAt(view, target, 'subresource') === '' ? readKeys(view, request) : undefined;
};

/** A member that is a string; empty for anything else. */
function stringAt(view: JsonView, object: Handle, key: ByteString): ByteString {
  const value = view.get(object, key);
  return value >= 0 && view.kind(value) === 'string' ? view.text(value) : '';
}

/** The keys of a JSON pointer as the json plugin reads it; none for an empty one, which means the whole event. */
export function pointerKeys(pointer: ByteString): readonly ByteString[] {
  if (pointer === '') return [];
  const path = pointer.startsWith('/') ? pointer.slice(1) : pointer;
  return path.split('/').map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'));
}

export const READERS: Readonly<Record<JsonOrigin, Reader>> = {
  values: readPresentTexts,
  'values-or-none': readTexts,
  repositories: (view, request) => {
    const images = readTexts(view, request);
    return images && (images as readonly ByteString[]).map(repository);
  },
  'joined-words': readJoinedWords,
  'host-ports': readHostPorts,
  'ids-or-pod-id': readIdsOrPodId,
  'rule-values': readRuleValues,
  'volume-types': readVolumeTypes,
  'has-hostpath': readHasHostpath,
  'any-true': readAnyTrue,
  'first-value': readFirstValue,
  'first-repository': readFirstRepository,
  'user-subjects': subjectReader('User', false),
  'group-subjects': subjectReader('Group', false),
  'serviceaccount-subjects': subjectReader('ServiceAccount', false),
  'namespaced-serviceaccount-subjects': subjectReader('ServiceAccount', true),
  'uri-param': readUriParameter,
  'target-pod-name': readTargetPodName,
  'always-true': () => 'true',
  'json-pointer': readKeys,
};
