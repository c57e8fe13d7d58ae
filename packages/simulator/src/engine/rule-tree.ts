import type { ByteString } from '@falco-rules/language';
import type { Extractor, FieldValue } from '../extract/index.js';
import { isList } from './bytes.js';
import type { Alternative, Conjunct } from './conjuncts.js';
import { type FieldPatterns, gatherPatterns } from './field-patterns.js';
import { chooseField, newNode, type RuleNode } from './rule-node.js';
import type { Test } from './tests.js';

/** Values that a node remembers that no rule names. */
const MOST_MET = 128;
/** Values longer than this (in bytes) are not remembered. */
const LONGEST_MET = 200;
/** Limits on the tree, so that it stays small whatever the rules and the events: nodes, and alternatives in all of them. */
const MOST_NODES = 50_000;
const MOST_ENTRIES = 2_000_000;

/** So many patterns are as fast to try, one after the other. */
const FEW_PATTERNS = 4;
const NO_HITS: readonly number[] = [];

/**
 * Rules ask for the same few fields, and events have the same few values in them. The tree branches on one field
 * after the other; along a branch, whatever part of a condition looks at that field alone is decided once for the
 * value - or for all values that are alike in what any rule asks of them -, and the rules that fail are gone. It grows
 * as events come; what it cannot decide is tested as ever. How many rules there are then hardly shows.
 */
export class RuleTree {
  readonly #alternatives: readonly Alternative[];
  readonly #extractor: Extractor;
  readonly #onlyFirst: boolean;
  readonly #root: RuleNode;
  readonly #patternsOf: (slot: number) => FieldPatterns;
  /** What is left of alternatives, compiled, by the bits of their open conjuncts. */
  readonly #rests: readonly Map<number, Test | undefined>[];
  #nodes = 0;
  #entries = 0;

  constructor(alternatives: readonly Alternative[], extractor: Extractor, onlyFirst: boolean) {
    this.#alternatives = alternatives;
    this.#extractor = extractor;
    this.#onlyFirst = onlyFirst;
    this.#patternsOf = gatherPatterns(alternatives);
    this.#rests = alternatives.map(() => new Map());
    this.#root = newNode(
      Int32Array.from(alternatives, (_, i) => i),
      Int32Array.from(alternatives, ({ conjuncts }) => 2 ** conjuncts.length - 1),
      [],
    );
  }

  /** See RuleFinder. */
  find(matches: number[]): void {
    const extractor = this.#extractor;
    let node = this.#root;
    for (;;) {
      if (node.slot < 0 && !chooseField(node, this.#alternatives, this.#patternsOf)) break;
      const next = this.#branch(node, extractor.get(node.slot));
      if (!next) break;
      node = next;
    }
    const { left } = node;
    if (left.length === 0) return;
    node.tests ??= this.#compileRest(node);
    const { tests } = node;
    let last = -1;
    for (let i = 0; i < left.length; i++) {
      const { rule } = this.#alternatives[left[i]!]!;
      if (rule === last) continue;
      const test = tests[i];
      if (test !== undefined && !test()) continue;
      matches.push(rule);
      if (this.#onlyFirst) return;
      last = rule;
    }
  }

  /** The next node for a value; undefined where the tree is full. */
  #branch(node: RuleNode, value: FieldValue): RuleNode | undefined {
    if (value === undefined) {
      node.absent ??= this.#grow(node);
      return node.absent;
    }
    if (isList(value)) return this.#branchOnList(node, value);
    const text = value as ByteString;
    const isShort = text.length <= LONGEST_MET;
    if (text.length <= node.longestName || (isShort && !node.closed)) {
      const known = node.byValue.get(text);
      if (known) return known;
      if (node.names.has(text)) return this.#remember(node, text, this.#grow(node));
    }
    if (node.closed) {
      node.other ??= this.#grow(node);
      return node.other;
    }
    const isNew = isShort && node.met < MOST_MET;
    if (isNew) node.met++;
    if (isNew && node.opaque) return this.#remember(node, text, this.#grow(node));
    const hits = this.#hitsOf(node, text);
    const next = this.#ofKind(node, hits.join(' '), hits);
    return isNew ? this.#remember(node, text, next) : next;
  }

  #branchOnList(node: RuleNode, values: readonly ByteString[]): RuleNode | undefined {
    if (node.opaque) {
      const joined = values.join('\0');
      const known = node.byValue.get(joined);
      if (known) return known;
      if (joined.length <= LONGEST_MET && node.met < MOST_MET) {
        node.met++;
        return this.#remember(node, joined, this.#grow(node));
      }
    }
    // Which elements are named, and whether all are, decides `in` and `intersects`.
    const named: ByteString[] = [];
    for (let i = 0; i < values.length; i++) if (node.names.has(values[i]!)) named.push(values[i]!);
    if (named.length === 0) return this.#ofKind(node, '', NO_HITS);
    const all = named.length === values.length ? '=' : '+';
    return this.#ofKind(node, all + [...new Set(named)].sort().join('\0'), NO_HITS);
  }

  /** The branch of values that are alike. */
  #ofKind(node: RuleNode, kind: string, hits: readonly number[]): RuleNode | undefined {
    if (kind === '') {
      node.other ??= this.#grow(node, hits);
      return node.other;
    }
    const known = node.byKind.get(kind);
    if (known) return known;
    const grown = this.#grow(node, hits);
    if (grown) node.byKind.set(kind, grown);
    return grown;
  }

  #remember(node: RuleNode, text: ByteString, next: RuleNode | undefined): RuleNode | undefined {
    if (next) node.byValue.set(text, next);
    return next;
  }

  /** The patterns that hold for a value, as far as the node asks for them. */
  #hitsOf(node: RuleNode, text: ByteString): readonly number[] {
    const { patterns } = node;
    if (patterns.size === 0) return NO_HITS;
    const { index, tests } = this.#patternsOf(node.slot);
    if (patterns.size > FEW_PATTERNS) {
      const hits = index.find(text);
      return hits.length === 0 ? hits : hits.filter((hit) => patterns.has(hit));
    }
    let hits: number[] | undefined;
    for (const pattern of patterns) {
      if (!tests[pattern]!(text)) continue;
      if (hits) hits.push(pattern);
      else hits = [pattern];
    }
    return hits ?? NO_HITS;
  }

  /**
   * Decides what looks at the node's field, on the loaded event. With `hits`, the branch is for all values for which
   * the same names and patterns hold: only what these tell is decided.
   */
  #grow(node: RuleNode, hits?: readonly number[]): RuleNode | undefined {
    if (this.#nodes >= MOST_NODES || this.#entries >= MOST_ENTRIES) return undefined;
    const left: number[] = [];
    const opens: number[] = [];
    for (let i = 0; i < node.left.length; i++) {
      const at = node.left[i]!;
      const open = this.#decide(this.#alternatives[at]!.conjuncts, node.open[i]!, node.slot, hits);
      if (open < 0) continue;
      left.push(at);
      opens.push(open);
    }
    this.#nodes++;
    this.#entries += left.length;
    return newNode(Int32Array.from(left), Int32Array.from(opens), [...node.done, node.slot]);
  }

  /** The conjuncts that stay open; negative where one of those decided does not hold. */
  #decide(conjuncts: readonly Conjunct[], open: number, slot: number, hits?: readonly number[]): number {
    let left = open;
    for (let n = 0; n < conjuncts.length; n++) {
      if ((open & (1 << n)) === 0) continue;
      const conjunct = conjuncts[n]!;
      if (conjunct.slot !== slot || (hits && !this.#isTold(conjunct, hits))) continue;
      if (!conjunct.test()) return -1;
      left &= ~(1 << n);
    }
    return left;
  }

  /** Whether names and patterns tell its verdict. */
  #isTold(conjunct: Conjunct, hits: readonly number[]): boolean {
    if (conjunct.opaque) return false;
    if (hits.length === 0 || conjunct.needles.length === 0) return true;
    const { needles } = this.#patternsOf(conjunct.slot).of.get(conjunct)!;
    return !needles.some((needle) => hits.includes(needle));
  }

  #compileRest({ left, open }: RuleNode): readonly (Test | undefined)[] {
    return Array.from(left, (at, i) => {
      const bits = open[i]!;
      const rests = this.#rests[at]!;
      if (!rests.has(bits)) rests.set(bits, this.#restOf(at, bits));
      return rests.get(bits);
    });
  }

  #restOf(at: number, bits: number): Test | undefined {
    const rest = this.#alternatives[at]!.conjuncts.flatMap(({ required, test }, n) =>
      required && (bits & (1 << n)) !== 0 ? [test] : [],
    );
    const [first, second] = rest;
    if (rest.length < 2) return first;
    if (first && second && rest.length === 2) return () => first() && second();
    return () => {
      for (let i = 0; i < rest.length; i++) if (!rest[i]!()) return false;
      return true;
    };
  }
}
