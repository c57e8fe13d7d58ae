import { EventEmitter } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { describe, expect, it, onTestFinished } from 'vitest';
import type { Vitest } from 'vitest/node';
import type { Project } from '../project/project.js';
import { type Follows, followChanges } from './changes.js';
import { Readers } from './readers.js';

/** A watcher that says what it is told to, and a vitest whose runs end when they are told to. */
function watched(follows: () => Follows = () => 'concerned tests') {
  const root = mkdtempSync(join(tmpdir(), 'changes '));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  const file = join(root, 'a.yaml');
  const added: unknown[] = [];
  const watcher = Object.assign(new EventEmitter(), { add: (path: unknown) => void added.push(path) });
  const runs: { readonly files: readonly string[]; readonly trigger: string; end(): void }[] = [];
  let running: Promise<void> | undefined;
  const vitest = {
    vite: { watcher },
    watcher: {
      changedTests: new Set(),
      invalidates: new Set(),
      unregisterWatcher() {},
      onFileChange() {},
      onFileCreate() {},
      onFileDelete() {},
    },
    state: { getFilepaths: () => ['one.test.ts', 'two.test.ts'], getFiles: () => [] },
    onClose() {},
    waitForTestRunEnd: async () => running,
    rerunFiles(files: readonly string[], trigger: string) {
      running = new Promise((end) => runs.push({ files, trigger, end }));
      return running;
    },
  };
  const project = { root, rules: [], tests: [], fixtures: join(root, 'fixtures') } as unknown as Project;
  const readers = new Readers();
  const isConfig = (path: string): boolean => path.includes('config');
  followChanges(vitest as unknown as Vitest, { project, readers, isConfig, follows: async () => follows() });
  return {
    root,
    file,
    readers,
    runs,
    vitest,
    watcher,
    added,
    /** Writes a file; the watcher tells of it, or drops it. */
    write(text: string, told: 'change' | 'dropped' = 'change', path: string = file) {
      writeFileSync(path, text);
      if (told === 'change') watcher.emit('change', path);
    },
    run: (n: number) => expect.poll(() => runs.length, { timeout: 10_000 }).toBe(n),
    /** Long after everything that could still follow. */
    calm: () => setTimeout(500),
  };
}

describe('changes', () => {
  it('of one saving lead to one run of what they concern', async () => {
    const { root, runs, readers, write, run, calm } = watched();
    readers.add({ test: 'two.test.ts', paths: [join(root, 'read')] });
    write('', 'change', join(root, 'nobody reads'));
    write('', 'change', join(root, 'read'));
    write('', 'change', join(root, 'read'));
    await run(1);
    expect(runs[0]).toMatchObject({ files: ['two.test.ts'], trigger: 'read' });
    runs[0]!.end();
    await calm();
    expect(runs.length).toBe(1);
  });

  it('in the middle of a run lead to another, when it is over', async () => {
    const { runs, write, run, calm } = watched();
    write('1');
    await run(1);
    write('22');
    await calm();
    expect(runs.length).toBe(1);
    runs[0]!.end();
    await run(2);
    expect(runs[1]!.files).toEqual(['one.test.ts', 'two.test.ts']);
    runs[1]!.end();
    await calm();
    expect(runs.length).toBe(2);
  });

  it('wait for the end of a run that somebody else has begun', async () => {
    const { vitest, runs, write, run, calm } = watched();
    let end = (): void => {};
    vitest.waitForTestRunEnd = () => new Promise((done) => (end = done));
    write('1');
    await calm();
    expect(runs.length).toBe(0);
    end();
    await run(1);
  });

  it('that the watcher drops, soon after the one that led to a run, are found', async () => {
    const { vitest, runs, write, run, calm } = watched();
    const { rerunFiles } = vitest;
    vitest.rerunFiles = (...args) => {
      vitest.rerunFiles = rerunFiles;
      write('22', 'dropped');
      return rerunFiles(...args);
    };
    write('1');
    await run(1);
    runs[0]!.end();
    await run(2);
    runs[1]!.end();
    await calm();
    expect(runs.length).toBe(2);
  });

  it('that the watcher takes for removals are changes, of files that are watched again', async () => {
    const { file, vitest, runs, watcher, added, write, run } = watched();
    const told: string[] = [];
    Object.assign(vitest.watcher, {
      onFileChange: () => told.push('change'),
      onFileDelete: () => told.push('unlink'),
    });
    write('1', 'dropped');
    watcher.emit('unlink', file);
    await run(1);
    expect(added).toContain(file);
    expect(told).toEqual(['change']);
    runs[0]!.end();
    rmSync(file);
    watcher.emit('unlink', file);
    await run(2);
    expect(told).toContain('unlink');
  });

  it('wait while the config is wrong, and are not forgotten', async () => {
    let answer: Follows = 'nothing';
    const { root, runs, write, run, calm } = watched(() => answer);
    write('', 'change', join(root, 'config'));
    write('1');
    await calm();
    expect(runs.length).toBe(0);
    answer = 'concerned tests';
    write('', 'change', join(root, 'config'));
    await run(1);
    expect(runs[0]!.files).toEqual(['one.test.ts', 'two.test.ts']);
  });

  it('run only what the filter of file names lets through', async () => {
    const { vitest, runs, write, run, calm } = watched();
    let found = [{ moduleId: 'two.test.ts' }];
    Object.assign(vitest, { filenamePattern: ['two'], globTestSpecifications: async () => found });
    write('1');
    await run(1);
    expect(runs[0]!.files).toEqual(['two.test.ts']);
    runs[0]!.end();
    found = [];
    write('22');
    await calm();
    expect(runs.length).toBe(1);
  });

  it('run tests also on a vitest that has lost what it did not promise', async () => {
    const { vitest, write } = watched();
    const rerun: unknown[] = [];
    Object.assign(vitest, {
      rerunFiles: undefined,
      getModuleSpecifications: (file: string) => [`specification of ${file}`],
      rerunTestSpecifications: async (specifications: unknown[]) => void rerun.push(...specifications),
    });
    write('1');
    await expect.poll(() => rerun).toEqual(['specification of one.test.ts', 'specification of two.test.ts']);
  });
});
