/**
 * The candidates that a mistyped word most likely meant, best first: at most three, and only those near enough
 * that a reader would agree. Distance is Damerau-Levenshtein (swaps of neighbours count once), without regard
 * to case.
 */
export function didYouMean(word: string, candidates: Iterable<string>, most = 3): readonly string[] {
  const wanted = word.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const found: { candidate: string; distance: number }[] = [];
  for (const candidate of candidates) {
    if (candidate === word) continue;
    const folded = candidate.toLowerCase();
    if (Math.abs(folded.length - wanted.length) > limit) continue;
    const distance = editDistance(wanted, folded, limit);
    if (distance <= limit) found.push({ candidate, distance });
  }
  found.sort((a, b) => a.distance - b.distance || compare(a.candidate, b.candidate));
  const best = found[0]?.distance ?? 0;
  // What is much worse than the best match is noise beside it.
  return found
    .filter(({ distance }) => distance <= best + 1)
    .slice(0, most)
    .map(({ candidate }) => candidate);
}

/** `did you mean X?`, `did you mean X or Y?`; undefined where nothing is near. */
export function suggestion(word: string, candidates: Iterable<string>): string | undefined {
  const names = didYouMean(word, candidates).map((name) => `\`${name}\``);
  const last = names.pop();
  if (last === undefined) return undefined;
  return `did you mean ${names.length ? `${names.join(', ')} or ${last}` : last}?`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Edits from one word to the other; anything past the limit comes back as limit + 1. */
function editDistance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) cost = Math.min(cost, beforeLast[j - 2]! + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    beforeLast = last;
    last = row;
  }
  return last[b.length]!;
}
