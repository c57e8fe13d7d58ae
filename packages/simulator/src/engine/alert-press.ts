import { byteStringToBytes } from '@falco-rules/language';
import { type Extractor, MARGIN, type WasmMemory } from '../extract/index.js';
import type { AlertStep, FastStep } from './alert-steps.js';
import { ByteSink } from './byte-sink.js';
import type { AlertClock, TimeBeginnings } from './clock.js';

/** Steps as wasm/alert.ts takes them. */
const STEP_SIZE = 12;
const KIND = {
  literal: 0,
  second: 1,
  text: 2,
  escaped: 3,
  quoted: 4,
  fraction: 8,
  end: 9,
  javascript: 10,
} as const;
/** What makes a kind of text that of a list. */
const LIST = 3;
/** Values longer than this are not copied there; in quotes they are two bytes longer. */
const LONGEST_VALUE = 512;
/** An alert longer than this is not written there. */
const ROOM = 1 << 16;
/** Most that a step writes beside values: the nine digits. */
const LONGEST_FRACTION = 9;
const LONGEST_SECOND = 24;

/** The steps of an alert, laid down in WebAssembly's memory. */
interface Program {
  readonly start: number;
  /** For each step there, which step it belongs to. */
  readonly owners: readonly number[];
  /** The most bytes that its steps write. */
  readonly size: number;
}

/**
 * Writes alerts in WebAssembly, out of the bytes of the event that was scanned there: most values are copied as they
 * stand. What cannot be done there is done here, in the middle of it.
 */
export class AlertPress {
  readonly #extractor: Extractor;
  readonly #clock: AlertClock;
  readonly #programs = new Map<readonly AlertStep[], Program | undefined>();
  #memory: WasmMemory | undefined;
  /** Where alerts are written. */
  #out = 0;
  #bytes: Uint8Array | undefined;
  #room: Buffer = Buffer.alloc(0);
  #sink = new ByteSink(this.#room);
  /** Where the beginnings of the time's spellings stand. */
  readonly #spellings = { timeOfDay: 0, utc: 0, nanoseconds: 0 };
  #second: TimeBeginnings | undefined;

  constructor(extractor: Extractor, clock: AlertClock) {
    this.#extractor = extractor;
    this.#clock = clock;
  }

  /** Writes an alert of the loaded event; false, and nothing, where that has to be done otherwise. */
  write(steps: readonly AlertStep[], sink: ByteSink): boolean {
    const extractor = this.#extractor;
    const memory = extractor.inMemory;
    if (memory === undefined || extractor.orderShows) return false;
    const { seconds, nanoseconds } = extractor.moment;
    const second = this.#clock.beginnings(seconds);
    if (second === undefined) return false;
    if (memory !== this.#memory) this.#moveTo(memory);
    const program = this.#programOf(steps, memory);
    if (program === undefined) return false;
    if (memory.bytes !== this.#bytes) this.#locateRoom(memory);
    if (second !== this.#second) this.#setSecond(second);

    const { module } = memory;
    const out = this.#out;
    let left = module.write(program.start, out, nanoseconds, extractor.audited);
    while (left !== 0) {
      const own = this.#sink;
      own.back(module.position() - out);
      const owner = program.owners[(left - program.start) / STEP_SIZE]!;
      const written = steps[owner]!.write(own);
      if (!own.isIn(this.#room)) this.#locateRoom(memory);
      if (!written || own !== this.#sink || own.length + program.size > ROOM) return false;
      left = module.write(left + STEP_SIZE, out + own.length, nanoseconds, extractor.audited);
    }
    sink.bytes(memory.bytes.subarray(out, module.position()));
    return true;
  }

  /** The scanner's memory is there once there is enough to scan. */
  #moveTo(memory: WasmMemory): void {
    this.#memory = memory;
    this.#programs.clear();
    this.#out = memory.take(ROOM);
    for (const spelling of SPELLINGS) this.#spellings[spelling] = memory.take(4 + LONGEST_SECOND);
    this.#second = undefined;
    this.#bytes = undefined;
  }

  #locateRoom(memory: WasmMemory): void {
    this.#bytes = memory.bytes;
    this.#room = Buffer.from(memory.bytes.buffer, this.#out, ROOM);
    this.#sink = new ByteSink(this.#room);
  }

  #setSecond(second: TimeBeginnings): void {
    const bytes = this.#bytes!;
    this.#second = second;
    for (const spelling of SPELLINGS) {
      const at = this.#spellings[spelling];
      const text = second[spelling];
      // Less than 256: the first byte of four.
      bytes[at] = text.length;
      for (let i = 0; i < text.length; i++) bytes[at + 4 + i] = text.charCodeAt(i);
    }
  }

  /** Undefined where an alert may be too long. */
  #programOf(steps: readonly AlertStep[], memory: WasmMemory): Program | undefined {
    const known = this.#programs.get(steps);
    if (known || this.#programs.has(steps)) return known;
    const made = this.#layDown(steps, memory);
    this.#programs.set(steps, made);
    return made;
  }

  #layDown(steps: readonly AlertStep[], memory: WasmMemory): Program | undefined {
    const flat = steps.flatMap(({ fast }, owner) => (fast ?? [undefined]).map((step) => ({ step, owner })));
    const size = flat.reduce((sum, { step }) => sum + mostBytes(step), 0);
    if (size + MARGIN > ROOM) return undefined;
    const words = flat.map(({ step }) => this.#encode(step, memory));
    return {
      start: memory.keep(uint32s([...words, [KIND.end, 0, 0]].flat())),
      owners: flat.map(({ owner }) => owner),
      size: size + MARGIN,
    };
  }

  #encode(step: FastStep | undefined, memory: WasmMemory): readonly number[] {
    if (step?.kind === 'literal') {
      return [KIND.literal, memory.keep(byteStringToBytes(step.text)), step.text.length];
    }
    if (step?.kind === 'second') return [KIND.second, this.#spellings[step.spelling], 0];
    if (step?.kind === 'fraction') return [KIND.fraction, 0, 0];
    const place = step && this.#extractor.placeOf(step.slot);
    if (!place) return [KIND.javascript, 0, 0];
    return [KIND[step.kind] + (step.list ? LIST : 0), place.node, place.needsAudit ? 1 : 0];
  }
}

const SPELLINGS = ['timeOfDay', 'utc', 'nanoseconds'] as const;

function mostBytes(step: FastStep | undefined): number {
  switch (step?.kind) {
    case 'literal':
      return step.text.length;
    case 'second':
      return LONGEST_SECOND;
    case 'fraction':
      return LONGEST_FRACTION;
    case 'text':
    case 'escaped':
    case 'quoted':
      return LONGEST_VALUE + 2;
    case undefined:
      return 0;
  }
}

function uint32s(values: readonly number[]): Uint8Array {
  return new Uint8Array(Uint32Array.from(values).buffer);
}
