import { didYouMean } from '../diagnostics/index.js';
import { decodeText } from '../text/bytes.js';
import { markAt, type SourceFile, type Span } from '../text/source.js';
import { type Comment, readYaml, type YamlNode } from '../yaml/index.js';

/**
 * Opting out, in comments of a rules file:
 *
 *     # falco-rules-disable CODE, CODE               the whole file
 *     # falco-rules-disable-next-item CODE           the rule, macro or list below
 *     condition: ...  # falco-rules-disable-line CODE    what stands, or begins, on this line
 *
 * What follows `--` is the reason, for people.
 */
export interface OptOut {
  readonly code: string;
  /** The word in the comment. */
  readonly span: Span;
  /** What it covers. */
  readonly covers: Span;
}

export interface Directive {
  readonly optOuts: readonly OptOut[];
  /** What is wrong with it. */
  readonly faults: readonly { readonly span: Span; readonly message: string; readonly help?: string }[];
}

const DIRECTIVE = /^#\s*falco-rules-([a-z-]*)(?:[ \t:]+(.*))?$/;
const KINDS = ['disable', 'disable-next-item', 'disable-line'] as const;

/** The directives of a file. */
export function directivesIn(file: SourceFile, codes: readonly string[]): Directive {
  if (!file.text.includes('falco-rules-disable')) return { optOuts: [], faults: [] };
  const { documents, comments } = readYaml(file);
  const optOuts: OptOut[] = [];
  const faults: Directive['faults'][number][] = [];
  for (const comment of comments) {
    const found = DIRECTIVE.exec(comment.text);
    if (!found) continue;
    const [, kind = '', rest = ''] = found;
    const span = { file, ...comment.span };
    if (!KINDS.some((known) => known === kind)) {
      const [meant] = didYouMean(kind, KINDS);
      faults.push({
        span,
        message: `\`falco-rules-${kind}\` means nothing here`,
        ...(meant !== undefined && { help: `did you mean \`falco-rules-${meant}\`?` }),
      });
      continue;
    }
    const covers = coveredBy(kind as (typeof KINDS)[number], comment, file, documents);
    if (!covers) {
      faults.push({ span, message: 'no rule, macro or list follows this comment' });
      continue;
    }
    const words = codesIn(rest, comment.span.start + comment.text.length - rest.length);
    if (words.length === 0)
      faults.push({
        span,
        message: 'it names no lint',
        help: 'name the codes of the lints: `# falco-rules-disable CODE`',
      });
    for (const { word, start } of words) {
      const at = { file, start, end: start + word.length };
      if (codes.includes(word)) optOuts.push({ code: word, span: at, covers });
      else {
        const [meant] = didYouMean(word, codes);
        faults.push({
          span: at,
          message: `there is no lint \`${decodeText(word)}\``,
          ...(meant !== undefined && { help: `did you mean \`${meant}\`?` }),
        });
      }
    }
  }
  return { optOuts, faults };
}

function codesIn(rest: string, offset: number): { readonly word: string; readonly start: number }[] {
  const [named = ''] = rest.split(/(?:^|\s)--(?:\s|$)/);
  return [...named.matchAll(/[^\s,]+/g)].map(({ 0: word, index }) => ({ word, start: offset + index }));
}

function coveredBy(
  kind: (typeof KINDS)[number],
  { span }: Comment,
  file: SourceFile,
  documents: readonly YamlNode[],
): Span | undefined {
  if (kind === 'disable') return { file, start: 0, end: file.text.length };
  if (kind === 'disable-next-item') {
    const items = documents.flatMap((document) => (document.kind === 'sequence' ? document.items : []));
    const next = items.find((item) => item.span.start >= span.end);
    return next && { file, ...next.span };
  }
  const { line } = markAt(file, span.start);
  let end = span.end;
  // A value that begins on the line belongs to it: `condition: >  # falco-rules-disable-line CODE`.
  for (const node of nodesIn(documents)) {
    if (node.kind !== 'map') continue;
    for (const { key, value } of node.entries) {
      if (key.kind === 'scalar' && markAt(file, key.span.start).line === line && value.kind === 'scalar')
        end = Math.max(end, value.span.end);
    }
  }
  return { file, start: span.start - markAt(file, span.start).column, end };
}

function* nodesIn(documents: readonly YamlNode[]): Iterable<YamlNode> {
  const pending = [...documents];
  const seen = new Set<YamlNode>();
  for (let node = pending.pop(); node; node = pending.pop()) {
    if (seen.has(node)) continue;
    seen.add(node);
    yield node;
    if (node.kind === 'sequence') for (const item of node.items) pending.push(item);
    if (node.kind === 'map') for (const { key, value } of node.entries) pending.push(key, value);
  }
}
