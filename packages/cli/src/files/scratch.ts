import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A new folder that nobody else uses, to be removed by removeFolder. */
export function scratchFolder(): string {
  return mkdtempSync(join(tmpdir(), 'falco-rules-'));
}

export function removeFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}

/** Adds a file of that name; names given by others at the same time do not meet. */
export function addToFolder(folder: string, name: string, bytes: Uint8Array): void {
  writeFileSync(join(folder, name), bytes, { flag: 'wx' });
}

/** The files of a folder, in the order of their names. */
export function readFolder(folder: string): Uint8Array[] {
  return readdirSync(folder)
    .sort()
    .map((name) => readFileSync(join(folder, name)));
}
