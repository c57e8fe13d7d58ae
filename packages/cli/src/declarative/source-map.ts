/** A place in a source, counted from 0. */
export interface SourcePlace {
  readonly line: number;
  readonly column: number;
}

/** A version 3 source map in which each generated line, as a whole, stands for one place of one source. */
export function lineSourceMap(
  source: string,
  content: string,
  lines: readonly (SourcePlace | undefined)[],
): string {
  let last: SourcePlace = { line: 0, column: 0 };
  const mappings = lines.map((place) => {
    if (!place) return '';
    const segment = [0, 0, place.line - last.line, place.column - last.column].map(vlq).join('');
    last = place;
    return segment;
  });
  return JSON.stringify({
    version: 3,
    sources: [source],
    sourcesContent: [content],
    names: [],
    mappings: mappings.join(';'),
  });
}

const DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Base64 VLQ: the sign in the lowest bit, then five bits a digit, the sixth says that more follow. */
function vlq(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let out = '';
  do {
    const digit = rest & 31;
    rest >>>= 5;
    out += DIGITS[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return out;
}
