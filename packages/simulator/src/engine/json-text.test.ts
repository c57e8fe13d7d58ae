import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escapeFieldJson, escapeJson } from './json-text.js';

const REPLACED = '\xef\xbf\xbd';
const latin1 = (bytes: Uint8Array | string) => Buffer.from(bytes as string).toString('latin1');

describe('escapeJson', () => {
  it.each([
    ['plain', 'plain'],
    ['"\\/', '\\"\\\\/'],
    ['\b\t\n\f\r', '\\b\\t\\n\\f\\r'],
    ['\0\x1f\x7f', '\\u0000\\u001f\x7f'],
    [latin1('é😀'), latin1('é😀')],
    ['\x80', REPLACED],
    ['\xc3', REPLACED],
    ['\xc3a', `${REPLACED}a`],
    ['\xe2\x82a', `${REPLACED}a`],
    ['\xf0\x9f\x98', REPLACED],
    ['\xed\xa0\x80', REPLACED.repeat(3)],
    ['\xc0\x80', REPLACED.repeat(2)],
    ['\xf4\x90\x80\x80', REPLACED.repeat(4)],
  ])('%j is %j', (bytes, text) => {
    expect(escapeJson(bytes)).toBe(text);
  });

  it('replaces what is no UTF-8 as the Encoding standard does, and leaves JSON that reads back', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 12 }), (bytes) => {
        const json = `"${escapeJson(latin1(bytes))}"`;
        const read: unknown = JSON.parse(Buffer.from(json, 'latin1').toString());
        expect(read).toBe(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
      }),
    );
  });
});

describe('escapeFieldJson', () => {
  it('is escapeJson for UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(escapeFieldJson(latin1(text))).toBe(escapeJson(latin1(text)));
      }),
    );
  });

  it.each([
    // jsoncpp does not look at the second byte.
    ['\xc3a', latin1('á')],
    ['\x80a', REPLACED],
    ['\x80\x80', REPLACED],
    ['\xc3', REPLACED],
    ['\xf8', REPLACED],
    ['\xed\xa0\x80', REPLACED],
    ['\xe2\x82', REPLACED + REPLACED],
  ])('%j is %j', (bytes, text) => {
    expect(escapeFieldJson(bytes)).toBe(text);
  });
});
