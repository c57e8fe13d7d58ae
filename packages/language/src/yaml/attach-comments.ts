import type { ByteString } from '../text/bytes.js';
import { type Comment, NO_COMMENTS, type NodeComments } from './node.js';

/** A comment as the scanner keeps it. */
export interface ScannedComment extends Comment {
  readonly column: number;
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
  private readonly comments: readonly ScannedComment[];
  private next = 0;
  private last: { readonly holder: CommentHolder; readonly end: number } | undefined;

  constructor(text: ByteString, comments: readonly ScannedComment[]) {
    this.text = text;
    this.comments = comments;
  }

  /** A scalar, an alias or a flow collection has ended. */
  ended(holder: CommentHolder, end: number): void {
    this.last = { holder, end };
  }

  /** Gives an item, a key or a scalar the comments that stand above it. */
  begin(holder: CommentHolder, limit: number): void {
    const above = this.take(limit);
    if (above.length > 0) holder.comments = { ...holder.comments, before: above };
  }

  /** Gives a collection everything that is left before its end. */
  close(holder: CommentHolder, limit: number): void {
    addAfter(holder, this.take(limit));
  }

  /** Gives a block collection what is at its own depth; `nextColumn` is where the next thing stands. */
  closeBlock(holder: CommentHolder, column: number, nextColumn: number, limit: number): void {
    addAfter(
      holder,
      this.take(limit, (comment) => comment.column >= column && comment.column > nextColumn),
    );
  }

  /** A block scalar's header has a comment, which stands inside of it. */
  header(holder: CommentHolder, comment: Comment): void {
    holder.comments = { ...holder.comments, trailing: comment };
    if (this.comments[this.next] === comment) this.next++;
  }

  private take(limit: number, accepts: (comment: ScannedComment) => boolean = () => true): Comment[] {
    const taken: Comment[] = [];
    for (;;) {
      const comment = this.comments[this.next];
      if (!comment || comment.span.start >= limit) return taken;
      if (!this.trail(comment)) {
        if (!accepts(comment)) return taken;
        taken.push(comment);
      }
      this.next++;
    }
  }

  private trail(comment: ScannedComment): boolean {
    if (comment.ownLine || !this.last || this.last.holder.comments.trailing) return false;
    for (let at = comment.span.start - 1; at >= this.last.end; at--) {
      const char = this.text[at];
      if (char === '\n' || char === '\r') return false;
    }
    const { holder } = this.last;
    holder.comments = { ...holder.comments, trailing: comment };
    return true;
  }
}

function addAfter(holder: CommentHolder, comments: readonly Comment[]): void {
  if (comments.length === 0) return;
  const { after = NO_COMMENTS.before } = holder.comments;
  holder.comments = { ...holder.comments, after: [...after, ...comments] };
}
