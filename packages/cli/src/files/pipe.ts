import { closeSync, constants, createReadStream, fstatSync, openSync, read, readSync } from 'node:fs';
import { type ByteSource, createStreamSource } from './byte-source.js';
import { createPackedSource, isPacked } from './packed.js';

/**
 * The bytes of a pipe (or a terminal, a socket, a device), unpacked where they turn out to be gzip's. `mayBlock`:
 * whether this thread has nothing else to do than to wait for them.
 */
export function createPipeSource(
  fd: number,
  onRead: (bytes: number) => void,
  mayBlock: () => boolean,
): ByteSource {
  const raw = createRawSource(fd, onRead, mayBlock);
  let source: ByteSource | undefined;
  async function readFirst(target: Uint8Array): Promise<number> {
    let length = 0;
    while (length < 2) {
      const bytesRead = await raw.read(target.subarray(length));
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    const isGzip = length >= 2 && isPacked(target);
    source = isGzip ? createPackedSource(raw, target.slice(0, length)) : raw;
    return isGzip ? source.read(target) : length;
  }
  return {
    read: (target) => (source ? source.read(target) : readFirst(target)),
    close: () => (source ?? raw).close(),
  };
}

/**
 * Reads directly: a stream would make a new buffer for every 64 KiB. And on this thread, where that does not make
 * others wait: handing 64 KiB over from another one takes as long as reading them.
 */
function createRawSource(fd: number, onRead: (bytes: number) => void, mayBlock: () => boolean): ByteSource {
  let stream: ByteSource | undefined;
  let poll: { readonly fd: number | undefined } | undefined;

  /** What there is; undefined: nothing now. */
  function readNow(target: Uint8Array): number | undefined {
    const blocks = mayBlock();
    if (!blocks) poll ??= { fd: openForPolling(fd) };
    const from = blocks ? fd : poll?.fd;
    if (from === undefined) return undefined;
    try {
      return readSync(from, target, 0, target.length, null);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === 'EOF') return 0;
      if (code !== 'EAGAIN') throw error;
      return undefined;
    }
  }

  async function readLater(target: Uint8Array): Promise<number> {
    const bytesRead = stream ? undefined : await readOnOtherThread(fd, target);
    if (bytesRead !== undefined) return bytesRead;
    stream ??= createStreamSource(() =>
      fd === 0 ? process.stdin : createReadStream('', { fd, autoClose: false }),
    );
    return stream.read(target);
  }

  const counted = (bytes: number) => {
    onRead(bytes);
    return bytes;
  };
  return {
    read(target) {
      const bytesRead = stream ? undefined : readNow(target);
      return bytesRead === undefined ? readLater(target).then(counted) : counted(bytesRead);
    },
    close() {
      stream?.close();
      if (poll?.fd !== undefined) closeSync(poll.fd);
    },
  };
}

/** The same pipe once more, for looking whether there is something in it; undefined where that cannot be had. */
function openForPolling(fd: number): number | undefined {
  if (process.platform !== 'linux' || !fstatSync(fd).isFIFO()) return undefined;
  try {
    return openSync(`/proc/self/fd/${fd}`, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch {
    return undefined;
  }
}

/** Waits for bytes; undefined where they can only be read as a stream. */
function readOnOtherThread(fd: number, into: Uint8Array): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    read(fd, into, 0, into.length, null, (error, bytesRead) => {
      if (!error) resolve(bytesRead);
      else if (error.code === 'EAGAIN') resolve(undefined);
      else if (error.code === 'EOF') resolve(0);
      else reject(error);
    });
  });
}
