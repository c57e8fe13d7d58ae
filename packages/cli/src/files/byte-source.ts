/** Where bytes come from, one after the other. */
export interface ByteSource {
  /** Reads on into `target`: how many bytes, 0 at the end. A promise where they must be waited for. */
  read(target: Uint8Array): number | Promise<number>;
  close(): void;
}

/** The bytes of a stream, as they come. */
export function createStreamSource(open: () => AsyncIterable<Uint8Array>): ByteSource {
  let iterator: AsyncIterator<Uint8Array> | undefined;
  let chunk: Uint8Array = new Uint8Array(0);
  function takeOf(target: Uint8Array): number {
    const taken = chunk.subarray(0, target.length);
    target.set(taken);
    chunk = chunk.subarray(taken.length);
    return taken.length;
  }
  async function readNext(target: Uint8Array): Promise<number> {
    iterator ??= open()[Symbol.asyncIterator]();
    while (chunk.length === 0) {
      const { value, done } = await iterator.next();
      if (done) return 0;
      chunk = value;
    }
    return takeOf(target);
  }
  return {
    read: (target) => (chunk.length > 0 ? takeOf(target) : readNext(target)),
    close() {
      // Not awaited: it may be in the middle of waiting for bytes that never come.
      void iterator?.return?.().catch(() => {});
    },
  };
}
