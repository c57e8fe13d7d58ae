import type { ByteString } from '../text/bytes.js';
import type { Mark } from '../text/source.js';

/** A stretch of the file, in byte offsets; `end` is exclusive. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

export interface Comment {
  /** From the `#` to the end of its line, exclusive. */
  readonly text: ByteString;
  readonly span: ByteRange;
  /** False where something else stands before it on its line. */
  readonly ownLine: boolean;
}

/** The comments that belong to a node. */
export interface NodeComments {
  /** On the lines above it. */
  readonly before: readonly Comment[];
  /** Behind it, on the line that it ends on. */
  readonly trailing?: Comment;
  /** Collections only: behind the last item, still at the collection's depth. */
  readonly after?: readonly Comment[];
}

export const NO_COMMENTS: NodeComments = { before: [] };

/** How a stretch of a scalar's value stands in the file. */
export interface ScalarSegment {
  /** First offset of the stretch in the value. */
  readonly start: number;
  readonly length: number;
  /** The bytes of the file behind it. */
  readonly from: number;
  readonly to: number;
  /** True where value byte start+n is file byte from+n; false where the stretch as a whole is [from, to): folds and escapes. */
  readonly linear: boolean;
}

/**
 * How a scalar's value stands in the file: the offset at which it stands to the letter, as nearly all do, or the
 * stretches that it is made of, ascending, covering it whole.
 */
export type ScalarOrigin = number | readonly ScalarSegment[];

interface NodeBase {
  /** What yaml-cpp's Node::Mark() returns: of an empty value it is where the next token stands. */
  readonly mark: Mark;
  /** From the node's first byte (its tag or anchor, where it has one) to its last; empty where nothing is written. */
  readonly span: ByteRange;
  /** As yaml-cpp resolves it: `?` for plain, `!` for quoted and block scalars, '' for nulls. */
  readonly tag: ByteString;
  readonly comments: NodeComments;
}

export interface NullNode extends NodeBase {
  readonly kind: 'null';
  readonly style: 'plain';
}

export interface ScalarNode extends NodeBase {
  readonly kind: 'scalar';
  readonly style: 'plain' | 'single' | 'double' | 'literal' | 'folded';
  readonly value: ByteString;
  readonly origin: ScalarOrigin;
}

export interface SequenceNode extends NodeBase {
  readonly kind: 'sequence';
  readonly style: 'flow' | 'block';
  readonly items: readonly YamlNode[];
}

export interface YamlEntry {
  readonly key: YamlNode;
  readonly value: YamlNode;
}

export interface MapNode extends NodeBase {
  readonly kind: 'map';
  readonly style: 'flow' | 'block';
  /** As written, duplicates included. */
  readonly entries: readonly YamlEntry[];
}

/** An alias is the very node that its anchor names: nodes are shared, and an alias inside its own anchor makes a cycle. */
export type YamlNode = NullNode | ScalarNode | SequenceNode | MapNode;

/** Where an alias was used (the node itself has the marks and comments of its anchor). */
export interface AliasUse {
  readonly node: YamlNode;
  readonly span: ByteRange;
  readonly comments: NodeComments;
}

export interface YamlError {
  /** Falco's words: yaml-cpp's exception text, cut at a NUL as what() is. */
  readonly message: ByteString;
  readonly mark: Mark;
  /** The file's byte behind the mark (the two differ after a byte order mark and in UTF-16 and UTF-32). */
  readonly offset: number;
}

export interface YamlResult {
  /** As LoadAll gives them: up to the first document that is null. Empty where there is an error. */
  readonly documents: readonly YamlNode[];
  readonly error?: YamlError;
  /** Every comment that was read, in order. */
  readonly comments: readonly Comment[];
  readonly aliases: readonly AliasUse[];
  /** File offset behind which nothing was read, because an empty document ended the reading there. */
  readonly unreadFrom?: number;
}
