import {
  asText,
  bytesToByteString,
  type Comment,
  decodeText,
  encodeText,
  lookup,
  type MapNode,
  readYaml,
  type SourceFile,
  type YamlNode,
} from '@falco-rules/language';
import { BLANK_LINE } from './print.js';

export interface GivenFile {
  /** Its name, with or without folders. */
  readonly name: string;
  readonly content: Uint8Array;
}

export type Family = 'list' | 'macro' | 'rule';
type Kind = Family | 'required_engine_version' | 'required_plugin_versions';

/** An item of a rules file, as it stands there. */
export interface FileItem {
  readonly file: number;
  readonly node: MapNode;
  /** Undefined for what Falco passes over. */
  readonly kind: Kind | undefined;
  /** Of a list, macro or rule. */
  readonly name: string;
  /** The comments above and in it. */
  readonly comments: readonly Comment[];
}

/** A rules file, taken apart. */
export interface FileItems {
  readonly source: SourceFile;
  readonly items: readonly FileItem[];
  /** Comments behind the last item. */
  readonly tail: readonly Comment[];
  /** Whether it is in UTF-8, as TypeScript is. */
  readonly isText: boolean;
}

// In the order in which Falco looks for them.
const KINDS: readonly Kind[] = [
  'required_engine_version',
  'required_plugin_versions',
  'list',
  'macro',
  'rule',
];

/** The items of a file that loads. Each comment belongs to the item that it is in or above. */
export function fileItems({ name, content }: GivenFile, file: number): FileItems {
  const source: SourceFile = { name: encodeText(name), text: bytesToByteString(content) };
  const { documents, comments } = readYaml(source);
  const nodes = documents
    .flatMap((document) => (document.kind === 'sequence' ? document.items : []))
    .filter((node) => node.kind === 'map');
  const owned: Comment[][] = nodes.map(() => []);
  const tail: Comment[] = [];
  let next = 0;
  for (const comment of comments) {
    const at = comment.span.start;
    while (next < nodes.length && endOf(nodes[next]!, source) <= at) next++;
    (owned[next] ?? tail).push(comment);
  }
  return {
    source,
    items: nodes.map((node, i) => ({ file, node, ...kindOf(node), comments: owned[i]! })),
    tail,
    isText: encodeText(decodeText(source.text)) === source.text,
  };
}

/** The end of the line that an item ends on: what stands behind it there is about it. */
function endOf(node: YamlNode, { text }: SourceFile): number {
  const { end } = node.span;
  if (text[end - 1] === '\n') return end;
  const lineEnd = text.indexOf('\n', end);
  return lineEnd < 0 ? text.length + 1 : lineEnd;
}

function kindOf(node: MapNode): Pick<FileItem, 'kind' | 'name'> {
  const kind = KINDS.find((key) => lookup(node, key));
  const value = kind && lookup(node, kind);
  return { kind, name: value ? decodeText(asText(value) ?? '') : '' };
}

/** A comment without its `#`. */
export function commentText(comment: Comment): string {
  return decodeText(comment.text).replace(/^#/, '').replace(/\s+$/, '').replaceAll('\r', ' ');
}

/** Comments as lines of text, blank lines between them as they were; `upTo` is where what they are about begins. */
export function commentLines(
  comments: readonly Comment[],
  upTo: number,
  { text }: SourceFile,
): readonly string[] {
  const lines: string[] = [];
  comments.forEach((comment, i) => {
    lines.push(commentText(comment));
    const { start, end } = comment.span;
    if (start >= upTo) return;
    const next = comments[i + 1]?.span.start ?? upTo;
    const between = text.slice(end, Math.max(end, Math.min(next, upTo)));
    if (between.split('\n').length > 2) lines.push(BLANK_LINE);
  });
  return lines;
}
