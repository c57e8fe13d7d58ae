import { basename } from 'node:path';

/** A package name from a folder's. */
export function packageName(root: string): string {
  const name = basename(root)
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[-._]+|[-._]+$/g, '');
  return name || 'my-falco-rules';
}
