import type { KindRow } from './scalar-kinds.js';
import type { ScalarText } from './scalar-text.js';

/** A line break in a scalar, and what is around it. */
export interface LineBreak {
  readonly breakStart: number;
  readonly breakEnd: number;
  /** Behind the next line's indentation. */
  readonly lineStart: number;
  /** About the next line. */
  readonly emptyLine: boolean;
  readonly moreIndented: boolean;
  readonly reachesIndent: boolean;
  /** About the text before. */
  readonly escapedBreak: boolean;
  readonly foundContent: boolean;
}

/** What line breaks come to in a value. */
export class Folding {
  /** False on a block scalar's header line, whose break is no content. */
  private pastOpening: boolean;
  private readonly folding: KindRow['folding'];
  private readonly text: ScalarText;
  private emptyLine = false;
  private moreIndented = false;
  /** Breaks of empty lines that a folded scalar has not written yet, and where the first of them stands. */
  private pending = 0;
  private pendingFrom = 0;
  private pendingMoreIndented = false;

  constructor(folding: KindRow['folding'], text: ScalarText) {
    this.folding = folding;
    this.text = text;
    this.pastOpening = folding === 'flow';
  }

  lineBreak(at: LineBreak): void {
    if (this.folding === 'block' && this.pending === 0 && at.emptyLine) {
      this.pendingMoreIndented = this.moreIndented;
    }
    if (this.pastOpening || at.foundContent) this.write(at);
    this.emptyLine = at.emptyLine;
    this.moreIndented = at.moreIndented;
    this.pastOpening = true;
  }

  private write(at: LineBreak): void {
    if (this.folding === 'block') {
      this.writeFolded(at);
    } else if (this.folding === 'none' || at.emptyLine) {
      if (at.breakEnd === at.breakStart + 1) this.text.addLinear('\n', at.breakStart);
      else this.text.addMapped('\n', at.breakStart, at.breakEnd);
    } else if (!this.emptyLine && !at.escapedBreak) {
      this.text.addMapped(' ', at.breakStart, at.lineStart);
    }
  }

  private writeFolded(at: LineBreak): void {
    let written = '';
    if (!this.emptyLine && !at.emptyLine && !this.moreIndented && !at.moreIndented && at.reachesIndent) {
      written = ' ';
    } else if (at.emptyLine) {
      if (this.pending === 0) this.pendingFrom = at.breakStart;
      this.pending++;
    } else {
      written = '\n';
    }
    const from = this.pending > 0 ? this.pendingFrom : at.breakStart;
    if (!at.emptyLine && this.pending > 0) {
      written += '\n'.repeat(this.pending - 1);
      if (this.pendingMoreIndented || at.moreIndented || !at.foundContent) written += '\n';
      this.pending = 0;
    }
    this.text.addMapped(written, from, at.lineStart);
  }
}
