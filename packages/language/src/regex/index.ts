import type { ByteString } from '../text/bytes.js';
import { Automaton } from './automaton.js';
import { RegexFault } from './faults.js';
import { compileProgram } from './program.js';
import { parsePattern } from './syntax.js';

export { globMatcher } from './glob.js';
export { globNeedle, type Needles, regexNeedles } from './needles.js';
export { regexSample } from './sample.js';

/** A compiled pattern of the `regex` operator. */
export interface PosixRegex {
  /** Whether it matches the whole of a value, byte by byte. Linear in the value's length. */
  matches(value: ByteString): boolean;
}

export type RegexResult =
  | { readonly ok: true; readonly regex: PosixRegex }
  /** RE2's own words; Falco puts `invalid regex pattern: ` before them. */
  | { readonly ok: false; readonly message: ByteString };

/**
 * Compiles a pattern as Falco does: RE2 with the RE2::POSIX options, anchored at both ends
 * (userspace/libsinsp/sinsp_filtercheck.cpp). Patterns and values are UTF-8; bytes that are not match nothing.
 */
export function compileRegex(pattern: ByteString): RegexResult {
  try {
    return { ok: true, regex: new Automaton(compileProgram(parsePattern(pattern))) };
  } catch (fault) {
    if (fault instanceof RegexFault) return { ok: false, message: fault.message };
    throw fault;
  }
}
