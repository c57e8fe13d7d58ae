import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { STDIN, unreadable } from '../files.js';
import type { ByteSource } from './byte-source.js';
import { createPackedSource, isPacked } from './packed.js';
import { createPipeSource } from './pipe.js';

/** An events file, or a stretch of one. */
export interface FilePart {
  readonly path: string;
  /** What messages call it. */
  readonly shownAs: string;
  readonly from: number;
  /** Where it ends; undefined: at the file's end. */
  readonly to: number | undefined;
}

/**
 * An events file that has been opened. `plain`: its bytes are what they are, and can be read from anywhere; `packed`:
 * they are gzip's; `pipe`: what they are will be seen when they come.
 */
export interface OpenFile {
  readonly fd: number;
  readonly kind: 'plain' | 'packed' | 'pipe';
  /** 0 for a pipe. */
  readonly size: number;
}

export function openFile(path: string, shownAs: string): OpenFile {
  if (path === STDIN) return { fd: 0, kind: 'pipe', size: 0 };
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    const stat = fstatSync(fd);
    if (!stat.isFile()) return { fd, kind: 'pipe', size: 0 };
    const head = new Uint8Array(2);
    readSync(fd, head, 0, head.length, 0);
    return { fd, kind: isPacked(head) ? 'packed' : 'plain', size: stat.size };
  } catch (error) {
    if (fd !== undefined) closeSync(fd);
    throw unreadable(shownAs, error);
  }
}

export function closeFile({ fd }: OpenFile): void {
  if (fd !== 0) closeSync(fd);
}

/** Whether an events file can be read from anywhere in it. */
export function isSeekable(path: string): boolean {
  return kindOf(path) === 'plain';
}

/** The kind of an events file. Whoever writes into a pipe does not notice. */
export function kindOf(path: string): OpenFile['kind'] {
  if (path === STDIN || statSync(path, { throwIfNoEntry: false })?.isFile() === false) return 'pipe';
  const file = openFile(path, path);
  closeFile(file);
  return file.kind;
}

export interface SourceOptions {
  /** Told how many bytes were read: packed ones where the file is. */
  readonly onRead: (bytes: number) => void;
  /** Whether this thread has nothing else to do than to wait for a pipe. */
  readonly mayBlock: () => boolean;
}

/** The bytes of an open file from one place to another, unpacked. The file stays open. */
export function createSource(
  { fd, kind }: OpenFile,
  { from, to }: Pick<FilePart, 'from' | 'to'>,
  { onRead, mayBlock }: SourceOptions,
): ByteSource {
  if (kind === 'pipe') return createPipeSource(fd, onRead, mayBlock);
  const plain = createPlainSource(fd, from, to, onRead);
  return kind === 'plain' ? plain : createPackedSource(plain);
}

/**
 * Reads without leaving this thread: the bytes are then in the cache of the processor that works on them next, and
 * the system reads ahead by itself.
 */
function createPlainSource(
  fd: number,
  from: number,
  to = Number.POSITIVE_INFINITY,
  onRead: (bytes: number) => void,
): ByteSource {
  let position = from;
  return {
    read(target) {
      const bytesRead = readSync(fd, target, 0, Math.min(target.length, to - position), position);
      position += bytesRead;
      onRead(bytesRead);
      return bytesRead;
    },
    close() {},
  };
}
