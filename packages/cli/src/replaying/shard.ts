import type { EventInput } from '@falco-rules/simulator';
import { usageFault } from '../fault.js';
import { CutFinder } from '../files/line-starts.js';
import { closeFile, type FilePart, isSeekable, openFile } from '../files/sources.js';
import { fileSize, STDIN } from '../files.js';

/** `--shard 3/16`. */
export interface Shard {
  /** From 1. */
  readonly index: number;
  readonly of: number;
}

/** A stretch of one of the files of a run. */
export interface RunPart extends FilePart {
  /** Which file of the run it is, from 0. */
  readonly file: number;
}

export interface ShardPlan {
  readonly parts: readonly RunPart[];
  /** What other shards run that comes before this one. */
  readonly before: readonly RunPart[];
}

export function parseShard(text: string): Shard {
  const [, index, of] = /^(\d+)\/(\d+)$/.exec(text) ?? [];
  const shard = { index: Number(index), of: Number(of) };
  if (!(shard.index >= 1 && shard.index <= shard.of && shard.of <= 100_000)) {
    throw usageFault(`--shard ${text}: must be I/N, such as 3/16`, { help: 'shards count from 1' });
  }
  return shard;
}

/** The files of a run, whole. */
export function wholeParts(files: readonly string[]): RunPart[] {
  return files.map((path, file) => ({
    path,
    shownAs: path === STDIN ? 'stdin' : path,
    from: 0,
    to: undefined,
    file,
  }));
}

/**
 * Splits the files of a run into stretches of about the same number of bytes: the same ones whoever asks. A file that
 * can only be read from its beginning (gzip) belongs to the shard that its beginning falls to.
 */
export function planShard(files: readonly string[], { index, of }: Shard, input: EventInput): ShardPlan {
  if (files.includes(STDIN)) {
    throw usageFault('standard input cannot be split into shards', { help: 'give files, or a folder' });
  }
  const sizes = files.map(fileSize);
  const seekable = files.map(isSeekable);
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  const total = sizes.reduce((sum, size) => sum + size, 0);

  /** Where shard n + 1 begins, counted over all files. */
  function cut(n: number): number {
    if (n === of) return total;
    const at = Math.floor((total / of) * n);
    const file = starts.findLastIndex((start, i) => start <= at && sizes[i]! > 0);
    if (file < 0) return 0;
    const [start, size] = [starts[file]!, sizes[file]!];
    const within = at - start;
    if (within === 0) return start;
    if (!seekable[file]) return start + size;
    return start + cutAfter(files[file]!, within, size, input);
  }
  const [from, to] = [cut(index - 1), cut(index)];
  const stretch = (first: number, last: number): RunPart[] =>
    wholeParts(files).flatMap((part, i) => {
      const [start, size] = [starts[i]!, sizes[i]!];
      const begin = Math.max(first - start, 0);
      const end = Math.min(last - start, size);
      return begin < end ? [{ ...part, from: begin, to: seekable[i] ? end : undefined }] : [];
    });
  return { parts: stretch(from, to), before: stretch(0, from) };
}

/** The first place from an offset of a file on at which it can be cut in two; its end where there is none. */
function cutAfter(path: string, from: number, size: number, input: EventInput): number {
  const file = openFile(path, path);
  try {
    return new CutFinder(file.fd, input).find(from, size) ?? size;
  } finally {
    closeFile(file);
  }
}
