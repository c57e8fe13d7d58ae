/**
 * Counts edits from one word to others: swaps of neighbours count once (optimal string alignment). Only what is within
 * a limit is counted, so only a band of the table around its diagonal is filled in.
 */
export class EditDistance {
  readonly #word: string;
  /** Three rows of the table, used in turn for one word after the other. */
  #beforeLast: number[] = [];
  #last: number[] = [];
  #row: number[] = [];

  constructor(word: string) {
    this.#word = word;
  }

  /** The edits to a word, where there are no more than `limit`; else any larger number. */
  to(other: string, limit: number): number {
    const word = this.#word;
    if (Math.abs(word.length - other.length) > limit) return limit + 1;
    // What words have in common at their ends takes no edits.
    let start = 0;
    let wordEnd = word.length;
    let otherEnd = other.length;
    while (start < wordEnd && start < otherEnd && word.charCodeAt(start) === other.charCodeAt(start)) start++;
    while (
      wordEnd > start &&
      otherEnd > start &&
      word.charCodeAt(wordEnd - 1) === other.charCodeAt(otherEnd - 1)
    ) {
      wordEnd--;
      otherEnd--;
    }
    const rows = wordEnd - start;
    const columns = otherEnd - start;
    if (rows === 0 || columns === 0) return rows + columns;
    return this.#count(other, start, rows, columns, limit);
  }

  /** Edits between the stretches of both words from `start` on. Cells outside of the band count as past the limit. */
  #count(other: string, start: number, rows: number, columns: number, limit: number): number {
    const tooMany = limit + 1;
    for (let j = 0; j <= columns; j++) this.#last[j] = j;
    for (let i = 1; i <= rows; i++) {
      const beforeLast = this.#beforeLast;
      const last = this.#last;
      const row = this.#row;
      const from = Math.max(1, i - limit);
      const to = Math.min(columns, i + limit);
      const char = this.#word.charCodeAt(start + i - 1);
      const charBefore = i > 1 ? this.#word.charCodeAt(start + i - 2) : -1;
      row[from - 1] = from === 1 ? i : tooMany;
      let least = row[from - 1]!;
      for (let j = from; j <= to; j++) {
        const otherChar = other.charCodeAt(start + j - 1);
        let cost = Math.min(last[j]!, row[j - 1]!) + 1;
        cost = Math.min(cost, last[j - 1]! + (char === otherChar ? 0 : 1));
        if (j > 1 && charBefore === otherChar && char === other.charCodeAt(start + j - 2)) {
          cost = Math.min(cost, beforeLast[j - 2]! + 1);
        }
        row[j] = cost;
        least = Math.min(least, cost);
      }
      if (least > limit) return tooMany;
      if (to < columns) row[to + 1] = tooMany;
      this.#beforeLast = last;
      this.#last = row;
      this.#row = beforeLast;
    }
    return this.#last[columns]!;
  }
}
