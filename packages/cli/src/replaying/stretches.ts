import type { EventInput } from '@falco-rules/simulator';
import { CutFinder } from '../files/line-starts.js';
import type { FilePart, OpenFile } from '../files/sources.js';

/** What a thread runs at a time, at most: to begin costs it a quarter of a thousandth of a second. */
const MOST_BYTES = 8 << 20;
/** And at least. */
const LEAST_BYTES = 1 << 20;
/** So many for each thread of what there is: no thread is left with much when the others are done. */
const STRETCHES_EACH = 16;
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
  { input, threads }: { readonly input: EventInput; readonly threads: number },
): Generator<Stretch, void> {
  const end = Math.min(part.to ?? size, size);
  const cuts = new CutFinder(fd, input);
  let { from } = part;
  const share = Math.ceil((end - from) / (threads * STRETCHES_EACH));
  const length = Math.max(LEAST_BYTES, Math.min(share, MOST_BYTES));
  for (let at = from + length; at < end; at += length) {
    const cut = cuts.find(at, Math.min(at + length, end));
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
