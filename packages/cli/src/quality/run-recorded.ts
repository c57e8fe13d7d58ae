import { deserialize } from 'node:v8';
import type { ExitCode } from '../fault.js';
import { readFolder, removeFolder, scratchFolder } from '../files/scratch.js';
import type { Project } from '../project/project.js';
import type { TestRun } from '../vitest/options.js';
import { runTests } from '../vitest/run.js';
import type { RecordedFile } from './recording.js';

export interface RecordedRun {
  readonly exitCode: ExitCode;
  /** By path. */
  readonly files: readonly RecordedFile[];
}

/** Runs a project's tests, and keeps what they replayed and expected. */
export async function runRecorded(project: Project, run: TestRun, cwd: string): Promise<RecordedRun> {
  const folder = scratchFolder();
  try {
    const exitCode = await runTests(project, { ...run, watching: { record: folder } }, cwd);
    const files = readFolder(folder).map((bytes) => deserialize(bytes) as RecordedFile);
    return { exitCode, files: files.sort((a, b) => (a.path < b.path ? -1 : 1)) };
  } finally {
    removeFolder(folder);
  }
}
