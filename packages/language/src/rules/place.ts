import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { decodeText } from '../text/bytes.js';
import { type MappedText, type Part, type Segment, segmentAt, spanOf } from '../text/mapped-text.js';
import type { Span } from '../text/source.js';

/** A place in a text that Falco put together, in the user's own files. */
export interface Place {
  readonly span?: Span;
  /** The other half, where the place is in a piece that came from elsewhere: where that piece was put in. */
  readonly related: NonNullable<Diagnostic['related']>;
}

/** The place behind [start, end) of a text; where nobody wrote that, the place nearest before it. */
export function placeOf(text: MappedText, start: number, end: number): Place {
  const span = spanOf(text, start, end) ?? nearest(text, start);
  const part = partAt(text, start);
  if (!span || !part || part.kind === 'rule' || part.kind === 'macro')
    return { ...(span && { span }), related: [] };
  const host = hostBefore(text, start, part);
  return { span, related: host ? [{ span: host, message: WHERE[part.kind](decodeText(part.name)) }] : [] };
}

const WHERE: Readonly<Record<Exclude<Part['kind'], 'rule' | 'macro'>, (name: string) => string>> = {
  list: (name) => `the list \`${name}\` is put in after this`,
  append: (name) => `it is appended to this condition of \`${name}\``,
  exception: (name) => `the exception \`${name}\` is put behind this condition`,
};

/** Just behind the last written text before an offset. */
function nearest(text: MappedText, offset: number): Span | undefined {
  for (let i = text.segments.length - 1; i >= 0; i--) {
    const { start, origin } = text.segments[i]!;
    if (origin && start <= offset) return { file: origin.file, start: origin.end, end: origin.end };
  }
  const first = text.segments.find(({ origin }) => origin)?.origin;
  return first && { file: first.file, start: first.start, end: first.start };
}

function partAt(text: MappedText, offset: number): Part | undefined {
  return segmentAt(text, offset)?.origin?.part;
}

/** The last stretch before an offset that the condition itself wrote: its last line, so that a frame stays small. */
function hostBefore(text: MappedText, offset: number, part: Part): Span | undefined {
  const isHost = ({ origin }: Segment) =>
    origin !== undefined &&
    origin.part !== part &&
    (origin.part.kind === 'rule' ||
      origin.part.kind === 'macro' ||
      (part.kind === 'list' && origin.part.kind === 'append'));
  let last: Segment | undefined;
  for (const segment of text.segments) {
    if (segment.start > offset && last) break;
    if (isHost(segment)) last = segment;
  }
  const origin = last?.origin;
  if (!origin) return undefined;
  const line = origin.file.text.slice(origin.start, origin.end).trimEnd();
  const start = origin.start + line.lastIndexOf('\n') + 1;
  const indent = line.slice(line.lastIndexOf('\n') + 1);
  return {
    file: origin.file,
    start: start + indent.length - indent.trimStart().length,
    end: origin.start + line.length,
  };
}
