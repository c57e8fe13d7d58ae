import type { EventBatch } from './batch.js';
import { BlockReader, type EventInput } from './block-reader.js';

export interface ReadOptions {
  readonly input: EventInput;
}

const NOTHING = new Uint8Array(0);

/** Finds the values in chunks of bytes as they come. Chunks must not be changed while batches of them are in use. */
export class EventReader {
  readonly #blocks: BlockReader;
  /** What has been left unread, with room behind it. */
  #rest: Uint8Array<ArrayBufferLike> = NOTHING;
  #restLength = 0;

  constructor({ input }: ReadOptions) {
    this.#blocks = new BlockReader({ input });
  }

  /** Whether a line has ended the run: nothing more will be read. */
  get stopped(): boolean {
    return this.#blocks.stopped;
  }

  /** The values that end in this chunk; undefined where none does. */
  push(chunk: Uint8Array): EventBatch | undefined {
    if (this.stopped || chunk.length === 0) return undefined;
    const block = this.#restLength === 0 ? chunk : this.#appended(chunk);
    const batch = this.#blocks.read(block, false);
    this.#keep(block, batch !== undefined);
    return batch;
  }

  /** What remains at the end of the input: a last line without a line feed, or a value that never ended. */
  finish(): EventBatch | undefined {
    return this.#blocks.read(this.#rest.subarray(0, this.#restLength), true);
  }

  /** What is left, with a chunk behind it. */
  #appended(chunk: Uint8Array): Uint8Array {
    const length = this.#restLength + chunk.length;
    if (length > this.#rest.length) {
      const grown = new Uint8Array(Math.max(length, 2 * this.#rest.length));
      grown.set(this.#rest.subarray(0, this.#restLength));
      this.#rest = grown;
    }
    this.#rest.set(chunk, this.#restLength);
    return this.#rest.subarray(0, length);
  }

  /** Keeps what is left of a block: where it is, if that is our buffer and no batch has it. */
  #keep(block: Uint8Array, isGivenAway: boolean): void {
    const { consumed } = this.#blocks;
    this.#restLength = block.length - consumed;
    if (isGivenAway || block.buffer !== this.#rest.buffer) {
      this.#rest = Uint8Array.prototype.slice.call(block, consumed);
    } else if (consumed > 0) {
      this.#rest.copyWithin(0, consumed, block.length);
    }
  }
}

/** Finds the values in a stream of bytes, in batches; gzip is undone by the caller. */
export async function* readEvents(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: ReadOptions,
): AsyncGenerator<EventBatch, void, undefined> {
  const reader = new EventReader(options);
  for await (const chunk of chunks) {
    const batch = reader.push(chunk);
    if (batch) yield batch;
    if (reader.stopped) return;
  }
  const last = reader.finish();
  if (last) yield last;
}
