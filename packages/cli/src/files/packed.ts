import { type ByteSource, createStreamSource } from './byte-source.js';

/** How many packed bytes are taken at a time: they become about ten times as many. */
const PACKED_BYTES = 1 << 16;
const UNPACKED_BYTES = 1 << 19;

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

async function* unpack(packed: ByteSource, head: Uint8Array | undefined): AsyncGenerator<Uint8Array> {
  // Only here: loading them takes longer than replaying a few events.
  const [{ pipeline, Readable }, { createGunzip }] = await Promise.all([
    import('node:stream'),
    import('node:zlib'),
  ]);
  async function* pieces(): AsyncGenerator<Uint8Array> {
    if (head) yield head;
    for (;;) {
      const piece = Buffer.allocUnsafeSlow(PACKED_BYTES);
      const read = packed.read(piece);
      const length = typeof read === 'number' ? read : await read;
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  }
  // One piece at a time. The callback is there for its type: a fault reaches the reader through the unpacked stream.
  const source = Readable.from(pieces(), { highWaterMark: 1 });
  yield* pipeline(source, createGunzip({ chunkSize: UNPACKED_BYTES }), () => {});
}
