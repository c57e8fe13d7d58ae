import type { Vitest } from 'vitest/node';

/**
 * What vitest has and does not promise. Its own handler of changes works by them, and in public there is no way to
 * name the file that has changed, nor to ask for the filter that a person has typed in.
 */
interface Unpromised {
  readonly filenamePattern?: readonly string[] | undefined;
  readonly rerunFiles?: (files: string[], trigger: string, allTestsRun: boolean) => Promise<unknown>;
}

/** Runs files of tests again, as vitest does after a change: those that the filter of file names lets through. */
export async function rerun(vitest: Vitest, files: readonly string[], trigger: string): Promise<void> {
  const { filenamePattern } = vitest as unknown as Unpromised;
  let wanted = [...files];
  if (filenamePattern) {
    const found = await vitest.globTestSpecifications([...filenamePattern]);
    const paths = new Set(found.map(({ moduleId }) => moduleId));
    wanted = wanted.filter((file) => paths.has(file));
  }
  if (wanted.length === 0) return;
  const unpromised = vitest as unknown as Unpromised;
  if (typeof unpromised.rerunFiles === 'function') await unpromised.rerunFiles(wanted, trigger, false);
  else await vitest.rerunTestSpecifications(wanted.flatMap((file) => vitest.getModuleSpecifications(file)));
}
