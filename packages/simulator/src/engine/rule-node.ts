import type { ByteString } from '@falco-rules/language';
import type { Alternative, Conjunct } from './conjuncts.js';
import type { FieldPatterns } from './field-patterns.js';
import type { Test } from './tests.js';

/** The alternatives of rules that are left along a branch of the tree, and which parts of them are still open. */
export interface RuleNode {
  readonly left: Int32Array;
  /** Bit n: the alternative's conjunct n is not decided. */
  readonly open: Int32Array;
  /** Fields branched on from the root to here, this node's not included. */
  readonly done: readonly number[];
  /** The field to branch on: see `chooseField`. */
  slot: number;
  /** What its open conjuncts ask of the value: see ValueTest. */
  names: ReadonlySet<ByteString>;
  longestName: number;
  patterns: ReadonlySet<number>;
  opaque: boolean;
  /** Whether they ask for nothing but names. */
  closed: boolean;
  /** Branches: values that are known; how many of them no rule names. */
  readonly byValue: Map<ByteString, RuleNode>;
  met: number;
  absent: RuleNode | undefined;
  /** For other values, by what of the above holds for them; where nothing does, `other`. */
  readonly byKind: Map<string, RuleNode>;
  other: RuleNode | undefined;
  /** For each alternative that is left, the test of what is open; undefined where nothing is. */
  tests: readonly (Test | undefined)[] | undefined;
}

/** No field to branch on: what is left is tested. */
const LEAF = -1;
const UNKNOWN = -2;
/** Fewer alternatives than this are as fast to try. */
const FEWEST = 3;

const NO_NAMES: ReadonlySet<ByteString> = new Set();
const NO_PATTERNS: ReadonlySet<number> = new Set();

export function newNode(left: Int32Array, open: Int32Array, done: readonly number[]): RuleNode {
  return {
    left,
    open,
    done,
    slot: left.length < FEWEST ? LEAF : UNKNOWN,
    names: NO_NAMES,
    longestName: 0,
    patterns: NO_PATTERNS,
    opaque: false,
    closed: false,
    byValue: new Map(),
    met: 0,
    absent: undefined,
    byKind: new Map(),
    other: undefined,
    tests: undefined,
  };
}

/** Chooses the field that most of the alternatives look at; prefers those that are only asked for names. False: none. */
export function chooseField(
  node: RuleNode,
  alternatives: readonly Alternative[],
  patternsOf: (slot: number) => FieldPatterns,
): boolean {
  if (node.slot === LEAF) return false;
  const asking = new Map<number, { count: number; closed: boolean; opaque: boolean }>();
  eachOpen(node, alternatives, (conjunct) => {
    if (node.done.includes(conjunct.slot)) return;
    let known = asking.get(conjunct.slot);
    if (!known) {
      known = { count: 0, closed: true, opaque: false };
      asking.set(conjunct.slot, known);
    }
    known.count++;
    known.closed &&= isClosed(conjunct);
    known.opaque ||= conjunct.opaque;
  });
  let best = LEAF;
  let most = FEWEST - 1;
  for (const [slot, { count, closed, opaque }] of asking) {
    const weight = count * (closed ? 4 : opaque ? 1 : 2);
    if (count < FEWEST - 1 || weight <= most) continue;
    best = slot;
    most = weight;
  }
  node.slot = best;
  if (best === LEAF) return false;
  gatherAsked(node, alternatives, patternsOf(best));
  return true;
}

/** Finds out what is asked of the node's field. */
function gatherAsked(node: RuleNode, alternatives: readonly Alternative[], { of }: FieldPatterns): void {
  const names = new Set<ByteString>();
  const patterns = new Set<number>();
  node.closed = true;
  eachOpen(node, alternatives, (conjunct) => {
    if (conjunct.slot !== node.slot) return;
    for (const name of conjunct.names) names.add(name);
    const own = of.get(conjunct)!;
    for (const pattern of own.patterns) patterns.add(pattern);
    for (const needle of own.needles) patterns.add(needle);
    node.closed &&= isClosed(conjunct);
    node.opaque ||= conjunct.opaque;
  });
  node.names = names;
  node.patterns = patterns;
  for (const name of names) node.longestName = Math.max(node.longestName, name.length);
}

/** Visits the open conjuncts that look at one field. */
function eachOpen(
  { left, open }: RuleNode,
  alternatives: readonly Alternative[],
  visit: (conjunct: Conjunct) => void,
): void {
  for (let i = 0; i < left.length; i++) {
    const { conjuncts } = alternatives[left[i]!]!;
    for (let n = 0; n < conjuncts.length; n++) {
      const conjunct = conjuncts[n]!;
      if (conjunct.slot >= 0 && (open[i]! & (1 << n)) !== 0) visit(conjunct);
    }
  }
}

/** Whether it asks for names only. */
function isClosed({ patterns, needles, opaque }: Conjunct): boolean {
  return patterns.length === 0 && needles.length === 0 && !opaque;
}
