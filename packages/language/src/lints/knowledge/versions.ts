/** Whether something came with a later version than the one that is there; false where either is not known. */
export function isNewer(since: string | undefined, version: string | undefined): boolean {
  if (since === undefined || version === undefined) return false;
  const [a, b] = [since.split('.').map(Number), version.split('.').map(Number)];
  for (let i = 0; i < 3; i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
