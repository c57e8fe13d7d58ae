/** A user's module that cannot be loaded, at a place in its text. Crosses threads as plain data. */
export interface ModuleFault {
  readonly path: string;
  readonly message: string;
  /** Offsets in the file's text, in UTF-16 units. */
  readonly start: number;
  readonly end: number;
}

/** The key under which an error carries its ModuleFault. */
export const MODULE_FAULT: unique symbol = Symbol.for('falco-rules.module-fault');
