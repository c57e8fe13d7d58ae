import type { ByteString } from './bytes.js';
import type { SourceFile, Span } from './source.js';

/** What a stretch of a condition or an output was part of, when its user wrote it. */
export interface Part {
  readonly kind: 'rule' | 'macro' | 'list' | 'exception' | 'append';
  /** Name of the rule, macro or list, or of the exception. */
  readonly name: string;
  /** Index of the list item or of the exception's tuple, where it is one. */
  readonly index?: number;
}

/** Where a stretch of mapped text came from. */
export interface Segment {
  /** First offset of the stretch in the mapped text. */
  readonly start: number;
  readonly length: number;
  /** Absent for text that nobody wrote: the blanks, quotes and parentheses that Falco adds. */
  readonly origin?: Origin;
}

export interface Origin {
  readonly file: SourceFile;
  readonly start: number;
  readonly end: number;
  /** True where char n of the stretch is byte start+n of the file; false where the stretch as a whole is [start, end). */
  readonly linear: boolean;
  readonly part: Part;
}

/**
 * Text that Falco reads as one, joined or substituted from several places (appends, list items, exceptions,
 * YAML scalars with escapes or folds), with a map back to the user's files.
 */
export interface MappedText {
  readonly text: ByteString;
  /** Ascending, not overlapping, covering the whole text. */
  readonly segments: readonly Segment[];
}

export const EMPTY_TEXT: MappedText = { text: '', segments: [] };

/** Text without an origin. */
export function glue(text: ByteString): MappedText {
  return { text, segments: text === '' ? [] : [{ start: 0, length: text.length }] };
}

/** Text that stands at an offset of a file to the letter. */
export function verbatim(text: ByteString, file: SourceFile, start: number, part: Part): MappedText {
  return text === '' ? EMPTY_TEXT : new Verbatim(text, file, start, part);
}

/** Most of what is written is never pointed at: its segment is made when somebody asks for it. */
class Verbatim implements MappedText {
  readonly text: ByteString;
  readonly #file: SourceFile;
  readonly #start: number;
  readonly #part: Part;
  #segments: readonly Segment[] | undefined;

  constructor(text: ByteString, file: SourceFile, start: number, part: Part) {
    this.text = text;
    this.#file = file;
    this.#start = start;
    this.#part = part;
  }

  get segments(): readonly Segment[] {
    this.#segments ??= [{ start: 0, length: this.text.length, origin: this.#origin() }];
    return this.#segments;
  }

  #origin(): Origin {
    const end = this.#start + this.text.length;
    return { file: this.#file, start: this.#start, end, linear: true, part: this.#part };
  }
}

export function joinText(pieces: readonly MappedText[]): MappedText {
  return assemble(pieces.map(whole));
}

function whole(source: MappedText): Slice {
  return { source, start: 0, end: source.text.length };
}

const BLANK = glue(' ');

/**
 * A text, a blank, and another text, as Falco appends. Many may be appended to one: they are strung together here, and
 * made one string when somebody reads it.
 */
export function appendText(before: MappedText, more: MappedText): MappedText {
  return new Appended(before, more);
}

/** A text with others put behind it, strung together as an appended one is. */
export function extendText(before: MappedText, more: readonly MappedText[]): MappedText {
  const text = before.text + more.map((piece) => piece.text).join('');
  return new Assembled(text, [whole(before), ...more.map(whole)]);
}

/** What was appended to a text to make another one of it, in order; undefined where that is not how it was made. */
export function appendedSince(text: MappedText, before: MappedText): readonly MappedText[] | undefined {
  const pieces: MappedText[] = [];
  let at = text;
  for (; at !== before; at = at.before) {
    if (!(at instanceof Appended)) return undefined;
    pieces.push(at.more);
  }
  return pieces.reverse();
}

/** A stretch of a mapped text. */
export interface Slice {
  readonly source: MappedText;
  readonly start: number;
  readonly end: number;
}

/** The slices one after the other. Their segments are put together when somebody asks for them. */
export function assemble(slices: readonly Slice[]): MappedText {
  const kept = slices.filter(({ start, end }) => start < end);
  return new Assembled(kept.map(({ source, start, end }) => source.text.slice(start, end)).join(''), kept);
}

/** Most texts are never pointed into, and the segments of a condition with long lists are many. */
class Assembled implements MappedText {
  readonly text: ByteString;
  #slices: readonly Slice[];
  #segments: readonly Segment[] | undefined;

  constructor(text: ByteString, slices: readonly Slice[]) {
    this.text = text;
    this.#slices = slices;
  }

  get segments(): readonly Segment[] {
    // Texts that were appended to many times are deep: they wait here, not on the stack.
    const waiting: Assembled[] = [this];
    for (let text = waiting.at(-1); text; text = waiting.at(-1)) {
      const leaves = text.#segments ? NO_LEAVES : text.#leaves();
      let isReady = true;
      for (const { source } of leaves) {
        if (!isPending(source)) continue;
        waiting.push(source);
        isReady = false;
      }
      if (!isReady) continue;
      text.#segments ??= segmentsOf(leaves);
      text.#slices = [];
      waiting.pop();
    }
    return this.#segments!;
  }

  /** The slices, those that are a whole text that is not put together yet replaced by that text's own. */
  #leaves(): Slice[] {
    const leaves: Slice[] = [];
    const pending = this.#slices.toReversed();
    for (let slice = pending.pop(); slice; slice = pending.pop()) {
      const { source, start, end } = slice;
      if (isPending(source) && start === 0 && end === source.text.length) {
        for (let i = source.#slices.length - 1; i >= 0; i--) pending.push(source.#slices[i]!);
      } else leaves.push(slice);
    }
    return leaves;
  }

  static isPending(text: MappedText): text is Assembled {
    return text instanceof Assembled && !text.#segments;
  }
}

class Appended extends Assembled {
  readonly before: MappedText;
  readonly more: MappedText;

  constructor(before: MappedText, more: MappedText) {
    super(`${before.text} ${more.text}`, [whole(before), whole(BLANK), whole(more)]);
    this.before = before;
    this.more = more;
  }
}

const { isPending } = Assembled;
const NO_LEAVES: readonly Slice[] = [];

function segmentsOf(slices: readonly Slice[]): readonly Segment[] {
  const segments: Segment[] = [];
  let length = 0;
  for (const slice of slices) {
    appendSegments(segments, slice, length);
    length += slice.end - slice.start;
  }
  return segments;
}

export function sliceText(mapped: MappedText, start: number, end: number = mapped.text.length): MappedText {
  return assemble([{ source: mapped, start: Math.max(0, start), end: Math.min(end, mapped.text.length) }]);
}

/** The segments of a slice, moved to where the slice goes. */
function appendSegments(out: Segment[], { source, start, end }: Slice, at: number): void {
  const { segments } = source;
  for (let i = segmentIndex(segments, start); i < segments.length; i++) {
    const segment = segments[i]!;
    if (segment.start >= end) break;
    const from = Math.max(segment.start, start);
    const length = Math.min(segment.start + segment.length, end) - from;
    if (length <= 0) continue;
    const moved = { start: from - start + at, length };
    out.push(
      segment.origin
        ? { ...moved, origin: sliceOrigin(segment.origin, from - segment.start, length) }
        : moved,
    );
  }
}

function sliceOrigin(origin: Origin, skip: number, length: number): Origin {
  if (!origin.linear) return origin;
  return { ...origin, start: origin.start + skip, end: origin.start + skip + length };
}

/** The segment that holds an offset; the last one for an offset at or past the end. */
export function segmentAt(mapped: MappedText, offset: number): Segment | undefined {
  return mapped.segments[segmentIndex(mapped.segments, offset)];
}

/** Index of the last segment that starts at or before an offset; 0 where there is none. */
export function segmentIndex(segments: readonly Segment[], offset: number): number {
  let low = 0;
  let high = segments.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (segments[middle]!.start <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/**
 * The user's text behind [start, end): from where its first written byte came to where its last one did when
 * both are in one part, else only the first one's stretch. Undefined where nobody wrote any of it.
 */
export function spanOf(mapped: MappedText, start: number, end: number): Span | undefined {
  const { segments } = mapped;
  const to = Math.max(end, start + 1);
  let first: { readonly origin: Origin; readonly start: number } | undefined;
  let last = 0;
  for (let i = segmentIndex(segments, start); i < segments.length; i++) {
    const segment = segments[i]!;
    if (segment.start >= to) break;
    const { origin } = segment;
    const skip = Math.max(start - segment.start, 0);
    const length = Math.min(segment.start + segment.length, to) - segment.start - skip;
    if (!origin || length <= 0) continue;
    const originStart = origin.linear ? origin.start + skip : origin.start;
    const originEnd = origin.linear ? originStart + length : origin.end;
    if (!first) first = { origin, start: originStart };
    else if (origin.file !== first.origin.file || origin.part !== first.origin.part) continue;
    last = Math.max(last, originEnd);
  }
  return first && { file: first.origin.file, start: first.start, end: last };
}

/** What the first written byte in [start, end) was part of; undefined where nobody wrote any of it. */
export function partOf(mapped: MappedText, start: number, end: number): Part | undefined {
  for (let i = segmentIndex(mapped.segments, start); i < mapped.segments.length; i++) {
    const segment = mapped.segments[i]!;
    if (segment.start >= Math.max(end, start + 1)) return undefined;
    if (segment.origin) return segment.origin.part;
  }
  return undefined;
}
