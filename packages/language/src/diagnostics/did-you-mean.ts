import { EditDistance } from './edit-distance.js';

/** Names that a mistyped word may have meant, made ready for being compared with many words. */
export class Candidates {
  readonly #names: string[] = [];
  readonly #folded: string[] = [];

  constructor(names: Iterable<string> = []) {
    for (const name of names) this.add(name);
  }

  add(name: string): void {
    this.#names.push(name);
    this.#folded.push(name.toLowerCase());
  }

  get size(): number {
    return this.#names.length;
  }

  /**
   * Those that a word most likely meant, best first: at most three, and only those near enough that a reader would
   * agree. Distance is Damerau-Levenshtein (swaps of neighbours count once), without regard to case.
   */
  near(word: string, most = 3): readonly string[] {
    const wanted = word.toLowerCase();
    const distances = new EditDistance(wanted);
    let limit = Math.max(1, Math.floor(wanted.length / 3));
    let best = Number.POSITIVE_INFINITY;
    const found: { candidate: string; distance: number }[] = [];
    for (let i = 0; i < this.#names.length; i++) {
      const candidate = this.#names[i]!;
      if (candidate === word) continue;
      const distance = distances.to(this.#folded[i]!, limit);
      if (distance > limit) continue;
      found.push({ candidate, distance });
      best = Math.min(best, distance);
      // What is much worse than the best match is noise beside it.
      limit = Math.min(limit, best + 1);
    }
    return found
      .filter(({ distance }) => distance <= limit)
      .sort((a, b) => a.distance - b.distance || compare(a.candidate, b.candidate))
      .slice(0, most)
      .map(({ candidate }) => candidate);
  }
}

/** The candidates that a mistyped word most likely meant, best first; see Candidates. */
export function didYouMean(
  word: string,
  candidates: Iterable<string> | Candidates,
  most?: number,
): readonly string[] {
  const names = candidates instanceof Candidates ? candidates : new Candidates(candidates);
  return names.near(word, most);
}

/** `did you mean X?`, `did you mean X or Y?`; undefined where nothing is near. */
export function suggestion(word: string, candidates: Iterable<string> | Candidates): string | undefined {
  const names = didYouMean(word, candidates).map((name) => `\`${name}\``);
  const last = names.pop();
  if (last === undefined) return undefined;
  return `did you mean ${names.length ? `${names.join(', ')} or ${last}` : last}?`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
