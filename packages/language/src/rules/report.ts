import type { FatalFault, LoadError, LoadWarning } from './fault.js';

/** Where compiling reports to. */
export interface Sink {
  /** Whether to go on. */
  error(error: LoadError): boolean;
  warn(warning: LoadWarning): void;
  fatal(fault: FatalFault): void;
}

type Saying =
  | { readonly kind: 'error'; readonly error: LoadError }
  | { readonly kind: 'warning'; readonly warning: LoadWarning }
  | { readonly kind: 'fatal'; readonly fault: FatalFault; readonly final: boolean };

/** What there is to say of one item, kept so that it can be said again after every file. */
export class Report {
  #said: Saying[] | undefined;

  error(error: LoadError): void {
    this.#add({ kind: 'error', error });
  }

  warn(warning: LoadWarning): void {
    this.#add({ kind: 'warning', warning });
  }

  /** `final`: nothing can be compiled behind it, even where reading goes on after errors. */
  fatal(fault: FatalFault, final = false): void {
    this.#add({ kind: 'fatal', fault, final });
  }

  get isEmpty(): boolean {
    return this.#said === undefined;
  }

  /** What another one says is said too. */
  include(other: Report): void {
    for (const saying of other.#said ?? NOTHING) this.#add(saying);
  }

  #add(saying: Saying): void {
    this.#said ??= [];
    this.#said.push(saying);
  }

  /** Says everything, in order. False where that ends compiling. */
  tell(sink: Sink): boolean {
    for (const saying of this.#said ?? NOTHING) {
      if (saying.kind === 'warning') sink.warn(saying.warning);
      else if (saying.kind === 'fatal') {
        sink.fatal(saying.fault);
        if (saying.final) return false;
      } else if (!sink.error(saying.error)) return false;
    }
    return true;
  }
}

const NOTHING: readonly Saying[] = [];
