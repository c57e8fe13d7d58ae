import { Candidates, suggestion } from '../diagnostics/did-you-mean.js';
import { type ByteString, decodeText } from '../text/bytes.js';

/** Names compared for one set of files. Who makes more mistakes needs no guesses. */
const MOST_LOOKS = 200_000;

type Known = ReadonlyMap<ByteString, unknown>;

/** What may have been meant by names that are not there. */
export class Suggester {
  #left = MOST_LOOKS;
  readonly #candidates = new Map<Known, Candidates>();

  /** A sentence about the nearest of the names that are there; undefined where none is near. */
  suggest(word: ByteString, known: Known): string | undefined {
    this.#left -= known.size;
    if (this.#left < 0) return undefined;
    return suggestion(decodeText(word), this.#candidatesOf(known));
  }

  /** Names are added to what is known, and never taken away: those that came since the last time are put behind. */
  #candidatesOf(known: Known): Candidates {
    let candidates = this.#candidates.get(known);
    if (!candidates) {
      candidates = new Candidates();
      this.#candidates.set(known, candidates);
    }
    if (candidates.size === known.size) return candidates;
    let seen = 0;
    for (const name of known.keys()) if (seen++ >= candidates.size) candidates.add(decodeText(name));
    return candidates;
  }
}
