import type { Diagnostic } from '../diagnostics/diagnostic.js';
import { decodeText } from '../text/bytes.js';
import {
  type MappedText,
  type Part,
  type Segment,
  segmentAt,
  segmentIndex,
  spanOf,
} from '../text/mapped-text.js';
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
  const { segments } = text;
  for (let i = segmentIndex(segments, offset); i >= 0; i--) {
    const segment = segments[i];
    if (segment?.origin && segment.start <= offset) {
      const { file, end } = segment.origin;
      return { file, start: end, end };
    }
  }
  const first = segments.find(({ origin }) => origin)?.origin;
  return first && { file: first.file, start: first.start, end: first.start };
}

function partAt(text: MappedText, offset: number): Part | undefined {
  return segmentAt(text, offset)?.origin?.part;
}

/** The last stretch before an offset that the condition itself wrote: its last line, so that a frame stays small. */
function hostBefore(text: MappedText, offset: number, part: Part): Span | undefined {
  const hosts = hostsOf(text)[part.kind === 'list' ? 'list' : 'other'];
  const origin = hosts[segmentIndex(hosts, offset)]?.origin;
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

type Hosts = Readonly<Record<'list' | 'other', readonly Segment[]>>;

const hosts = new WeakMap<MappedText, Hosts>();

/** The stretches that lists, and that appends and exceptions, can be put behind. Many faults may be in one text. */
function hostsOf(text: MappedText): Hosts {
  const known = hosts.get(text);
  if (known) return known;
  const isOther = ({ origin }: Segment) => origin?.part.kind === 'rule' || origin?.part.kind === 'macro';
  const other = text.segments.filter(isOther);
  const list = text.segments.filter((segment) => segment.origin?.part.kind === 'append' || isOther(segment));
  const made = { list, other };
  hosts.set(text, made);
  return made;
}
