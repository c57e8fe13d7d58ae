import type { ByteString } from '@falco-rules/language';

/** A text, and where in a value it has to stand; `icontains` does not tell ASCII letters of either case apart. */
export interface Pattern {
  readonly kind: 'contains' | 'icontains' | 'startswith' | 'endswith';
  readonly text: ByteString;
}

/** Grams are of so many bytes; shorter patterns have shorter ones. */
const LONGEST_GRAM = 4;
/** Bits of the hash that says at once that no pattern has a gram. */
const FILTER_BITS = 14;

const FOLDED = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte,
);

/** Where a gram stands in a pattern. */
interface Place {
  readonly pattern: number;
  readonly at: number;
}

/** The grams of one length. */
interface Grams {
  readonly mask: number;
  readonly filter: Uint8Array;
  readonly places: Map<number, Place[]>;
}

/**
 * Finds which of many patterns hold for a value, in one walk over it, however many there are: each is known by a few
 * of its bytes that hardly any other has, and only looked at where these stand.
 */
export class PatternIndex {
  readonly #patterns: readonly Pattern[];
  readonly #folded: readonly ByteString[];
  /** By the length of the grams; undefined where no pattern has such. */
  readonly #grams: readonly (Grams | undefined)[];
  /** Patterns without a byte, which hold for every value. */
  readonly #always: readonly number[];

  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns;
    this.#folded = patterns.map(({ text }) => fold(text));
    this.#always = patterns.flatMap(({ text }, i) => (text === '' ? [i] : []));
    this.#grams = Array.from({ length: LONGEST_GRAM + 1 }, (_, length) => this.#gramsOf(length));
  }

  /** The patterns that hold for a value: their indices, ascending. */
  find(value: ByteString): readonly number[] {
    let found: number[] | undefined;
    let gram = 0;
    for (let i = 0; i < value.length; i++) {
      gram = (gram << 8) | FOLDED[value.charCodeAt(i)]!;
      for (let length = 1; length <= LONGEST_GRAM; length++) {
        const grams = this.#grams[length];
        if (grams === undefined || i + 1 < length) continue;
        const own = gram & grams.mask;
        if (grams.filter[hash(own)] === 0) continue;
        const places = grams.places.get(own);
        if (places === undefined) continue;
        for (const { pattern, at } of places) {
          if (!this.#holds(pattern, value, i + 1 - length - at)) continue;
          found ??= [];
          if (!found.includes(pattern)) found.push(pattern);
        }
      }
    }
    if (found === undefined) return this.#always;
    return [...this.#always, ...found].sort((a, b) => a - b);
  }

  #holds(pattern: number, value: ByteString, at: number): boolean {
    const { kind, text } = this.#patterns[pattern]!;
    switch (kind) {
      case 'contains':
        return at >= 0 && value.startsWith(text, at);
      case 'startswith':
        return at === 0 && value.startsWith(text);
      case 'endswith':
        return at >= 0 && at + text.length === value.length && value.startsWith(text, at);
      case 'icontains':
        return at >= 0 && isFolded(value, at, this.#folded[pattern]!);
    }
  }

  /** Knows each pattern by the gram that the fewest others have. */
  #gramsOf(length: number): Grams | undefined {
    const own = this.#folded.flatMap((text, pattern) =>
      length > 0 && Math.min(text.length, LONGEST_GRAM) === length ? [{ text, pattern }] : [],
    );
    if (own.length === 0) return undefined;
    const counts = new Map<number, number>();
    for (const { text } of own) {
      for (let at = 0; at + length <= text.length; at++) {
        const gram = gramAt(text, at, length);
        counts.set(gram, (counts.get(gram) ?? 0) + 1);
      }
    }
    const filter = new Uint8Array(1 << FILTER_BITS);
    const places = new Map<number, Place[]>();
    for (const { text, pattern } of own) {
      let best = 0;
      let fewest = Number.POSITIVE_INFINITY;
      for (let at = 0; at + length <= text.length; at++) {
        const count = counts.get(gramAt(text, at, length))!;
        if (count >= fewest) continue;
        best = at;
        fewest = count;
      }
      const gram = gramAt(text, best, length);
      filter[hash(gram)] = 1;
      const known = places.get(gram);
      if (known) known.push({ pattern, at: best });
      else places.set(gram, [{ pattern, at: best }]);
    }
    return { mask: length === LONGEST_GRAM ? -1 : (1 << (8 * length)) - 1, filter, places };
  }
}

function gramAt(text: ByteString, at: number, length: number): number {
  let gram = 0;
  for (let i = at; i < at + length; i++) gram = (gram << 8) | text.charCodeAt(i);
  return gram;
}

function hash(gram: number): number {
  return Math.imul(gram, 0x9e3779b1) >>> (32 - FILTER_BITS);
}

function fold(text: ByteString): ByteString {
  let out = '';
  for (let i = 0; i < text.length; i++) out += String.fromCharCode(FOLDED[text.charCodeAt(i)]!);
  return out;
}

function isFolded(value: ByteString, at: number, folded: ByteString): boolean {
  if (at + folded.length > value.length) return false;
  for (let i = 0; i < folded.length; i++)
    if (FOLDED[value.charCodeAt(at + i)] !== folded.charCodeAt(i)) return false;
  return true;
}
