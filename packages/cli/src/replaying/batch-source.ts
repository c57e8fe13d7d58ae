import { BlockReader, type EventBatch, type EventInput } from '@falco-rules/simulator';
import type { ByteSource } from '../files/byte-source.js';
import type { InputWindow } from '../files/input-window.js';
import { unreadable } from '../files.js';

/** The values of a part of the input, batch by batch. */
export class BatchSource {
  readonly #source: ByteSource;
  readonly #shownAs: string;
  readonly #window: InputWindow;
  readonly #reader: BlockReader;
  #ended = false;

  /** `from`: where in its file the part begins; lines are counted from there. */
  constructor(source: ByteSource, shownAs: string, from: number, input: EventInput, window: InputWindow) {
    this.#source = source;
    this.#shownAs = shownAs;
    this.#window = window;
    this.#window.clear();
    this.#reader = new BlockReader({ input, reuses: true, from: { line: 1, offset: from } });
  }

  /** How many lines have been read. */
  get lines(): number {
    return this.#reader.line - 1;
  }

  /** The next values, valid until the next call; undefined at the end. A promise where they must be waited for. */
  next(): EventBatch | undefined | Promise<EventBatch | undefined> {
    while (!this.#ended) {
      const bytesRead = this.#read();
      if (typeof bytesRead !== 'number') return this.#nextOf(bytesRead);
      const batch = this.#found(bytesRead);
      if (batch) return batch;
    }
    return undefined;
  }

  close(): void {
    this.#source.close();
  }

  async #nextOf(reading: Promise<number>): Promise<EventBatch | undefined> {
    const bytesRead = await reading.catch((error: unknown) => {
      throw unreadable(this.#shownAs, error);
    });
    return this.#found(bytesRead) ?? this.next();
  }

  #read(): number | Promise<number> {
    try {
      return this.#source.read(this.#window.room());
    } catch (error) {
      throw unreadable(this.#shownAs, error);
    }
  }

  /** What the bytes complete that have just been read. */
  #found(bytesRead: number): EventBatch | undefined {
    const window = this.#window;
    window.add(bytesRead);
    const batch = this.#reader.read(window.unused, bytesRead === 0);
    window.use(this.#reader.consumed);
    this.#ended = bytesRead === 0 || this.#reader.stopped;
    return batch;
  }
}
