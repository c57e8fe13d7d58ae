import type { ByteString } from '../text/bytes.js';
import { BYTE, LINE_END, LINE_START, MATCH, type Program, SPLIT } from './program.js';

/** States kept before all are forgotten and built again as needed: bounds memory, not speed in practice. */
const MAX_STATES = 2000;
const MAX_HELD = 2_000_000;
const NEWLINE = 0x0a;

const DEAD = 1;
const UNKNOWN = 0;

/** Where the automaton may stand: instructions that wait for a byte, the end of a line, or the end. */
interface State {
  readonly waiting: readonly number[];
  /** Whether a line starts here; kept only where it can still matter. */
  readonly lineStart: boolean;
  /** Whether the value may end here; found out when first asked. */
  accepts: boolean | undefined;
}

/**
 * Runs a program over the bytes of a value, all of them, as a deterministic automaton whose states are built
 * when first reached. Time is linear in the value, whatever the pattern.
 */
export class Automaton {
  readonly #program: Program;
  /** Bytes that no instruction tells apart share a class. */
  readonly #classOf: Uint8Array;
  /** A byte of each class. */
  readonly #sample: readonly number[];
  #states: State[] = [];
  #numbers = new Map<string, number>();
  /** State after a class of bytes, by state and class. */
  #moves = new Int32Array(0);
  #held = 0;
  #start: number | undefined;
  readonly #seen: Uint32Array;
  #round = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#seen = new Uint32Array(program.kind.length);
    const { classOf, sample } = byteClasses(program);
    this.#classOf = classOf;
    this.#sample = sample;
    this.#forget();
  }

  /** Whether the program matches the whole value. */
  matches(value: ByteString): boolean {
    let moves = this.#moves;
    const classOf = this.#classOf;
    const width = this.#sample.length;
    this.#start ??= this.#number([this.#program.start], true);
    let state = this.#start;
    for (let i = 0; i < value.length; i++) {
      const byteClass = classOf[value.charCodeAt(i)];
      if (byteClass === undefined) return false;
      let next = moves[state * width + byteClass]!;
      if (next === UNKNOWN) {
        next = this.#move(state, byteClass);
        moves = this.#moves;
      }
      if (next === DEAD) return false;
      state = next;
    }
    return this.#accepts(this.#states[state]!);
  }

  #forget(): void {
    this.#states = [];
    this.#numbers = new Map();
    this.#held = 0;
    this.#start = undefined;
    this.#moves = new Int32Array(64 * this.#sample.length);
    // The numbers of the unknown and of the dead state are not given to others.
    this.#states.push(NOWHERE, NOWHERE);
  }

  /** The state after a byte of a class. */
  #move(from: number, byteClass: number): number {
    const state = this.#states[from]!;
    const byte = this.#sample[byteClass]!;
    const waiting = byte === NEWLINE ? this.#atLineEnd(state) : state.waiting;
    const { kind, first, last, next } = this.#program;
    const reached: number[] = [];
    for (const id of waiting) {
      if (kind[id] === BYTE && first[id]! <= byte && byte <= last[id]!) reached.push(next[id]![0]!);
    }
    const full = this.#states.length >= MAX_STATES || this.#held >= MAX_HELD;
    if (full) this.#forget();
    const to = reached.length === 0 ? DEAD : this.#number(reached, byte === NEWLINE);
    if (!full) this.#moves[from * this.#sample.length + byteClass] = to;
    return to;
  }

  #accepts(state: State): boolean {
    state.accepts ??= this.#atLineEnd(state).some((id) => this.#program.kind[id] === MATCH);
    return state.accepts;
  }

  /** What waits once the end of a line is known to be here. */
  #atLineEnd({ waiting, lineStart }: State): readonly number[] {
    if (!waiting.some((id) => this.#program.kind[id] === LINE_END)) return waiting;
    return this.#follow(waiting, lineStart, true);
  }

  /** The number of the state that stands at some instructions. */
  #number(from: readonly number[], lineStart: boolean): number {
    const waiting = this.#follow(from, lineStart, false);
    if (waiting.length === 0) return DEAD;
    const matters = lineStart && waiting.some((id) => this.#program.kind[id] === LINE_END);
    const key = `${matters ? '^' : ''}${waiting.join()}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const number = this.#states.length;
    this.#states.push({ waiting, lineStart: matters, accepts: undefined });
    this.#numbers.set(key, number);
    this.#held += waiting.length;
    const room = (number + 1) * this.#sample.length;
    if (room > this.#moves.length) {
      const larger = new Int32Array(Math.max(room, this.#moves.length * 2));
      larger.set(this.#moves);
      this.#moves = larger;
    }
    return number;
  }

  /** The instructions that wait for something, reached from others without consuming a byte; in order. */
  #follow(from: readonly number[], lineStart: boolean, lineEnd: boolean): number[] {
    const { kind, next } = this.#program;
    const seen = this.#seen;
    const round = ++this.#round;
    const pending = [...from];
    const waiting: number[] = [];
    for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
      if (seen[id] === round) continue;
      seen[id] = round;
      const passes =
        kind[id] === SPLIT || (kind[id] === LINE_START && lineStart) || (kind[id] === LINE_END && lineEnd);
      if (passes) for (const target of next[id]!) pending.push(target);
      else if (kind[id] !== LINE_START) waiting.push(id);
    }
    return waiting.sort((a, b) => a - b);
  }
}

const NOWHERE: State = { waiting: [], lineStart: false, accepts: false };

function byteClasses({ kind, first, last }: Program): { classOf: Uint8Array; sample: readonly number[] } {
  const starts = new Uint8Array(257);
  const cut = (from: number, to: number) => {
    starts[from] = 1;
    starts[to + 1] = 1;
  };
  for (let id = 0; id < kind.length; id++) {
    if (kind[id] === BYTE) cut(first[id]!, last[id]!);
    else if (kind[id] === LINE_START || kind[id] === LINE_END) cut(NEWLINE, NEWLINE);
  }
  const classOf = new Uint8Array(256);
  const sample = [0];
  for (let byte = 1; byte < 256; byte++) {
    if (starts[byte]) sample.push(byte);
    classOf[byte] = sample.length - 1;
  }
  return { classOf, sample };
}
