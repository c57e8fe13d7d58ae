/** What wasm/index.ts exports. */
export interface WasmModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  plan(nodes: number, starts: number, ends: number, generations: number): void;
  scan(start: number, end: number, by: number, mark: number): number;
  pastValue(at: number): number;
  isOrdinary(kind: number, time: number, item: boolean): number;
  keepDate(time: number): void;
  secondOfDay(): number;
  nanoseconds(): number;
  write(step: number, to: number, nanoseconds: number, audited: boolean): number;
  position(): number;
  keepTexts(texts: number, lists: number): void;
  textAt(node: number): number;
  listAt(node: number): number;
}

/** The part of WebAssembly that is used here; the type library of ES has none of it. */
interface WebAssemblyApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

const PAGE = 65_536;
/** Room is taken from here on: what is below is the module's own (OPEN in wasm/scan.ts). */
const FIRST = 1024;
/** So many bytes past the end of what is read may be read too, and overwritten past what is written. */
export const MARGIN = 64;

let compiled: object | undefined;

/** An instance of the module, and the room in its memory, which is given out for good. */
export class WasmMemory {
  readonly module: WasmModule;
  /** All of the memory; another object once it has grown. */
  bytes: Uint8Array;
  /** Called when `bytes` is another object. */
  onGrown: () => void = () => {};
  #free = FIRST;

  /** Throws where there is no WebAssembly, or none with SIMD, or numbers of this machine stand the other way round. */
  constructor(wasm: string) {
    if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1) throw new Error('not little-endian');
    const api = (globalThis as unknown as { WebAssembly: WebAssemblyApi }).WebAssembly;
    compiled ??= new api.Module(Uint8Array.from(atob(wasm), (char) => char.charCodeAt(0)));
    const abort = () => {
      throw new Error('the scanner has aborted');
    };
    this.module = new api.Instance(compiled, { env: { abort } }).exports as WasmModule;
    this.bytes = new Uint8Array(this.module.memory.buffer);
  }

  /** Room for so many bytes, and a margin behind them. Its address. */
  take(size: number): number {
    const at = this.#free;
    this.#free = (at + size + MARGIN + 15) & ~15;
    const missing = this.#free - this.bytes.length;
    if (missing > 0) {
      this.module.memory.grow(Math.ceil(missing / PAGE));
      this.bytes = new Uint8Array(this.module.memory.buffer);
      this.onGrown();
    }
    return at;
  }

  /** Keeps bytes; their address. */
  keep(bytes: Uint8Array): number {
    const at = this.take(bytes.length);
    this.bytes.set(bytes, at);
    return at;
  }
}
