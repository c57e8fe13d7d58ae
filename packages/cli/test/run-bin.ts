import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';

export const ROOT: string = resolve(dirname(fileURLToPath(import.meta.url)), '../../..');
export const BIN: string = join(ROOT, 'packages/cli/dist/bin.js');

export interface Ran {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the built command line. */
export function run(args: readonly string[], { cwd = ROOT, input = '', env = {} }: RunOptions = {}): Ran {
  const { NO_COLOR: _1, FORCE_COLOR: _2, VITEST: _3, NODE_OPTIONS: _4, ...inherited } = process.env;
  const { status, stdout, stderr } = spawnSync(process.execPath, [BIN, ...args], {
    cwd,
    input,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    env: { ...inherited, TZ: 'UTC', FALCO_HOSTNAME: 'host', ...env },
  });
  return { status, stdout, stderr };
}

/** A folder with these files, gone after the test. Its name has a blank, as users' paths do. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'falco rules '));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}
