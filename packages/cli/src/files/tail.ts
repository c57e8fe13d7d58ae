import { type FileHandle, open } from 'node:fs/promises';
import { usageFault } from '../fault.js';
import { reasonOf } from '../files.js';

const STEP = 1 << 16;
const PIECE = 1 << 20;

/** The last line of a file, and where it starts. An empty file has an empty one. */
export async function readTail(path: string): Promise<{ line: string; at: number }> {
  return withFile(path, async (handle) => {
    const { size } = await handle.stat();
    for (let length = STEP; ; length *= 2) {
      const from = Math.max(size - length, 0);
      const bytes = Buffer.alloc(size - from);
      await handle.read(bytes, 0, bytes.length, from);
      // The line feed at the very end is the line's own.
      const before = bytes.subarray(0, -1).lastIndexOf(0x0a);
      if (before < 0 && from > 0) continue;
      return { line: bytes.toString('utf8', before + 1), at: from + before + 1 };
    }
  });
}

/** The bytes [from, to) of a file, in pieces. */
export async function* readStretch(path: string, from: number, to: number): AsyncGenerator<Uint8Array> {
  const handle = await openOrFault(path);
  try {
    for (let at = from; at < to; ) {
      const bytes = Buffer.allocUnsafeSlow(Math.min(PIECE, to - at));
      const { bytesRead } = await handle.read(bytes, 0, bytes.length, at);
      if (bytesRead === 0) throw usageFault(`${path} has become shorter while it was read`);
      at += bytesRead;
      yield bytes.subarray(0, bytesRead);
    }
  } finally {
    await handle.close();
  }
}

async function withFile<T>(path: string, use: (handle: FileHandle) => Promise<T>): Promise<T> {
  const handle = await openOrFault(path);
  try {
    return await use(handle);
  } finally {
    await handle.close();
  }
}

async function openOrFault(path: string): Promise<FileHandle> {
  try {
    return await open(path);
  } catch (error) {
    throw usageFault(`cannot read ${path}: ${reasonOf(error)}`, { cause: error });
  }
}
