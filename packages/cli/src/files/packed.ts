import { type ByteSource, createStreamSource } from './byte-source.js';

/** How many packed bytes are taken at a time: they become about ten times as many. */
const PACKED_BYTES = 1 << 16;
const UNPACKED_BYTES = 1 << 18;
/** Where so much is unpacked and has not been taken, the next piece waits. */
const MOST_AHEAD = 1 << 19;

/** Whether bytes start as gzip does. */
export function isPacked(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** What a source of gzip's bytes unpacks to; `head` are bytes of it that have been read already. */
export function createPackedSource(packed: ByteSource, head?: Uint8Array): ByteSource {
  const unpacked = createStreamSource(() => unpack(packed, head));
  return {
    read: unpacked.read,
    close() {
      unpacked.close();
      packed.close();
    },
  };
}

/** While what has been unpacked is at work, the next piece is unpacked on another thread. */
async function* unpack(packed: ByteSource, head: Uint8Array | undefined): AsyncGenerator<Uint8Array> {
  // Only here: loading it takes longer than replaying a few events.
  const { createGunzip } = await import('node:zlib');
  const gunzip = createGunzip({ chunkSize: UNPACKED_BYTES });
  const unpacked: Uint8Array[] = [];
  let length = 0;
  let hasEnded = false;
  let fault: { readonly error: unknown } | undefined;
  let wakeReader = (): void => {};
  let wakeFeeder = (): void => {};
  const fail = (error: unknown): void => {
    fault ??= { error };
    wakeReader();
  };
  // All that comes before a fault comes here before it.
  gunzip.on('data', (chunk: Uint8Array) => {
    unpacked.push(chunk);
    length += chunk.length;
    wakeReader();
  });
  gunzip.on('end', () => {
    hasEnded = true;
    wakeReader();
  });
  gunzip.on('error', fail);

  async function feed(): Promise<void> {
    const piece = Buffer.allocUnsafeSlow(PACKED_BYTES);
    let next = head;
    while (!gunzip.destroyed) {
      if (next) await new Promise<void>((done) => gunzip.write(next, () => done()));
      while (length > MOST_AHEAD) {
        await new Promise<void>((resolve) => {
          wakeFeeder = resolve;
        });
      }
      const read = packed.read(piece);
      const bytesRead = typeof read === 'number' ? read : await read;
      if (bytesRead === 0) break;
      next = piece.subarray(0, bytesRead);
    }
    gunzip.end();
  }

  try {
    feed().catch(fail);
    for (;;) {
      const chunk = unpacked.shift();
      if (chunk) {
        length -= chunk.length;
        wakeFeeder();
        yield chunk;
      } else if (fault) throw fault.error;
      else if (hasEnded) return;
      else {
        await new Promise<void>((resolve) => {
          wakeReader = resolve;
        });
      }
    }
  } finally {
    gunzip.destroy();
  }
}
