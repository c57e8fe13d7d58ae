import type { FilesRead } from '../testing/files-read.js';

// What we and our threads tell each other beside vitest's messages. Vitest takes no notice of them.

/** Asks a thread to get ready for tests that are to come. */
export const GET_READY = 'falco-rules: get ready';

/** The key under which a thread tells which files a test has read. */
export const READ = 'falco-rules: read';

/** What a message of a thread says of files read, where it is such a message. */
export function readIn(message: unknown): FilesRead | undefined {
  return typeof message === 'object' && message !== null
    ? (message as { readonly [READ]?: FilesRead })[READ]
    : undefined;
}
