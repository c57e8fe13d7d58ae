import { suggestion } from '../diagnostics/did-you-mean.js';
import { type ByteString, decodeText } from '../text/bytes.js';

/** Names compared for one set of files; that takes a second at most. Who makes more mistakes needs no guesses. */
const MOST_LOOKS = 200_000;

/** What may have been meant by names that are not there. */
export class Suggester {
  #left = MOST_LOOKS;

  /** A sentence about the nearest of the names that are there; undefined where none is near. */
  suggest(word: ByteString, known: ReadonlyMap<ByteString, unknown>): string | undefined {
    this.#left -= known.size;
    if (this.#left < 0) return undefined;
    return suggestion(decodeText(word), Array.from(known.keys(), decodeText));
  }
}
