import { type FileHandle, open } from 'node:fs/promises';

const WINDOW = 1 << 20;
const LINE_FEED = 0x0a;

/** How many lines end before an offset of a file. */
export async function countLineFeeds(path: string, before: number): Promise<number> {
  let count = 0;
  await eachWindow(path, 0, (bytes, offset) => {
    const end = Math.min(bytes.length, before - offset);
    for (let i = bytes.indexOf(LINE_FEED); i >= 0 && i < end; i = bytes.indexOf(LINE_FEED, i + 1)) count++;
    return offset + bytes.length < before;
  });
  return count;
}

/**
 * The first offset, from `at` on, at which a file can be cut in two without changing what is read from it. At the
 * start of a line, that is; and, where values may go over several lines (`anyLine` is not set), between two lines
 * that cannot both belong to one value: `{"` and a letter, up to `}`, and after it another `{`. Neither can a string
 * hold both (it would end at the quote, and a letter cannot follow), nor an array or an object (a comma is missing).
 * The file's size where there is no such place.
 */
export async function findCut(path: string, at: number, size: number, anyLine: boolean): Promise<number> {
  if (at <= 0) return 0;
  let found = size;
  let isSecond = false;
  let before: LineShape | undefined;
  const shape = new LineShape();
  // From the byte before, which may end a line.
  await eachWindow(path, at - 1, (bytes, offset) => {
    for (let i = 0; i < bytes.length; ) {
      const feed = bytes.indexOf(LINE_FEED, i);
      const end = feed < 0 ? bytes.length : feed;
      shape.add(bytes, i, end);
      if (isSecond && !anyLine && before?.isWhole && shape.first === 0x7b) {
        found = shape.start;
        return false;
      }
      if (feed < 0) return true;
      const start = offset + feed + 1;
      if (anyLine) {
        found = Math.min(start, size);
        return false;
      }
      // The line that `at` is in has been met halfway: only from the second one on is it known what they are.
      before = isSecond ? shape.copy() : undefined;
      isSecond = true;
      shape.begin(start);
      i = feed + 1;
    }
    return true;
  });
  return found;
}

/** What a line begins and ends with. */
class LineShape {
  start = 0;
  first = -1;
  #head = '';
  #last = 0;

  begin(start: number): void {
    this.start = start;
    this.first = -1;
    this.#head = '';
    this.#last = 0;
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    if (this.first < 0 && from < to) this.first = bytes[from]!;
    for (let i = from; i < to && this.#head.length < 3; i++) this.#head += String.fromCharCode(bytes[i]!);
    for (let i = to - 1; i >= from; i--) {
      if (bytes[i]! <= 0x20) continue;
      this.#last = bytes[i]!;
      return;
    }
  }

  copy(): LineShape {
    const copy = new LineShape();
    copy.start = this.start;
    copy.first = this.first;
    copy.#head = this.#head;
    copy.#last = this.#last;
    return copy;
  }

  get isWhole(): boolean {
    return /^\{"[A-Za-z]/.test(this.#head) && this.#last === 0x7d;
  }
}

/** Visits a file piece by piece, from an offset on, as long as `visit` wants more. */
async function eachWindow(
  path: string,
  from: number,
  visit: (bytes: Uint8Array, offset: number) => boolean,
): Promise<void> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(path);
    const buffer = Buffer.alloc(WINDOW);
    for (let offset = from; ; ) {
      const { bytesRead } = await handle.read(buffer, 0, WINDOW, offset);
      if (bytesRead === 0 || !visit(buffer.subarray(0, bytesRead), offset)) return;
      offset += bytesRead;
    }
  } finally {
    await handle?.close();
  }
}
