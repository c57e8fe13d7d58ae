import { dirname } from 'node:path';
import type { FilesRead } from '../testing/files-read.js';

/** Which tests have read which files without importing them, as far as it is known. */
export class Readers {
  readonly #testsByPath = new Map<string, Set<string | undefined>>();

  add({ test, paths }: FilesRead): void {
    for (const path of paths) {
      const tests = this.#testsByPath.get(path) ?? new Set();
      this.#testsByPath.set(path, tests.add(test));
    }
  }

  /** Files of tests that have read a file, or a folder that it is in; undefined stands for any test. */
  of(path: string): readonly (string | undefined)[] {
    const tests = [...(this.#testsByPath.get(path) ?? [])];
    return dirname(path) === path ? tests : [...tests, ...this.of(dirname(path))];
  }
}
