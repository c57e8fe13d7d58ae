import type { ByteString } from '../text/bytes.js';
import { YamlFault } from './fault.js';
import type { ScalarKind } from './scalar-kinds.js';
import { type Chomp, scanFlowScalar, scanScalar } from './scan-scalar.js';
import { scanTag } from './scan-tag.js';
import type { Scanner } from './scanner.js';
import { HASH, isBlank, isBlankOrBreak, isBreak, type Stream } from './stream.js';
import { scalarToken, token } from './token.js';

export type TokenScanner = (scanner: Scanner) => void;

/** One scanner for each kind of token (src/scantoken.cpp); each starts at its indicator and throws YamlFault. */
export const SCANNERS = {
  directive,
  docStart: (scanner) => docIndicator(scanner, 'doc-start'),
  docEnd: (scanner) => docIndicator(scanner, 'doc-end'),
  flowSeqStart: (scanner) => flowStart(scanner, 'sequence'),
  flowMapStart: (scanner) => flowStart(scanner, 'map'),
  flowSeqEnd: (scanner) => flowEnd(scanner, 'sequence'),
  flowMapEnd: (scanner) => flowEnd(scanner, 'map'),
  flowEntry,
  blockEntry,
  key,
  value,
  anchor: (scanner) => anchorOrAlias(scanner, 'anchor'),
  alias: (scanner) => anchorOrAlias(scanner, 'alias'),
  tag,
  plainScalar,
  quotedScalar,
  blockScalar,
} as const satisfies Record<string, TokenScanner>;

/** directive := '%' name (blank+ parameter)* */
function directive({ stream, layout }: Scanner): void {
  layout.popAllIndents();
  layout.forgetSimpleKeys();
  layout.simpleKeyAllowed = false;
  layout.afterJson = false;
  const mark = stream.mark();
  stream.get();
  const name = takeWord(stream);
  const params: ByteString[] = [];
  for (;;) {
    skipBlanks(stream);
    if (stream.done || isBreak(stream.peek()) || stream.peek() === HASH) break;
    params.push(takeWord(stream));
  }
  layout.queue.push({ ...token('directive', mark, stream.pos, name), params });
}

/** `---` or `...` at the start of a line */
function docIndicator({ stream, layout }: Scanner, type: 'doc-start' | 'doc-end'): void {
  layout.popAllIndents();
  layout.forgetSimpleKeys();
  layout.simpleKeyAllowed = false;
  layout.afterJson = false;
  const mark = stream.mark();
  stream.eat(3);
  layout.queue.push(token(type, mark, stream.pos));
}

function flowStart({ stream, layout }: Scanner, type: 'sequence' | 'map'): void {
  layout.offerSimpleKey();
  layout.simpleKeyAllowed = true;
  layout.afterJson = false;
  const mark = stream.mark();
  stream.get();
  layout.pushFlow(type);
  layout.queue.push(token(type === 'sequence' ? 'flow-seq-start' : 'flow-map-start', mark, stream.pos));
}

function flowEnd(scanner: Scanner, type: 'sequence' | 'map'): void {
  const { stream, layout } = scanner;
  if (!layout.inFlow) throw new YamlFault('flowEnd', stream.mark());
  endFlowItem(scanner);
  layout.simpleKeyAllowed = false;
  layout.afterJson = true;
  const mark = stream.mark();
  stream.get();
  if (layout.innerFlow !== type) throw new YamlFault('flowEnd', mark);
  layout.popFlow();
  layout.queue.push(token(type === 'sequence' ? 'flow-seq-end' : 'flow-map-end', mark, stream.pos));
}

function flowEntry(scanner: Scanner): void {
  const { stream, layout } = scanner;
  endFlowItem(scanner);
  layout.simpleKeyAllowed = true;
  layout.afterJson = false;
  const mark = stream.mark();
  stream.get();
  layout.queue.push(token('flow-entry', mark, stream.pos));
}

/** In a flow map, an item without a colon is a key without a value; in a sequence it is no key. */
function endFlowItem({ stream, layout }: Scanner): void {
  if (layout.innerFlow === 'map') {
    if (layout.confirmSimpleKey()) layout.queue.push(token('value', stream.mark()));
  } else if (layout.innerFlow === 'sequence') {
    layout.dropSimpleKey();
  }
}

function blockEntry({ stream, layout }: Scanner): void {
  if (layout.inFlow || !layout.simpleKeyAllowed) throw new YamlFault('blockEntry', stream.mark());
  layout.pushIndent('sequence', 'valid');
  layout.simpleKeyAllowed = true;
  layout.afterJson = false;
  const mark = stream.mark();
  stream.get();
  layout.queue.push(token('block-entry', mark, stream.pos));
}

/** key := '?' (blank | break) */
function key({ stream, layout }: Scanner): void {
  if (!layout.inFlow) {
    if (!layout.simpleKeyAllowed) throw new YamlFault('mapKey', stream.mark());
    layout.pushIndent('map', 'valid');
  }
  layout.simpleKeyAllowed = !layout.inFlow;
  const mark = stream.mark();
  stream.get();
  layout.queue.push(token('key', mark, stream.pos));
}

function value({ stream, layout }: Scanner): void {
  const isSimple = layout.confirmSimpleKey();
  layout.afterJson = false;
  if (isSimple) {
    layout.simpleKeyAllowed = false;
  } else {
    if (!layout.inFlow) {
      if (!layout.simpleKeyAllowed) throw new YamlFault('mapValue', stream.mark());
      layout.pushIndent('map', 'valid');
    }
    layout.simpleKeyAllowed = !layout.inFlow;
  }
  layout.scalarAllowed = true;
  const mark = stream.mark();
  stream.get();
  layout.queue.push(token('value', mark, stream.pos));
}

/** anchor := '&' name; alias := '*' name; name := any characters but blanks, breaks and '[]{},' */
function anchorOrAlias({ stream, layout }: Scanner, type: 'anchor' | 'alias'): void {
  layout.offerSimpleKey();
  layout.simpleKeyAllowed = false;
  layout.afterJson = false;
  const mark = stream.mark();
  stream.get();
  const start = stream.pos;
  while (!stream.done && !isBlankOrBreak(stream.peek()) && !'[]{},'.includes(charHere(stream))) stream.get();
  const name = stream.slice(start, stream.pos);
  if (name === '') throw new YamlFault(type === 'alias' ? 'aliasNotFound' : 'anchorNotFound', stream.mark());
  if (!stream.done && (stream.peek() === 0x5b || stream.peek() === 0x7b)) {
    throw new YamlFault(type === 'alias' ? 'charInAlias' : 'charInAnchor', stream.mark());
  }
  layout.queue.push(token(type, mark, stream.pos, name));
}

function tag({ stream, layout }: Scanner): void {
  layout.offerSimpleKey();
  layout.simpleKeyAllowed = false;
  layout.afterJson = false;
  const mark = stream.mark();
  stream.get();
  const scanned = scanTag(stream);
  layout.queue.push({
    ...token('tag', mark, stream.pos, scanned.value),
    tagForm: scanned.form,
    params: scanned.suffix === undefined ? [] : [scanned.suffix],
  });
}

function plainScalar({ stream, layout }: Scanner): void {
  // Before a possible key opens a map here: the scalar may go on at any column of the collection around it.
  const indent = layout.inFlow ? 0 : layout.topIndent + 1;
  layout.offerSimpleKey();
  const mark = stream.mark();
  const scanned = scanFlowScalar(stream, layout.inFlow ? 'plain-in-flow' : 'plain', indent);
  layout.simpleKeyAllowed = scanned.endedByIndent;
  layout.afterJson = false;
  layout.queue.push(scalarToken(mark, scanned));
}

function quotedScalar({ stream, layout }: Scanner): void {
  layout.offerSimpleKey();
  const style = stream.peek() === 0x27 ? 'single' : 'double';
  const mark = stream.mark();
  stream.get();
  const scanned = scanFlowScalar(stream, style, 0);
  layout.simpleKeyAllowed = false;
  layout.scalarAllowed = layout.inFlow;
  layout.afterJson = true;
  layout.queue.push(scalarToken(mark, scanned));
}

/** block-scalar := ('|' | '>') [('+' | '-') digit | digit ('+' | '-') | '+' | '-' | digit] blank* [comment] break lines */
function blockScalar(scanner: Scanner): void {
  const { stream, layout } = scanner;
  const mark = stream.mark();
  const style: ScalarKind & ('literal' | 'folded') = stream.get() === 0x3e ? 'folded' : 'literal';
  const { chomp, indent } = scanBlockHeader(stream);
  let end = stream.pos;
  skipBlanks(stream);
  const hasComment = stream.peek() === HASH;
  if (hasComment) scanner.scanComment();
  if (!stream.done && !isBreak(stream.peek())) throw new YamlFault('charInBlock', stream.mark());

  const scanned = scanScalar(stream, {
    kind: style,
    indent: (indent ?? 1) + Math.max(layout.topIndent, 0),
    detectIndent: indent === undefined,
    chomp,
  });
  if (scanned.value.length > 0) end = scanned.end;
  layout.simpleKeyAllowed = true;
  layout.afterJson = false;
  layout.queue.push(scalarToken(mark, { ...scanned, end, hasComment }));
}

function scanBlockHeader(stream: Stream): { chomp: Chomp; indent: number | undefined } {
  let chomp: Chomp = 'clip';
  let indent: number | undefined;
  let sawChomp = false;
  for (let i = 0; i < 2; i++) {
    const char = charHere(stream);
    if ((char === '+' || char === '-') && !sawChomp) {
      sawChomp = true;
      chomp = char === '+' ? 'keep' : 'strip';
      stream.get();
    } else if (!stream.done && /[0-9]/.test(char) && indent === undefined) {
      stream.get();
      if (char === '0') throw new YamlFault('zeroIndentInBlock', stream.mark());
      indent = Number(char);
    } else break;
  }
  return { chomp, indent };
}

function takeWord(stream: Stream): ByteString {
  const start = stream.pos;
  while (!stream.done && !isBlankOrBreak(stream.peek())) stream.get();
  return stream.slice(start, stream.pos);
}

function skipBlanks(stream: Stream): void {
  while (isBlank(stream.peek())) stream.skipInline(1);
}

function charHere(stream: Stream): string {
  return String.fromCharCode(stream.peek());
}
