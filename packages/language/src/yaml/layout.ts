import type { Mark } from '../text/source.js';
import { isSeparator, type Stream } from './stream.js';
import { type Token, token } from './token.js';

/** An indentation that a block collection lives at. */
interface Indent {
  readonly column: number;
  readonly type: 'map' | 'sequence' | 'none';
  status: 'valid' | 'invalid' | 'maybe';
}

/** A place where a key without a `?` may have begun; at most one for each depth of flow collections. */
interface SimpleKey {
  readonly mark: Mark;
  readonly flowDepth: number;
  readonly indent: Indent | undefined;
  readonly mapStart: Token | undefined;
  readonly key: Token;
}

/** Longest simple key, in bytes from its start to its colon. */
const MAX_SIMPLE_KEY = 1024;

/** Tokens scanned and not yet taken. */
export class TokenQueue {
  private tokens: Token[] = [];
  private head = 0;

  push(added: Token): Token {
    this.tokens.push(added);
    return added;
  }

  front(): Token | undefined {
    return this.tokens[this.head];
  }

  shift(): void {
    this.head++;
    if (this.head >= 1024 && this.head * 2 > this.tokens.length) {
      this.tokens = this.tokens.slice(this.head);
      this.head = 0;
    }
  }
}

/** What the scanner knows of the structure around its place: indents, flow collections, possible simple keys. */
export class Layout {
  readonly queue = new TokenQueue();
  /** May a simple key begin here? */
  simpleKeyAllowed = true;
  /** May a scalar, or a comma, begin here? (Not on a line behind a quoted scalar outside flow collections.) */
  scalarAllowed = true;
  /** Did something that ends itself, as in JSON, just end? Then a colon needs no blank behind it in flow. */
  afterJson = false;
  private readonly stream: Stream;
  private readonly indents: Indent[] = [{ column: -1, type: 'none', status: 'valid' }];
  private readonly simpleKeys: SimpleKey[] = [];
  private readonly flows: ('sequence' | 'map')[] = [];

  constructor(stream: Stream) {
    this.stream = stream;
  }

  get inFlow(): boolean {
    return this.flows.length > 0;
  }

  get innerFlow(): 'sequence' | 'map' | undefined {
    return this.flows.at(-1);
  }

  get topIndent(): number {
    return this.indents.at(-1)?.column ?? 0;
  }

  pushFlow(type: 'sequence' | 'map'): void {
    this.flows.push(type);
  }

  popFlow(): void {
    this.flows.pop();
  }

  newLine(): void {
    this.dropSimpleKey();
    this.scalarAllowed = true;
    if (!this.inFlow) this.simpleKeyAllowed = true;
  }

  /** Opens a block collection here, if it is deeper than the one around it (or a sequence at its map's indent). */
  pushIndent(
    type: 'map' | 'sequence',
    status: 'valid' | 'maybe',
  ): { indent: Indent; start: Token } | undefined {
    if (this.inFlow) return undefined;
    const { column } = this.stream;
    const outer = this.indents.at(-1);
    if (outer) {
      if (column < outer.column) return undefined;
      if (column === outer.column && !(type === 'sequence' && outer.type === 'map')) return undefined;
    }
    const indent: Indent = { column, type, status };
    const start = this.queue.push(
      token(type === 'sequence' ? 'block-seq-start' : 'block-map-start', this.stream.mark()),
    );
    start.status = status;
    this.indents.push(indent);
    return { indent, start };
  }

  /** Closes the block collections that a line at this column has left. */
  popIndentsTo(column: number): void {
    if (this.inFlow) return;
    for (let top = this.indents.at(-1); top; top = this.indents.at(-1)) {
      if (top.column < column) break;
      if (top.column === column && !(top.type === 'sequence' && !this.atBlockEntry())) break;
      this.popIndent(top);
    }
    for (let top = this.indents.at(-1); top?.status === 'invalid'; top = this.indents.at(-1))
      this.popIndent(top);
  }

  popAllIndents(): void {
    if (this.inFlow) return;
    for (let top = this.indents.at(-1); top && top.type !== 'none'; top = this.indents.at(-1))
      this.popIndent(top);
  }

  private popIndent(top: Indent): void {
    this.indents.pop();
    if (top.status !== 'valid') {
      this.dropSimpleKey();
      return;
    }
    if (top.type === 'none') return;
    this.queue.push(token(top.type === 'sequence' ? 'block-seq-end' : 'block-map-end', this.stream.mark()));
  }

  private atBlockEntry(): boolean {
    return this.stream.peek() === 0x2d && isSeparator(this.stream.peek(1));
  }

  endStream(): void {
    this.stream.column = 0;
    this.popAllIndents();
    this.forgetSimpleKeys();
    this.simpleKeyAllowed = false;
    this.scalarAllowed = false;
  }

  /** Notes that a key may begin here. */
  offerSimpleKey(): void {
    if (!this.simpleKeyAllowed) return;
    if (this.simpleKeys.at(-1)?.flowDepth === this.flows.length) return;
    const mark = this.stream.mark();
    const opened = this.pushIndent('map', 'maybe');
    const key = this.queue.push(token('key', mark));
    key.status = 'maybe';
    this.simpleKeys.push({
      mark,
      flowDepth: this.flows.length,
      indent: opened?.indent,
      mapStart: opened?.start,
      key,
    });
  }

  /** Decides that what was offered last at this depth is no key. */
  dropSimpleKey(): void {
    const key = this.simpleKeys.at(-1);
    if (key?.flowDepth !== this.flows.length) return;
    decide(key, 'invalid');
    this.simpleKeys.pop();
  }

  /** At what follows a key: was one offered at this depth, on this line and not too long ago? Then it is one. */
  confirmSimpleKey(): boolean {
    const key = this.simpleKeys.at(-1);
    if (key?.flowDepth !== this.flows.length) return false;
    this.simpleKeys.pop();
    const isKey = this.stream.line === key.mark.line && this.stream.pos - key.mark.offset <= MAX_SIMPLE_KEY;
    decide(key, isKey ? 'valid' : 'invalid');
    return isKey;
  }

  /** Forgets the possible keys without deciding on them. */
  forgetSimpleKeys(): void {
    this.simpleKeys.length = 0;
  }
}

function decide(key: SimpleKey, status: 'valid' | 'invalid'): void {
  if (key.indent) key.indent.status = status;
  if (key.mapStart) key.mapStart.status = status;
  key.key.status = status;
}
