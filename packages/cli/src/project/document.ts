import type { DiagnosticCode } from '@falco-rules/language';
import {
  bytesToByteString,
  decodeText,
  readYaml,
  type SourceFile,
  type Span,
  type YamlNode,
} from '@falco-rules/language';
import { contentFault } from '../fault.js';
import { readBytes } from '../files.js';

/** Keys and indices from the top of a document to a place in it. */
export type DocumentPath = readonly (string | number)[];

/** A YAML or JSON file as plain values, which knows where each of them stands. */
export interface Document {
  readonly file: SourceFile;
  readonly value: unknown;
  /** The key or the value at a path; of what is not there, the nearest thing above it. */
  span(path: DocumentPath, what?: 'key' | 'value'): Span;
}

/** Reads a file of one YAML document (JSON is YAML too). Throws a fault that points at the line. */
export function readDocument(path: string, shownAs: string, code: DiagnosticCode): Document {
  return parseDocument({ name: shownAs, text: bytesToByteString(readBytes(path, shownAs)) }, code);
}

/** As readDocument, of a text that is at hand. */
export function parseDocument(file: SourceFile, code: DiagnosticCode): Document {
  const { documents, error } = readYaml(file);
  if (error) {
    const span = { file, start: error.offset, end: error.offset + 1 };
    throw contentFault('', {
      diagnostics: [{ code, severity: 'error', message: decodeText(error.message), span }],
    });
  }
  const [root, second] = documents;
  if (second) {
    const span = { file, ...second.span };
    throw contentFault('', {
      diagnostics: [{ code, severity: 'error', message: 'more than one document', span }],
    });
  }
  const values = new Map<YamlNode, unknown>();
  return {
    file,
    value: root ? plainOf(root, values) : null,
    span: (path, what = 'value') => spanOf(file, root, path, what),
  };
}

function plainOf(node: YamlNode, known: Map<YamlNode, unknown>): unknown {
  if (known.has(node)) return known.get(node);
  switch (node.kind) {
    case 'null':
      return null;
    case 'scalar':
      return node.style === 'plain' ? plainValue(decodeText(node.value)) : decodeText(node.value);
    case 'sequence': {
      const items: unknown[] = [];
      known.set(node, items);
      for (const item of node.items) items.push(plainOf(item, known));
      return items;
    }
    case 'map': {
      const map: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
      known.set(node, map);
      for (const { key, value } of node.entries) map[keyText(key)] = plainOf(value, known);
      return map;
    }
  }
}

/** YAML 1.2's core schema. */
function plainValue(text: string): unknown {
  if (/^(null|Null|NULL|~|)$/.test(text)) return null;
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  if (/^[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d+)?$/.test(text)) return Number(text);
  return text;
}

function keyText(key: YamlNode): string {
  return key.kind === 'scalar' ? decodeText(key.value) : '';
}

function spanOf(
  file: SourceFile,
  root: YamlNode | undefined,
  path: DocumentPath,
  what: 'key' | 'value',
): Span {
  let node = root;
  let key: YamlNode | undefined;
  for (const step of path) {
    if (node?.kind === 'sequence' && typeof step === 'number' && node.items[step]) {
      key = undefined;
      node = node.items[step];
    } else if (node?.kind === 'map') {
      const entry = node.entries.find((each) => keyText(each.key) === String(step));
      if (!entry) break;
      key = entry.key;
      node = entry.value;
    } else break;
  }
  const found = what === 'key' && key ? key : node;
  if (!found) return { file, start: 0, end: 0 };
  if (found === node && key && (node.kind === 'null' || node.kind === 'map' || node.kind === 'sequence')) {
    // A whole block is no small span: its key says where it is.
    return { file, ...key.span };
  }
  return { file, ...found.span };
}
