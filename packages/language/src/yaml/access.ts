import type { ByteString } from '../text/bytes.js';
import { exceptionText } from './fault.js';
import type { ScalarNode, YamlNode } from './node.js';

/*
 * What Falco's reader does with nodes, and what yaml-cpp throws at it (include/yaml-cpp/node/impl.h,
 * node/detail/impl.h). The texts are what() of the exceptions.
 */

/** node[key], for a key that is text: the first entry with that key; undefined where a Node would be invalid. */
export function lookup(node: YamlNode, key: ByteString): YamlNode | undefined {
  if (node.kind !== 'map') return undefined;
  for (const entry of node.entries) {
    if (entry.key.kind === 'scalar' && entry.key.value === key) return entry.value;
  }
  return undefined;
}

/** node.as<std::string>(): a null is `null`; undefined, where yaml-cpp throws badConversion(), for collections. */
export function asText(node: YamlNode): ByteString | undefined {
  if (node.kind === 'null') return 'null';
  return node.kind === 'scalar' ? node.value : undefined;
}

/** Thrown by as<T>() of a node that does not decode. */
export function badConversion(node: YamlNode): ByteString {
  return exceptionText(node.mark, 'bad conversion');
}

/** Thrown by node[key] of a scalar. */
export function badSubscript(node: ScalarNode, key: ByteString): ByteString {
  return exceptionText(node.mark, `operator[] call on a scalar (key: "${key}")`);
}

/** Thrown by the use of what node[key] gave where there is no such key; without a key, by `it->first` in a sequence. */
export function invalidNode(key?: ByteString): ByteString {
  if (key) return `invalid node; first invalid key: "${key}"`;
  return 'invalid node; this may result from using a map iterator as a sequence iterator, or vice-versa';
}
