import { expect } from 'vitest';

/** Files that a test has read without importing them. */
export interface FilesRead {
  /** The test's file; undefined where it is not known. */
  readonly test: string | undefined;
  /** Absolute. Of what is not there, too: once it is, the test reads it. */
  readonly paths: readonly string[];
}

let listener: ((read: FilesRead) => void) | undefined;

/** Has the files told that tests read from here on. Unasked nothing is told. */
export function onFilesRead(tell: (read: FilesRead) => void): void {
  listener = tell;
}

/** For who reads them for a test. */
export function tellFilesRead(paths: readonly string[]): void {
  if (paths.length > 0) listener?.({ test: expect.getState().testPath, paths });
}
