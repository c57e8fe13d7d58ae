import {
  bytesToByteString,
  decodeText,
  readYaml,
  type SourceFile,
  type YamlNode,
} from '@falco-rules/language';
import type { KubernetesObject } from '@falco-rules/simulator';
import { contentFault } from '../fault.js';
import { readBytes } from '../files.js';

/**
 * The objects of a Kubernetes manifest, as kubectl reads it: documents one after the other, empty ones passed over,
 * a `List` for what it lists, scalars by YAML 1.1 (`0644` is octal, `yes` is true). JSON is YAML too.
 */
export function readManifests(path: string, shownAs: string): readonly KubernetesObject[] {
  const file: SourceFile = { name: shownAs, text: bytesToByteString(readBytes(path, shownAs)) };
  const objects: KubernetesObject[] = [];
  for (const document of documentsOf(file)) {
    const value = plainOf(document, new Map());
    for (const one of isList(value) ? value.items : [value]) {
      if (isObject(one)) objects.push(one);
      else refuse(file, document, 'an object of the Kubernetes API has an `apiVersion` and a `kind`');
    }
  }
  if (objects.length === 0) throw contentFault(`${shownAs} holds no object`);
  return objects;
}

function documentsOf(file: SourceFile): readonly YamlNode[] {
  const documents: YamlNode[] = [];
  // Falco's reader ends at an empty document, kubectl does not.
  for (let from = 0; ; ) {
    const {
      documents: found,
      error,
      unreadFrom,
    } = readYaml({ name: file.name, text: file.text.slice(from) });
    if (error) {
      const at = from + error.offset;
      throw contentFault('', {
        diagnostics: [
          {
            code: 'invalid-manifest',
            severity: 'error',
            message: decodeText(error.message).replace(/^yaml-cpp: error at line \d+, column \d+: /, ''),
            span: { file, start: at, end: at + 1 },
          },
        ],
      });
    }
    documents.push(...found);
    if (unreadFrom === undefined || unreadFrom <= 0) return documents;
    from += unreadFrom;
  }
}

function refuse(file: SourceFile, { span }: YamlNode, message: string): never {
  throw contentFault('', {
    diagnostics: [{ code: 'invalid-manifest', severity: 'error', message, span: { file, ...span } }],
  });
}

function isList(value: unknown): value is { readonly items: readonly unknown[] } {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, items } = value as { readonly kind?: unknown; readonly items?: unknown };
  return kind === 'List' && Array.isArray(items);
}

function isObject(value: unknown): value is KubernetesObject {
  if (typeof value !== 'object' || value === null) return false;
  const { kind, apiVersion } = value as { readonly kind?: unknown; readonly apiVersion?: unknown };
  return typeof kind === 'string' && typeof apiVersion === 'string';
}

function plainOf(node: YamlNode, known: Map<YamlNode, unknown>): unknown {
  if (known.has(node)) return known.get(node);
  switch (node.kind) {
    case 'null':
      return null;
    case 'scalar': {
      const text = decodeText(node.value);
      return node.style === 'plain' ? plainValue(text) : text;
    }
    case 'sequence': {
      const items: unknown[] = [];
      known.set(node, items);
      for (const item of node.items) items.push(plainOf(item, known));
      return items;
    }
    case 'map': {
      const entries: [string, unknown][] = [];
      const map: Record<string, unknown> = {};
      known.set(node, map);
      for (const { key, value } of node.entries) {
        const name = key.kind === 'scalar' ? decodeText(key.value) : '';
        const plain = plainOf(value, known);
        if (name === '<<' && key.kind === 'scalar' && key.style === 'plain')
          entries.unshift(...merged(plain));
        else entries.push([name, plain]);
      }
      return Object.assign(map, Object.fromEntries(entries));
    }
  }
}

/** What `<<` puts in: of several maps the earlier ones win, and the map's own keys over all. */
function merged(value: unknown): [string, unknown][] {
  const maps = (Array.isArray(value) ? value : [value]) as unknown[];
  return maps.toReversed().flatMap((map) => (typeof map === 'object' && map ? Object.entries(map) : []));
}

/** YAML 1.1, as the library reads it that kubectl uses. */
function plainValue(text: string): unknown {
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return null;
  if (/^(?:y|Y|yes|Yes|YES|true|True|TRUE|on|On|ON)$/.test(text)) return true;
  if (/^(?:n|N|no|No|NO|false|False|FALSE|off|Off|OFF)$/.test(text)) return false;
  if (!/^[-+.0-9]/.test(text)) return text;
  const digits = text.replaceAll('_', '');
  const octal = /^([-+]?)0o?([0-7]+)$/.exec(digits);
  if (octal) return Number.parseInt(`${octal[1]}${octal[2]}`, 8);
  if (/^[-+]?0x[0-9a-fA-F]+$/.test(digits)) return Number.parseInt(digits, 16);
  if (/^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][-+]?\d+)?$/.test(digits)) return Number(digits);
  return text;
}
