import type { ByteString } from '../text/bytes.js';
import type { FileMap } from './file-map.js';
import { type Comment, NO_COMMENTS, type NodeComments } from './node.js';
import { CR, LF } from './stream.js';

/** A comment as the scanner finds it, in offsets of the text. */
export interface ScannedComment {
  readonly start: number;
  readonly end: number;
  readonly column: number;
  readonly ownLine: boolean;
}

/** Anything that comments can belong to. */
export interface CommentHolder {
  comments: NodeComments;
}

/**
 * Hands each comment to the node that a reader would say it is about. The parser calls in the order of the text;
 * `limit` is always the offset of what comes next.
 *
 * - behind something on its line: `trailing` of the last node that ended on that line;
 * - on lines of its own: `before` of the next item or key, or `after` of a collection that ends here, where the
 *   comment is indented as far as that collection and deeper than what follows.
 */
export class CommentAttacher {
  private readonly text: ByteString;
  private readonly scanned: readonly ScannedComment[];
  private readonly files: FileMap;
  private readonly made: Comment[] = [];
  private next = 0;
  private last: CommentHolder | undefined;
  private lastEnd = 0;

  constructor(text: ByteString, scanned: readonly ScannedComment[], files: FileMap) {
    this.text = text;
    this.scanned = scanned;
    this.files = files;
  }

  /** Every comment that has been scanned. */
  all(): readonly Comment[] {
    for (let index = this.made.length; index < this.scanned.length; index++) this.made.push(this.make(index));
    return this.made;
  }

  private make(index: number): Comment {
    const { start, end, ownLine } = this.scanned[index]!;
    return { text: this.text.slice(start, end), span: this.files.range(start, end), ownLine };
  }

  /** A scalar, an alias or a flow collection has ended. */
  ended(holder: CommentHolder, end: number): void {
    this.last = holder;
    this.lastEnd = end;
  }

  /** Gives an item, a key or a scalar the comments that stand above it. */
  begin(holder: CommentHolder, limit: number): void {
    if (!this.waits(limit)) return;
    const above = this.take(limit);
    if (above.length > 0) holder.comments = { ...holder.comments, before: above };
  }

  /** Gives a collection everything that is left before its end. */
  close(holder: CommentHolder, limit: number): void {
    if (this.waits(limit)) addAfter(holder, this.take(limit));
  }

  /** Gives a block collection what is at its own depth; `nextColumn` is where the next thing stands. */
  closeBlock(holder: CommentHolder, column: number, nextColumn: number, limit: number): void {
    if (!this.waits(limit)) return;
    addAfter(
      holder,
      this.take(limit, (comment) => comment.column >= column && comment.column > nextColumn),
    );
  }

  /** Gives a block scalar the comment behind its indicator, which is the next one. */
  header(holder: CommentHolder): void {
    const [comment] = this.take((this.scanned[this.next]?.start ?? 0) + 1, () => true, false);
    if (comment) holder.comments = { ...holder.comments, trailing: comment };
  }

  /** Whether there are comments before an offset that nobody has been given yet. */
  private waits(limit: number): boolean {
    const scanned = this.scanned[this.next];
    return scanned !== undefined && scanned.start < limit;
  }

  private take(
    limit: number,
    accepts: (comment: ScannedComment) => boolean = () => true,
    mayTrail = true,
  ): readonly Comment[] {
    let taken: Comment[] | undefined;
    for (;;) {
      const scanned = this.scanned[this.next];
      if (!scanned || scanned.start >= limit) return taken ?? NO_COMMENTS.before;
      const trails = mayTrail ? this.trailed(scanned) : undefined;
      if (!trails && !accepts(scanned)) return taken ?? NO_COMMENTS.before;
      const comment = this.make(this.next);
      this.made[this.next++] = comment;
      if (trails) trails.comments = { ...trails.comments, trailing: comment };
      else if (taken) taken.push(comment);
      else taken = [comment];
    }
  }

  /** What ended on the comment's line before it. */
  private trailed({ start, ownLine }: ScannedComment): CommentHolder | undefined {
    if (ownLine || !this.last || this.last.comments.trailing) return undefined;
    for (let at = start - 1; at >= this.lastEnd; at--) {
      const char = this.text.charCodeAt(at);
      if (char === LF || char === CR) return undefined;
    }
    return this.last;
  }
}

function addAfter(holder: CommentHolder, comments: readonly Comment[]): void {
  if (comments.length === 0) return;
  const { after = NO_COMMENTS.before } = holder.comments;
  holder.comments = { ...holder.comments, after: [...after, ...comments] };
}
