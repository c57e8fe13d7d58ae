import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { usageFault } from '../fault.js';
import { pathKind } from '../files.js';

// The only place that calls git. Beside files.ts, the only one that touches the disk.

/** A path as it was in a revision, put into a folder of its own. */
export interface CheckedOut {
  readonly path: string;
  /** The folder that stands for the top of the repository. */
  readonly root: string;
}

/** What a module may import has to come along; of YAML only what is asked for. */
const WITH_MODULES = /\.([mc]?[jt]sx?|json|ya?ml)$/;
const YAML = /\.ya?ml$/;

/**
 * Puts what a path held in a revision into a temporary folder, which is gone when the process ends. Neither the
 * work tree nor the index is touched.
 */
export function checkOut(revision: string, given: string, cwd: string): CheckedOut {
  const top = git(['rev-parse', '--show-toplevel'], cwd).trim();
  if (
    /^-/.test(revision) ||
    !git(['rev-parse', '--verify', '--quiet', `${revision}^{commit}`], cwd, true).trim()
  ) {
    throw usageFault(`${revision} is no revision of this repository`);
  }
  const path = relative(top, resolve(cwd, given)).replaceAll('\\', '/');
  const prefix = path === '' ? [] : [path];
  const files = list(['ls-tree', '-r', '-z', '--name-only', '--full-tree', revision, '--', ...prefix], top);
  if (files.length === 0) throw usageFault(`${given} is not there in ${revision}`);
  const wanted = files.every((file) => YAML.test(file))
    ? files
    : list(['ls-tree', '-r', '-z', '--name-only', '--full-tree', revision], top).filter((file) =>
        WITH_MODULES.test(file),
      );

  const folder = mkdtempSync(join(tmpdir(), 'falco-rules-'));
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  const env = { ...process.env, GIT_INDEX_FILE: join(folder, 'index') };
  git(['read-tree', revision], top, false, { env });
  const root = join(folder, 'tree');
  git(['checkout-index', '-z', '--stdin', `--prefix=${root}/`], top, false, {
    env,
    input: wanted.join('\0'),
  });
  return { path: join(root, path), root };
}

interface GitOptions {
  readonly env?: NodeJS.ProcessEnv;
  readonly input?: string;
}

function git(args: readonly string[], cwd: string, mayFail = false, { env, input }: GitOptions = {}): string {
  const { status, stdout, stderr, error } = spawnSync('git', [...args], {
    cwd: pathKind(cwd) === 'folder' ? cwd : '.',
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    ...(env && { env }),
    ...(input !== undefined && { input }),
  });
  if (error) throw usageFault(`git cannot be run: ${error.message}`);
  if (status === 0) return stdout;
  if (mayFail) return '';
  throw usageFault(`git ${args[0]}: ${stderr.trim().split('\n')[0] ?? 'failed'}`);
}

function list(args: readonly string[], cwd: string): string[] {
  return git(args, cwd).split('\0').filter(Boolean);
}
