import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeBase64 } from './base64.js';

describe('decodeBase64', () => {
  it.each([
    ['', ''],
    ['YQ', 'a'],
    ['YQ=', 'a'],
    ['YQ==', 'a'],
    ['YWI', 'ab'],
    ['YWI==', 'ab'],
    ['YWJj', 'abc'],
    ['YQA=', 'a\0'],
    ['/+8', '\xff\xef'],
    ['YR==', undefined],
    ['YWJ=', undefined],
    ['Y', undefined],
    ['=', undefined],
    ['==', undefined],
    ['YQ===', undefined],
    ['YW Jj', undefined],
    ['_-8', undefined],
  ])('%j is %j', (text, bytes) => {
    expect(decodeBase64(text)).toBe(bytes);
  });

  it('reads what Buffer writes, padded or not', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64');
        const decoded = Buffer.from(bytes).toString('latin1');
        expect(decodeBase64(text)).toBe(decoded);
        expect(decodeBase64(text.replace(/=+$/, ''))).toBe(decoded);
      }),
    );
  });
});
