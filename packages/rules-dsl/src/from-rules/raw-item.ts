import {
  decodeText,
  encodeText,
  type MapNode,
  readYaml,
  type SourceFile,
  type YamlNode,
} from '@falco-rules/language';
import { call, fitsTemplate, type Source, text } from './source.js';

/** An item as `yaml`: as it stands in the file, comments inside it too; put anew where it cannot stand alone. */
export function rawSource(
  node: MapNode,
  file: SourceFile,
): { readonly source: Source; readonly verbatim: boolean } {
  const cut = cutOut(node, file);
  const verbatim = cut !== undefined && sameTree(firstItem(cut), node);
  const written = verbatim ? cut : rewritten(node);
  // On lines of its own, as one would write it.
  const lines = `\n${written
    .split('\n')
    .map((line) => (line === '' ? '' : `  ${line}`))
    .join('\n')}\n`;
  if (!fitsTemplate('yaml', lines)) return { source: call('yaml', text(written)), verbatim };
  return { source: { kind: 'template', tag: 'yaml', texts: [lines], parts: [] }, verbatim };
}

/** The lines of the item, its dash at the left. */
function cutOut({ span }: MapNode, file: SourceFile): string | undefined {
  const lineStart = file.text.lastIndexOf('\n', span.start - 1) + 1;
  const depth = span.start - lineStart;
  const lines = decodeText(file.text.slice(span.start, span.end)).trimEnd().split('\n');
  if (lines.some((line) => line.includes('\r'))) return undefined;
  const rest = lines.slice(1).map((line) => {
    const blanks = /^ */.exec(line)![0].length;
    return line.trim() === '' ? '' : `  ${line.slice(Math.min(blanks, depth))}`;
  });
  return [`- ${lines[0]}`, ...rest].join('\n');
}

function firstItem(written: string): YamlNode | undefined {
  const { documents, error } = readYaml({ name: '', text: encodeText(`${written}\n`) });
  const [document] = documents;
  return error || document?.kind !== 'sequence' ? undefined : document.items[0];
}

function sameTree(a: YamlNode | undefined, b: YamlNode): boolean {
  if (!a || a.kind !== b.kind) return false;
  if (a.kind === 'scalar' && b.kind === 'scalar') return a.value === b.value;
  if (a.kind === 'sequence' && b.kind === 'sequence')
    return a.items.length === b.items.length && a.items.every((item, i) => sameTree(item, b.items[i]!));
  if (a.kind !== 'map' || b.kind !== 'map') return true;
  return (
    a.entries.length === b.entries.length &&
    a.entries.every(
      ({ key, value }, i) => sameTree(key, b.entries[i]!.key) && sameTree(value, b.entries[i]!.value),
    )
  );
}

/** The item of its values alone: aliases resolved, every text in quotes. */
function rewritten(node: MapNode): string {
  const lines = node.entries.map(({ key, value }) => `${keyText(key)}: ${flow(value)}`);
  return `- ${lines.join('\n  ')}`;
}

function keyText(key: YamlNode): string {
  return key.kind === 'scalar' && /^[a-z_-]+$/.test(key.value) ? key.value : flow(key);
}

function flow(node: YamlNode): string {
  switch (node.kind) {
    case 'null':
      return '~';
    case 'scalar':
      return JSON.stringify(decodeText(node.value));
    case 'sequence':
      return `[${node.items.map(flow).join(', ')}]`;
    case 'map':
      return `{${node.entries.map(({ key, value }) => `${flow(key)}: ${flow(value)}`).join(', ')}}`;
  }
}
