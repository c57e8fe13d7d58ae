import { read } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { openEvents, STDIN, unreadable } from '../files.js';

// Reads events in large pieces, into a few buffers that are used again and again: memory stays flat, and the next
// piece is read while this one is worked on.

/** Bytes before each chunk that are free for what its reader wants to put there. */
export const HEADROOM: number = 1 << 16;
export const CHUNK_BYTES: number = 1 << 20;

/** Buffers for chunks: whoever has taken one gives it back when done with it. */
export interface ChunkPool {
  take(): ArrayBuffer | Promise<ArrayBuffer>;
  give(buffer: ArrayBuffer): void;
}

export function createChunkPool(count: number): ChunkPool {
  const free: ArrayBuffer[] = [];
  const waiting: ((buffer: ArrayBuffer) => void)[] = [];
  let made = 0;
  return {
    take() {
      const buffer = free.pop();
      if (buffer) return buffer;
      if (made < count) {
        made++;
        return new ArrayBuffer(HEADROOM + CHUNK_BYTES);
      }
      return new Promise((resolve) => waiting.push(resolve));
    },
    give(buffer) {
      const next = waiting.shift();
      if (next) next(buffer);
      else free.push(buffer);
    },
  };
}

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
 * The bytes of a part, each chunk in a buffer of the pool: the reader's, until it gives it back. `onRead` is told
 * how many bytes were read from the disk, packed ones where the file is.
 */
export async function* readChunks(
  part: FilePart,
  pool: ChunkPool,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (part.path === STDIN) {
    yield* readPipe(part, pool, onRead);
    return;
  }
  const handle = await plainFile(part.path);
  if (handle) yield* readPlain(handle, part, pool, onRead);
  else yield* readStream(openEvents(part.path, part.shownAs, onRead), pool);
}

/** Standard input. Read directly, since a stream makes a new buffer for every 64 KiB. */
async function* readPipe(
  { shownAs }: FilePart,
  pool: ChunkPool,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const readNext = async () => {
    const buffer = await pool.take();
    const length = await readStdin(new Uint8Array(buffer, HEADROOM, CHUNK_BYTES)).catch((error: unknown) => {
      pool.give(buffer);
      throw unreadable(shownAs, error);
    });
    return length === undefined ? undefined : new Uint8Array(buffer, HEADROOM, length);
  };
  for (let isFirst = true; ; isFirst = false) {
    const chunk = await readNext();
    if (chunk === undefined || (isFirst && isPacked(chunk))) {
      const head = chunk?.slice();
      if (chunk) pool.give(chunk.buffer);
      yield* readStream(openEvents(STDIN, shownAs, onRead, head), pool);
      return;
    }
    if (chunk.length === 0) {
      pool.give(chunk.buffer);
      return;
    }
    onRead(chunk.length);
    yield chunk;
  }
}

/** Fills a buffer as far as standard input has bytes; undefined where it can only be read as a stream. */
function readStdin(into: Uint8Array): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    read(0, into, 0, into.length, null, (error, bytesRead) => {
      if (!error) resolve(bytesRead);
      else if (error.code === 'EAGAIN') resolve(undefined);
      else if (error.code === 'EOF') resolve(0);
      else reject(error);
    });
  });
}

/** The file, if it is an ordinary one whose bytes are what they are. Else `openEvents` knows how to read it. */
async function plainFile(path: string): Promise<FileHandle | undefined> {
  const handle = await open(path).catch(() => undefined);
  if (!handle) return undefined;
  const isFile = (await handle.stat()).isFile();
  if (isFile && !isPacked((await handle.read(new Uint8Array(2), 0, 2, 0)).buffer)) return handle;
  await handle.close();
  return undefined;
}

/** Whether bytes start as gzip does. */
function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Whether an events file can be read from anywhere in it. */
export async function isSeekable(path: string): Promise<boolean> {
  if (path === STDIN) return false;
  const handle = await plainFile(path);
  await handle?.close();
  return handle !== undefined;
}

async function* readPlain(
  handle: FileHandle,
  { from, to = Number.POSITIVE_INFINITY, shownAs }: FilePart,
  pool: ChunkPool,
  onRead: (bytes: number) => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let position = from;
  const readNext = async (): Promise<Uint8Array<ArrayBuffer>> => {
    const buffer = await pool.take();
    const length = Math.min(CHUNK_BYTES, to - position);
    const { bytesRead } = await handle.read(new Uint8Array(buffer), HEADROOM, length, position);
    position += bytesRead;
    return new Uint8Array(buffer, HEADROOM, bytesRead);
  };
  let next: Promise<Uint8Array<ArrayBuffer>> | undefined;
  try {
    for (next = readNext(); ; ) {
      const reading = next;
      next = undefined;
      const chunk = await reading.catch((error: unknown) => {
        throw unreadable(shownAs, error);
      });
      if (chunk.length === 0) {
        pool.give(chunk.buffer);
        return;
      }
      onRead(chunk.length);
      next = readNext();
      // Whoever stops reading early does not want to hear of its faults.
      next.catch(() => {});
      yield chunk;
    }
  } finally {
    const unused = next?.then(({ buffer }) => pool.give(buffer)) ?? Promise.resolve();
    // Not awaited: it may wait for a buffer that whoever stopped still has.
    void unused.catch(() => {}).then(() => handle.close());
  }
}

async function* readStream(
  stream: AsyncIterable<Uint8Array>,
  pool: ChunkPool,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  for await (const bytes of stream) {
    for (let at = 0; at < bytes.length; at += CHUNK_BYTES) {
      const piece = bytes.subarray(at, at + CHUNK_BYTES);
      const chunk = new Uint8Array(await pool.take(), HEADROOM, piece.length);
      chunk.set(piece);
      yield chunk;
    }
  }
}
