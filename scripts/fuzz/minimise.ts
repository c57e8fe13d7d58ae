import type { Input } from './kind.js';

/** How many smaller inputs are tried at most. */
const MOST_TRIES = 400;

/**
 * A smaller input that still fails: stretches of its texts are left out, by lines and then by bytes, as long as
 * `fails` says so, or until the time is up.
 */
export async function minimise(
  input: Input,
  fails: (input: Input) => Promise<boolean>,
  until: number,
): Promise<Input> {
  let best = input;
  let tries = 0;
  const isOver = () => tries >= MOST_TRIES || Date.now() >= until;
  for (const part of Object.keys(input)) {
    for (const split of [byLines, byBytes]) {
      let pieces = split(best[part]!);
      for (let size = Math.ceil(pieces.length / 2); size >= 1 && !isOver(); size = Math.floor(size / 2)) {
        for (let at = 0; at < pieces.length && !isOver(); ) {
          const rest = [...pieces.slice(0, at), ...pieces.slice(at + size)];
          const smaller = { ...best, [part]: Uint8Array.from(Buffer.concat(rest)) };
          tries++;
          if (await fails(smaller)) {
            best = smaller;
            pieces = rest;
          } else at += size;
        }
      }
    }
  }
  return best;
}

function byLines(bytes: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const feed = bytes.indexOf(0x0a, at);
    const end = feed < 0 ? bytes.length : feed + 1;
    pieces.push(bytes.subarray(at, end));
    at = end;
  }
  return pieces;
}

/** At most a few thousand pieces, so that a long text costs no more than a short one. */
function byBytes(bytes: Uint8Array): Uint8Array[] {
  const size = Math.ceil(bytes.length / 4096) || 1;
  return Array.from({ length: Math.ceil(bytes.length / size) }, (_, n) =>
    bytes.subarray(n * size, (n + 1) * size),
  );
}
