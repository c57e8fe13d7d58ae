import type { FalcoErrorCode, FalcoWarningCode } from '../diagnostics/codes.js';
import type { Diagnostic } from '../diagnostics/diagnostic.js';
import type { ByteString } from '../text/bytes.js';
import type { Context } from './context.js';

/** What Falco says of a fault, and what we say of it. */
export interface Issue<Code> {
  readonly code: Code;
  /** Falco's message. */
  readonly message: ByteString;
  readonly context: Context;
  /** Only on warnings about deprecated fields. */
  readonly deprecatedField?: string;
  readonly diagnostic: Diagnostic;
}

export type LoadError = Issue<FalcoErrorCode>;
export type LoadWarning = Issue<FalcoWarningCode>;

/** Ends the reading of an item. Thrown and caught inside the loader only. */
export class Fault {
  readonly error: LoadError;
  constructor(error: LoadError) {
    this.error = error;
  }
}

/** Falco itself ends here, with no result to show: a message on standard error, or a crash. */
export class FatalFault {
  readonly message: ByteString;
  readonly diagnostic: Diagnostic;
  constructor(message: ByteString, diagnostic: Diagnostic) {
    this.message = message;
    this.diagnostic = diagnostic;
  }
}

/** Takes a step; what ends it where Falco ends. */
export function untilFatal(step: () => unknown): FatalFault | undefined {
  try {
    step();
    return undefined;
  } catch (fault) {
    if (fault instanceof FatalFault) return fault;
    throw fault;
  }
}
