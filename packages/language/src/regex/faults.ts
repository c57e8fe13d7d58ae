import type { ByteString } from '../text/bytes.js';

/** RE2's words for what is wrong with a pattern (re2/regexp.cc, kErrorStrings; re2/re2.cc for the last). */
const REASONS = [
  'invalid escape sequence',
  'invalid character class range',
  'missing ]',
  'missing )',
  'unexpected )',
  'trailing \\',
  'no argument for repetition operator',
  'invalid repetition size',
  'invalid UTF-8',
  'pattern too large - compile failed',
] as const;

/** Thrown inside this folder only, and turned into a result at its door. */
export class RegexFault {
  readonly message: ByteString;
  constructor(reason: (typeof REASONS)[number], quoted: ByteString = '') {
    this.message = quoted === '' ? reason : `${reason}: ${quoted}`;
  }
}
