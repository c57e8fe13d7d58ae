const MISTAKE: unique symbol = Symbol.for('falco-rules/event-mistake') as never;

/** Whether a caught value is a mistake in a request that `event` was given; also one thrown by another copy of this package. */
export function isEventMistake(error: unknown): error is Error {
  return error instanceof Error && (error as { [MISTAKE]?: unknown })[MISTAKE] === true;
}

/** Builds (for `throw`) the error of a request that no server could have been sent. */
export function eventMistake(problem: string): Error {
  const error = new Error(`event: ${problem}`);
  error.name = 'EventMistake';
  return Object.assign(error, { [MISTAKE]: true as const });
}
