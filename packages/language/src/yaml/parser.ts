import type { ByteString } from '../text/bytes.js';
import type { Mark } from '../text/source.js';
import { CommentAttacher, type CommentHolder } from './attach-comments.js';
import { Directives } from './directives.js';
import { type Fault, YamlFault } from './fault.js';
import type { FileMap } from './file-map.js';
import {
  type AliasUse,
  type ByteRange,
  NO_COMMENTS,
  type NodeComments,
  type ScalarOrigin,
  type SequenceNode,
  type YamlEntry,
  type YamlNode,
} from './node.js';
import type { Scanner } from './scanner.js';
import type { ScannedScalar, Token } from './token.js';

/** yaml-cpp refuses the node that would be this deep. */
const MAX_DEPTH = 500;

/** Plain scalars that are null, where no tag says otherwise (src/null.cpp). */
const NULL_WORDS: ReadonlySet<ByteString> = new Set(['', '~', 'null', 'Null', 'NULL']);

/** What may come next in a collection. */
const IN_BLOCK_SEQUENCE = ['block-entry', 'block-seq-end'] as const;
const IN_FLOW_SEQUENCE = ['flow-entry', 'flow-seq-end'] as const;
const IN_BLOCK_MAP = ['key', 'value', 'block-map-end'] as const;
const IN_FLOW_MAP = ['flow-entry', 'flow-map-end'] as const;

/** A node whose end and comments are not known yet. */
type Draft = YamlNode & { span: ByteRange; comments: NodeComments };
type MapDraft = Extract<YamlNode, { kind: 'map' }> & { span: ByteRange; comments: NodeComments };
type SequenceDraft = SequenceNode & { span: ByteRange; comments: NodeComments };

/** What a node is to the one around it: decides which comments are its own. */
type Role = 'root' | 'item' | 'key' | 'value';

type Collection = 'block-seq' | 'block-map' | 'flow-seq' | 'flow-map' | 'pair';

/**
 * Reads documents from tokens (src/parser.cpp, src/singledocparser.cpp, src/nodebuilder.cpp). Methods throw
 * YamlFault; they ask for tokens exactly when yaml-cpp does, since scanning further may find another fault first.
 */
export class Parser {
  readonly aliases: AliasUse[] = [];
  private readonly scanner: Scanner;
  private readonly files: FileMap;
  readonly comments: CommentAttacher;
  private directives = new Directives();
  private anchors = new Map<ByteString, YamlNode>();
  private readonly collections: Collection[] = [];
  private depth = 0;
  /** Offset behind the last token that was written and taken. */
  private readTo = 0;

  constructor(scanner: Scanner, files: FileMap) {
    this.scanner = scanner;
    this.files = files;
    this.comments = new CommentAttacher(scanner.stream.text, scanner.comments, files);
  }

  /** Offset in the text that reading has come to. */
  get end(): number {
    return this.readTo;
  }

  /** document := directive* ['---'] node '...'*; undefined at the end of the stream */
  document(): YamlNode | undefined {
    this.readDirectives();
    const first = this.scanner.peek();
    if (!first) return undefined;
    this.anchors = new Map();
    this.collections.length = 0;
    if (first.type === 'doc-start') this.take();
    const root: CommentHolder & YamlNode = this.node('root');
    let next = this.scanner.peek();
    this.comments.close(root, next?.mark.offset ?? this.scanner.mark().offset);
    for (; next?.type === 'doc-end'; next = this.scanner.peek()) this.take();
    return root;
  }

  /** A document without directives keeps those of the one before. */
  private readDirectives(): void {
    let fresh = false;
    for (let next = this.scanner.peek(); next?.type === 'directive'; next = this.scanner.peek()) {
      if (!fresh) this.directives = new Directives();
      fresh = true;
      this.directives.add(next);
      this.take();
    }
  }

  private take(): void {
    const token = this.scanner.take();
    if (token && token.end > token.mark.offset && token.end > this.readTo) this.readTo = token.end;
  }

  private node(role: Role): Draft {
    this.depth++;
    if (this.depth >= MAX_DEPTH) throw new YamlFault('deepRecursion', this.scanner.mark());
    const node = this.content(role);
    this.depth--;
    return node;
  }

  /** node := alias | (tag | anchor)* [scalar | collection | pair] | pair without key */
  private content(role: Role): Draft {
    const first = this.scanner.peek();
    if (!first) return this.nothing(this.scanner.mark());
    if (first.type === 'value') return this.map(first, first.mark, NO_PROPERTIES, role);
    if (first.type === 'alias') return this.alias(first);

    const { mark } = first;
    const properties = this.properties();
    const next = this.scanner.peek();
    const { tag } = properties;
    if (next?.scalar) return this.scalar(next, mark, properties);
    switch (next?.type) {
      case 'flow-seq-start':
      case 'block-seq-start':
        return this.sequence(next, mark, properties, role);
      case 'flow-map-start':
      case 'block-map-start':
        return this.map(next, mark, properties, role);
      case 'key':
        // Without braces only in a flow sequence.
        if (this.collections.at(-1) === 'flow-seq') return this.map(next, mark, properties, role);
        break;
      default:
        break;
    }
    const start = Math.min(mark.offset, this.readTo);
    if (!next || tag === '' || tag === '?') return this.register(properties, this.nothing(mark, start));
    return this.register(
      properties,
      this.leaf(draftScalar(mark, tag, NOTHING_SCANNED, NOTHING_SCANNED.origin), start),
    );
  }

  private alias(use: Token): Draft {
    const node = this.anchors.get(use.value);
    if (!node) throw new YamlFault('unknownAnchor', use.mark, use.value);
    const holder = { node, span: this.files.range(use.mark.offset, use.end), comments: NO_COMMENTS };
    this.aliases.push(holder);
    this.comments.begin(holder, use.mark.offset);
    this.comments.ended(holder, use.end);
    this.take();
    return node;
  }

  /** properties := (tag | anchor)*, one of each at most */
  private properties(): Properties {
    let tag = '';
    let anchor: ByteString | undefined;
    for (let next = this.scanner.peek(); next; next = this.scanner.peek()) {
      if (next.type === 'tag') {
        if (tag !== '') throw new YamlFault('multipleTags', next.mark);
        tag = this.directives.translate(next);
      } else if (next.type === 'anchor') {
        if (anchor !== undefined) throw new YamlFault('multipleAnchors', next.mark);
        anchor = next.value;
      } else break;
      this.take();
    }
    return tag === '' && anchor === undefined ? NO_PROPERTIES : { tag, anchor };
  }

  private register<T extends YamlNode>({ anchor }: Properties, node: T): T {
    if (anchor !== undefined) this.anchors.set(anchor, node);
    return node;
  }

  /** A null that nobody wrote. */
  private nothing(mark: Mark, start: number = this.readTo): Draft {
    return this.leaf(draftNull(mark), start);
  }

  private leaf(node: Draft, start: number): Draft {
    const end = Math.max(start, this.readTo);
    node.span = this.files.range(start, end);
    this.comments.ended(node, end);
    return node;
  }

  private scalar(token: Token, mark: Mark, properties: Properties): Draft {
    const scalar = token.scalar ?? NOTHING_SCANNED;
    const { value, style, hasComment } = scalar;
    const tag = properties.tag || (style === 'plain' ? '?' : '!');
    const isNull = style === 'plain' && tag === '?' && NULL_WORDS.has(value);
    const node = isNull
      ? draftNull(mark)
      : draftScalar(mark, tag, scalar, this.files.origin(scalar.origin, value.length));
    this.register(properties, node);
    this.comments.begin(node, mark.offset);
    if (hasComment) this.comments.header(node);
    this.take();
    return this.leaf(node, mark.offset);
  }

  private sequence(start: Token, mark: Mark, properties: Properties, role: Role): Draft {
    const items: YamlNode[] = [];
    const style = start.type === 'flow-seq-start' ? 'flow' : 'block';
    const tag = properties.tag || '?';
    const node: SequenceDraft = {
      kind: 'sequence',
      style,
      items,
      mark,
      span: NO_SPAN,
      tag,
      comments: NO_COMMENTS,
    };
    this.register(properties, node);
    this.begin(node, role);
    if (style === 'flow') this.flowSequence(node, items);
    else this.blockSequence(node, items, start.mark.column);
    node.span = this.files.range(mark.offset, this.readTo);
    return node;
  }

  /** Collections that are values leave the comments above them to their first item. */
  private begin(node: Draft, role: Role): void {
    if (role === 'item' || role === 'key') this.comments.begin(node, node.mark.offset);
  }

  /** block-seq := start ('-' node)* end */
  private blockSequence(node: SequenceDraft, items: YamlNode[], column: number): void {
    this.take();
    this.collections.push('block-seq');
    for (;;) {
      const token = this.expect(IN_BLOCK_SEQUENCE, 'endOfSeq');
      if (token.type === 'block-seq-end') {
        this.endBlock(node, column, token);
        break;
      }
      this.take();
      const next = this.scanner.peek();
      if (next?.type === 'block-entry' || next?.type === 'block-seq-end') items.push(this.nothing(next.mark));
      else items.push(this.node('item'));
    }
    this.collections.pop();
  }

  /** flow-seq := '[' (node ',')* [node] ']' */
  private flowSequence(node: SequenceDraft, items: YamlNode[]): void {
    this.take();
    this.collections.push('flow-seq');
    for (;;) {
      const token = this.scanner.peek();
      if (!token) throw new YamlFault('endOfSeqFlow', this.scanner.mark());
      if (token.type === 'flow-seq-end') {
        this.endFlow(node, token);
        break;
      }
      items.push(this.node('item'));
      if (this.expect(IN_FLOW_SEQUENCE, 'endOfSeqFlow').type === 'flow-entry') this.take();
    }
    this.collections.pop();
  }

  private map(start: Token, mark: Mark, properties: Properties, role: Role): Draft {
    const entries: YamlEntry[] = [];
    const style = start.type === 'flow-map-start' || start.type === 'key' ? 'flow' : 'block';
    const tag = properties.tag || '?';
    const node: MapDraft = { kind: 'map', style, entries, mark, span: NO_SPAN, tag, comments: NO_COMMENTS };
    this.register(properties, node);
    this.begin(node, role);
    if (start.type === 'flow-map-start') this.flowMap(node, entries);
    else if (start.type === 'block-map-start') this.blockMap(node, entries, start.mark.column);
    else this.pair(start, entries);
    node.span = this.files.range(mark.offset, this.readTo);
    return node;
  }

  /** block-map := start ([key node] [':' node])* end */
  private blockMap(node: MapDraft, entries: YamlEntry[], column: number): void {
    this.take();
    this.collections.push('block-map');
    for (;;) {
      const token = this.expect(IN_BLOCK_MAP, 'endOfMap');
      if (token.type === 'block-map-end') {
        this.endBlock(node, column, token);
        break;
      }
      entries.push(this.entry(token));
    }
    this.collections.pop();
  }

  /** flow-map := '{' ([key node] [':' node] ',')* [[key node] [':' node]] '}' */
  private flowMap(node: MapDraft, entries: YamlEntry[]): void {
    this.take();
    this.collections.push('flow-map');
    for (;;) {
      const token = this.scanner.peek();
      if (!token) throw new YamlFault('endOfMapFlow', this.scanner.mark());
      if (token.type === 'flow-map-end') {
        this.endFlow(node, token);
        break;
      }
      entries.push(this.entry(token));
      if (this.expect(IN_FLOW_MAP, 'endOfMapFlow').type === 'flow-entry') this.take();
    }
    this.collections.pop();
  }

  /** pair := key node [':' node] | ':' node */
  private pair(first: Token, entries: YamlEntry[]): void {
    this.collections.push('pair');
    entries.push(this.entry(first));
    this.collections.pop();
  }

  /** entry := [key node] [':' node], a null at `first` for what is missing */
  private entry(first: Token): YamlEntry {
    const hasKey = first.type === 'key';
    if (hasKey) this.take();
    const key = hasKey ? this.node('key') : this.nothing(first.mark, first.mark.offset);
    if (this.scanner.peek()?.type !== 'value') {
      return { key, value: this.nothing(first.mark, hasKey ? this.readTo : first.mark.offset) };
    }
    this.take();
    return { key, value: this.node('value') };
  }

  private expect(types: readonly Token['type'][], fault: Fault): Token {
    const token = this.scanner.peek();
    if (!token) throw new YamlFault(fault, this.scanner.mark());
    if (!types.includes(token.type)) throw new YamlFault(fault, token.mark);
    return token;
  }

  private endBlock(node: Draft, column: number, end: Token): void {
    this.comments.closeBlock(node, column, end.mark.column, end.mark.offset);
    this.take();
  }

  private endFlow(node: Draft, end: Token): void {
    this.comments.close(node, end.mark.offset);
    this.take();
    this.comments.ended(node, end.end);
  }
}

const NO_PROPERTIES: Properties = { tag: '', anchor: undefined };

interface Properties {
  readonly tag: ByteString;
  readonly anchor: ByteString | undefined;
}

/** Until a node's end is known. */
const NO_SPAN: ByteRange = { start: 0, end: 0 };

const NOTHING_SCANNED: ScannedScalar = {
  value: '',
  origin: [],
  style: 'plain',
  end: 0,
  endedByIndent: false,
  hasComment: false,
};

function draftNull(mark: Mark): Draft {
  return { kind: 'null', style: 'plain', mark, span: NO_SPAN, tag: '', comments: NO_COMMENTS };
}

function draftScalar(
  mark: Mark,
  tag: ByteString,
  { value, style }: ScannedScalar,
  origin: ScalarOrigin,
): Draft {
  return { kind: 'scalar', style, value, origin, mark, span: NO_SPAN, tag, comments: NO_COMMENTS };
}
