import { resolve } from 'node:path';
import type { KubernetesObject } from '@falco-rules/simulator';
import { contentFault, isFault } from '../fault.js';
import { readManifests } from '../project/manifest.js';
import { shownPath } from '../project/project.js';
import { tellFilesRead } from './files-read.js';
import { projectOfTest, told } from './replay.js';

/** An object as a manifest file has it: what it holds is for the API server to judge. */
export type ManifestFromFile = KubernetesObject & Readonly<Record<string, unknown>>;

/**
 * The object of a manifest in the project's fixtures folder, for `event`.
 * @example event({ verb: 'create', user: 'alice', manifest: await manifest('pod.yaml') })
 */
export function manifest(path: string): Promise<ManifestFromFile> {
  const call = new Error();
  Error.captureStackTrace(call, manifest);
  return read(path).catch((error: unknown) => {
    throw isFault(error) ? told(error, call) : error;
  });
}

async function read(path: string): Promise<ManifestFromFile> {
  const project = await projectOfTest();
  const absolute = resolve(project.fixtures, path);
  tellFilesRead([absolute]);
  const shownAs = shownPath(project.root, absolute);
  const [object, ...more] = readManifests(absolute, shownAs);
  if (more.length > 0)
    throw contentFault(`${shownAs} holds ${more.length + 1} objects`, {
      help: 'give each a file of its own',
    });
  return object as ManifestFromFile;
}
