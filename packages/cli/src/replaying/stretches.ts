import type { EventInput } from '@falco-rules/simulator';
import { CutFinder } from '../files/line-starts.js';
import type { FilePart, OpenFile } from '../files/sources.js';

/** What a thread runs at a time: about two thousandths of a second, so that telling of it takes no share of that. */
const STRETCH_BYTES = 1 << 20;
/** Where so many bytes hold no place to cut at, the rest is likely to hold none either. */
const MOST_UNCUT = 32 << 20;

export interface Stretch {
  readonly from: number;
  readonly to: number | undefined;
  /** It could not be cut any further: somebody should read it in order, and hand out what is found. */
  readonly isUncut: boolean;
}

/** Cuts a part of a plain file into stretches that can be read by themselves, in their order. */
export function* stretchesOf(
  { fd, size }: OpenFile,
  part: Pick<FilePart, 'from' | 'to'>,
  input: EventInput,
): Generator<Stretch, void> {
  const end = Math.min(part.to ?? size, size);
  const cuts = new CutFinder(fd, input);
  let { from } = part;
  for (let at = from + STRETCH_BYTES; at < end; at += STRETCH_BYTES) {
    const cut = cuts.find(at, Math.min(at + STRETCH_BYTES, end));
    if (cut !== undefined) {
      yield { from, to: cut, isUncut: false };
      from = cut;
      at = cut;
    } else if (at - from >= MOST_UNCUT) {
      yield { from, to: part.to, isUncut: true };
      return;
    }
  }
  yield { from, to: part.to, isUncut: false };
}
