import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository's folder; found from here whether this runs as it stands or bundled by run-ts.mjs. */
export const ROOT = findRoot(dirname(fileURLToPath(import.meta.url)));

function findRoot(folder: string): string {
  if (existsSync(join(folder, 'pnpm-workspace.yaml'))) return folder;
  const above = dirname(folder);
  if (above === folder) throw new Error('not inside of the repository');
  return findRoot(above);
}
