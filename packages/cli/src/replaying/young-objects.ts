import { setFlagsFromString } from 'node:v8';

// Nearly all objects of a run are gone within an event. V8 makes new ones in two halves of 1 MB each at first, and lets
// them grow to 16 MB each as long as anything survives: memory that is only filled again and again, out of the
// processor's cache.

/** What a worker's may take, in MB: three halves, as V8 counts. */
export const YOUNG_MEGABYTES = 3;

/** V8's major versions in Node 20 to 24, on which the flag has been seen to work while a program runs. */
const KNOWN = { from: 11, to: 13 };

/**
 * Keeps the memory for new objects of this thread as it is. There is no other way than a flag that V8 looks at whenever
 * it grows it; to be set again once another thread has started, since V8 then takes it back.
 */
export function keepYoungObjectsTogether(): void {
  const major = Number.parseInt(process.versions.v8, 10);
  if (major >= KNOWN.from && major <= KNOWN.to) setFlagsFromString('--semi-space-growth-factor=1');
}
