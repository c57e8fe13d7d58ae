import type { Diagnostic } from '@falco-rules/language';

/** 0: success. 1: the user's rules or tests are wrong. 2: wrong usage or unreadable input. */
export type ExitCode = 0 | 1 | 2;

/**
 * Something that its user can put right: printed without a stack trace. Everything else that is thrown is a
 * bug of ours. Branded, since a second copy of this package may throw it.
 */
export interface Fault extends Error {
  readonly [FAULT]: true;
  readonly exitCode: 1 | 2;
  /** Shown with code frames, in place of the message, where there are any. */
  readonly diagnostics: readonly Diagnostic[];
  /** What to do about it. */
  readonly help: string | undefined;
}

const FAULT = Symbol.for('falco-rules.fault');

export interface FaultDetails {
  readonly diagnostics?: readonly Diagnostic[];
  readonly help?: string | undefined;
  readonly cause?: unknown;
}

/** Wrong usage, or input that cannot be read: exit code 2. */
export function usageFault(message: string, details: FaultDetails = {}): Fault {
  return fault(2, message, details);
}

/** Rules, tests or configuration that are wrong: exit code 1. */
export function contentFault(message: string, details: FaultDetails = {}): Fault {
  return fault(1, message, details);
}

export function isFault(thrown: unknown): thrown is Fault {
  return typeof thrown === 'object' && thrown !== null && FAULT in thrown;
}

function fault(exitCode: 1 | 2, message: string, { diagnostics = [], help, cause }: FaultDetails): Fault {
  const error = new Error(message, cause === undefined ? {} : { cause });
  error.name = 'Error';
  // The stack would point into this package: the message is all that helps.
  error.stack = `Error: ${message}`;
  return Object.assign(error, { [FAULT]: true as const, exitCode, diagnostics, help });
}
