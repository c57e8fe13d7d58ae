import { type ByteSequence, byteSequences } from './char-class.js';
import { RegexFault } from './faults.js';
import type { RegexNode } from './syntax.js';

/**
 * A pattern as a graph of instructions over bytes, numbered by their place in the arrays.
 *
 * `kind` says what an instruction does; `first` and `last` bound the byte that a Byte consumes; `next` lists
 * where it goes on (a Split, to several places).
 */
export interface Program {
  readonly kind: readonly Kind[];
  readonly first: readonly number[];
  readonly last: readonly number[];
  readonly next: readonly (readonly number[])[];
  readonly start: number;
}

export type Kind = typeof BYTE | typeof SPLIT | typeof LINE_START | typeof LINE_END | typeof MATCH;
export const BYTE = 0;
export const SPLIT = 1;
export const LINE_START = 2;
export const LINE_END = 3;
export const MATCH = 4;

/** How many instructions RE2 has room for (two thirds of 8 MiB; measured). */
const MAX_INSTRUCTIONS = 698_992;

/** Throws a RegexFault where RE2 would run out of instructions. */
export function compileProgram(root: RegexNode): Program {
  const kind: Kind[] = [];
  const first: number[] = [];
  const last: number[] = [];
  const next: number[][] = [];
  /** What RE2 would count; it numbers groups too, which nothing here needs. */
  let size = 0;

  const spend = (count: number) => {
    size += count;
    if (size > MAX_INSTRUCTIONS) throw new RegexFault('pattern too large - compile failed');
  };
  const add = (what: Kind, targets: number[], low = 0, high = 0): number => {
    kind.push(what);
    first.push(low);
    last.push(high);
    next.push(targets);
    return kind.length - 1;
  };
  const bytes = (sequences: readonly ByteSequence[], target: number): number => {
    const heads: number[] = [];
    const tails = new Map<number, number>();
    for (const sequence of sequences) {
      let at = target;
      for (let i = sequence.length - 1; i >= 0; i--) {
        const [low, high] = sequence[i]!;
        const key = (at * 256 + low) * 256 + high;
        const known = tails.get(key);
        if (known === undefined) spend(1);
        at = known ?? add(BYTE, [at], low, high);
        tails.set(key, at);
      }
      heads.push(at);
    }
    spend(Math.max(heads.length - 1, 0));
    return heads.length === 1 ? heads[0]! : add(SPLIT, heads);
  };

  // Built from the end: `at` is where the node being built goes on to, and then where it starts. What is left
  // to do is kept on a stack of our own, as patterns may nest deeper than ours goes.
  let at = add(MATCH, []);
  const todo: (() => void)[] = [];
  const build = (node: RegexNode): void => {
    switch (node.op) {
      case 'empty':
        spend(1);
        return;
      case 'line-start':
        spend(1);
        at = add(LINE_START, [at]);
        return;
      case 'line-end':
        spend(1);
        at = add(LINE_END, [at]);
        return;
      case 'literal':
        spend(node.bytes.length);
        for (let i = node.bytes.length - 1; i >= 0; i--) {
          const code = node.bytes.charCodeAt(i);
          at = add(BYTE, [at], code, code);
        }
        return;
      case 'class':
        at = bytes(byteSequences(node.ranges), at);
        return;
      case 'concat':
        for (const item of node.items) todo.push(() => build(item));
        return;
      case 'group':
        spend(2);
        todo.push(() => build(node.item));
        return;
      case 'alternate':
        alternate(node.items);
        return;
      case 'star':
        star(node.item);
        return;
      case 'plus':
        plus(node.item);
        return;
      case 'quest':
        quest(node.item, at);
        return;
      case 'repeat':
        repeat(node);
    }
  };
  const alternate = (items: readonly RegexNode[]) => {
    const target = at;
    const heads: number[] = [];
    spend(items.length - 1);
    todo.push(() => {
      at = add(SPLIT, heads);
    });
    for (const item of items) {
      todo.push(
        () => {
          heads.push(at);
        },
        () => {
          at = target;
          build(item);
        },
      );
    }
  };
  const star = (item: RegexNode) => {
    // RE2 makes (x+)? of it where x may be empty.
    spend(item.nullable ? 2 : 1);
    const targets = [at];
    const loop = add(SPLIT, targets);
    at = loop;
    todo.push(
      () => {
        targets.push(at);
        at = loop;
      },
      () => build(item),
    );
  };
  const plus = (item: RegexNode) => {
    spend(1);
    const targets = [at];
    at = add(SPLIT, targets);
    todo.push(
      () => {
        targets.push(at);
      },
      () => build(item),
    );
  };
  /** The item, or straight on to `target`. */
  const quest = (item: RegexNode, target: number) => {
    spend(1);
    todo.push(
      () => {
        at = add(SPLIT, [at, target]);
      },
      () => build(item),
    );
  };
  // x{2,} is xx+, x{2,4} is xx(x(x)?)?, as re2/simplify.cc has it.
  const repeat = ({ item, min, max }: Extract<RegexNode, { op: 'repeat' }>) => {
    const target = at;
    const copies = max < 0 && min > 0 ? min - 1 : min;
    for (let i = 0; i < copies; i++) todo.push(() => build(item));
    if (max < 0) todo.push(() => (min > 0 ? plus(item) : star(item)));
    for (let i = min; i < max; i++) todo.push(() => quest(item, target));
    if (max === 0) spend(1);
  };

  todo.push(() => build(root));
  for (let step = todo.pop(); step; step = todo.pop()) step();
  return { kind, first, last, next, start: at };
}
