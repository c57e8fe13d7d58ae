import {
  createReadStream,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { usageFault } from './fault.js';

// The only place that touches the disk. Paths are as the user gave them, `-` is standard input; what cannot be
// read or written is a usage fault that names the path.

export const STDIN = '-';

const CHUNK_BYTES = 1 << 20;
/** How much of an events file is looked at for its first time. */
const PEEK_BYTES = 1 << 20;

export type PathKind = 'file' | 'folder';

/** What stands at a path; undefined: nothing. */
export function pathKind(path: string): PathKind | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat) return undefined;
  return stat.isDirectory() ? 'folder' : 'file';
}

/** The size of a file, in bytes. */
export function fileSize(path: string): number {
  try {
    return statSync(path).size;
  } catch (error) {
    throw unreadable(path, error);
  }
}

/** About how many bytes the files behind operands take; undefined where that cannot be said. */
export function sizeOnDisk(paths: readonly string[]): number | undefined {
  let size = 0;
  for (const path of paths) {
    const stat = path === STDIN ? undefined : statSync(path, { throwIfNoEntry: false });
    if (!stat) return undefined;
    size += stat.isDirectory()
      ? (sizeOnDisk(filesInFolder(path).map((name) => join(path, name))) ?? 0)
      : stat.size;
  }
  return size;
}

/** Tells one state of a file from the next, without reading it; undefined: there is none. */
export function fileStamp(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  return stat && `${stat.ino} ${stat.size} ${stat.mtimeMs}`;
}

/** The bytes of a file or of standard input. `shownAs` is what a fault calls it. */
export function readBytes(path: string, shownAs: string = path): Uint8Array {
  try {
    return readFileSync(path === STDIN ? 0 : path);
  } catch (error) {
    throw unreadable(shownAs, error);
  }
}

/** The text of a file (UTF-8). */
export function readText(path: string): string {
  return Buffer.from(readBytes(path)).toString('utf8');
}

/** The text of a file (UTF-8); undefined where there is none. */
export function readTextIfAny(path: string): string | undefined {
  if (!existsSync(path)) return undefined;
  return readText(path);
}

/** Writes a file, and the folders on the way to it. */
export function writeText(path: string, text: string | Uint8Array): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  } catch (error) {
    throw usageFault(`cannot write ${path}: ${reasonOf(error)}`, { cause: error });
  }
}

/** Names in a folder of what is a file (or a link to one), ordered by bytes, as Falco reads rules.d. */
export function filesInFolder(folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch (error) {
    throw unreadable(folder, error);
  }
  return names.filter((name) => pathKind(join(folder, name)) === 'file').sort(compareBytes);
}

/** Every file below a folder, as paths that start with the folder; node_modules and hidden folders are left out. */
export function filesBelow(folder: string): string[] {
  if (pathKind(folder) !== 'folder') return [];
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => compareBytes(a.name, b.name))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return [path];
      return entry.name === 'node_modules' || entry.name.startsWith('.') ? [] : filesBelow(path);
    });
}

/** The nearest file of one of these names, from a folder upwards; earlier names win within a folder. */
export function findUpwards(from: string, names: readonly string[]): string | undefined {
  for (let folder = resolve(from); ; folder = dirname(folder)) {
    for (const name of names) {
      const path = join(folder, name);
      if (pathKind(path) === 'file') return path;
    }
    if (dirname(folder) === folder) return undefined;
  }
}

/** The files behind the operands of a command that reads events: a folder gives its files, oldest first. */
export async function eventFiles(paths: readonly string[]): Promise<string[]> {
  const found: string[] = [];
  for (const path of paths) {
    if (path === STDIN || pathKind(path) !== 'folder') {
      found.push(path);
      continue;
    }
    const files = filesInFolder(path).filter((name) => !name.startsWith('.'));
    if (files.length === 0) throw usageFault(`no events files in the folder ${path}`);
    found.push(...(await oldestFirst(files.map((name) => join(path, name)))));
  }
  return found;
}

/**
 * By the first stageTimestamp in each file: rotated logs are renamed and copied about, so that neither their
 * names nor their times on disk say how old the events are. Files without one: by their time on disk.
 */
async function oldestFirst(paths: readonly string[]): Promise<string[]> {
  const aged = await Promise.all(paths.map(async (path) => ({ path, time: await firstTime(path) })));
  return aged.sort((a, b) => a.time - b.time || compareBytes(a.path, b.path)).map(({ path }) => path);
}

async function firstTime(path: string): Promise<number> {
  let head = '';
  for await (const chunk of openEvents(path)) {
    head += Buffer.from(chunk).toString('latin1');
    const time = Date.parse(/"stageTimestamp"\s*:\s*"([^"]+)"/.exec(head)?.[1] ?? '');
    if (!Number.isNaN(time)) return time;
    if (head.length >= PEEK_BYTES) break;
  }
  return statSync(path).mtimeMs;
}

/**
 * The bytes of an events file, in chunks, unpacked where they are gzip's. `onRead` is told of those on the disk;
 * `head` are bytes of it that have been read already.
 */
export async function* openEvents(
  path: string,
  shownAs: string = path,
  onRead: (bytes: number) => void = () => {},
  head?: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const source: AsyncIterable<Uint8Array> =
    path === STDIN ? process.stdin : createReadStream(path, { highWaterMark: CHUNK_BYTES });
  try {
    yield* unpacked(counted(source, onRead, head));
  } catch (error) {
    throw unreadable(shownAs, error);
  }
}

async function* counted(
  source: AsyncIterable<Uint8Array>,
  onRead: (bytes: number) => void,
  head: Uint8Array | undefined,
): AsyncGenerator<Uint8Array> {
  if (head && head.length > 0) {
    onRead(head.length);
    yield head;
  }
  for await (const chunk of source) {
    onRead(chunk.length);
    yield chunk;
  }
}

async function* unpacked(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  const rest: AsyncIterable<Uint8Array> = { [Symbol.asyncIterator]: () => iterator };
  let head: Uint8Array = new Uint8Array();
  while (head.length < 2) {
    const { value, done } = await iterator.next();
    if (done) break;
    head = head.length === 0 ? value : Buffer.concat([head, value]);
  }
  if (head[0] !== 0x1f || head[1] !== 0x8b) {
    if (head.length > 0) yield head;
    yield* rest;
    return;
  }
  // Only here: loading them takes longer than replaying a few events.
  const [{ pipeline, Readable }, { createGunzip }] = await Promise.all([
    import('node:stream'),
    import('node:zlib'),
  ]);
  const packed = async function* () {
    yield head;
    yield* rest;
  };
  // The callback is there for its type: a fault reaches the reader through the unpacked stream.
  yield* pipeline(Readable.from(packed()), createGunzip({ chunkSize: CHUNK_BYTES }), () => {});
}

/** The fault of a file that cannot be read. */
export function unreadable(path: string, error: unknown): Error {
  return usageFault(`cannot read ${path === STDIN ? 'standard input' : path}: ${reasonOf(error)}`, {
    cause: error,
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EISDIR: 'it is a folder',
  ENOTDIR: 'a part of the path is not a folder',
  EROFS: 'the disk is read-only',
  ENOSPC: 'no space left on the disk',
  Z_DATA_ERROR: 'the gzip data is damaged',
  Z_BUF_ERROR: 'the gzip data ends too early',
};

/** Why something could not be read or written, for a message. */
export function reasonOf(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return (code !== undefined ? REASONS[code] : undefined) ?? message;
}

/** Order by UTF-8 bytes (UTF-16 order differs from it only beyond the basic plane). */
function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
