import type { ByteString } from '../text/bytes.js';

type Encoding = 'utf8' | 'utf16le' | 'utf16be' | 'utf32le' | 'utf32be';

/** A file's text as yaml-cpp's scanner sees it: UTF-8 bytes, the byte order mark gone, nothing validated. */
export interface DecodedText {
  readonly text: ByteString;
  /** Where a byte of the text stands in the file. */
  readonly toFile: (offset: number) => number;
  /** True where neighbours in the text are neighbours in the file. */
  readonly linear: boolean;
}

const REPLACEMENT = 0xfffd;

/**
 * Decodes a file as yaml-cpp does (src/stream.cpp): the encoding is told by a byte order mark or by where NULs
 * stand in the first four bytes. UTF-8 passes as it is; UTF-16 and UTF-32 are encoded anew, with yaml-cpp's own
 * ways around unpaired surrogates and its end-of-stream character (U+0004 becomes U+FFFD).
 */
export function decodeFile(bytes: ByteString): DecodedText {
  const { encoding, skip } = detectEncoding(bytes);
  if (encoding === 'utf8') {
    const text = skip === 0 ? bytes : bytes.slice(skip);
    return { text, toFile: (offset) => Math.min(offset + skip, bytes.length), linear: true };
  }
  const out = new Reencoder();
  if (encoding === 'utf16le' || encoding === 'utf16be') decodeUtf16(bytes, skip, encoding === 'utf16be', out);
  else decodeUtf32(bytes, skip, encoding === 'utf32be', out);
  const { text, origins } = out.finish(bytes.length);
  return {
    text,
    toFile: (offset) => origins[Math.min(offset, origins.length - 1)] ?? bytes.length,
    linear: false,
  };
}

function detectEncoding(bytes: ByteString): { encoding: Encoding; skip: number } {
  const at = (i: number): number => (i < bytes.length ? bytes.charCodeAt(i) : -1);
  // Any byte but NUL and the bytes of byte order marks counts as a character of its own here.
  const isOrdinary = (byte: number): boolean =>
    byte > 0 && byte !== 0xbb && byte !== 0xbf && byte !== 0xef && byte !== 0xfe && byte !== 0xff;
  const first = at(0);
  if (first === 0xef) return { encoding: 'utf8', skip: at(1) === 0xbb && at(2) === 0xbf ? 3 : 0 };
  if (first === 0xfe) {
    return at(1) === 0xff ? { encoding: 'utf16be', skip: 2 } : { encoding: 'utf8', skip: 0 };
  }
  if (first === 0xff) {
    if (at(1) !== 0xfe) return { encoding: 'utf8', skip: 0 };
    return at(2) === 0 && at(3) === 0 ? { encoding: 'utf32le', skip: 4 } : { encoding: 'utf16le', skip: 2 };
  }
  if (first === 0) {
    if (isOrdinary(at(1))) return { encoding: 'utf16be', skip: 0 };
    if (at(1) !== 0) return { encoding: 'utf8', skip: 0 };
    if (at(2) === 0) return { encoding: 'utf32be', skip: 0 };
    return at(2) === 0xfe && at(3) === 0xff
      ? { encoding: 'utf32be', skip: 4 }
      : { encoding: 'utf8', skip: 0 };
  }
  if (isOrdinary(first) && at(1) === 0) {
    return { encoding: at(2) === 0 && at(3) === 0 ? 'utf32le' : 'utf16le', skip: 0 };
  }
  return { encoding: 'utf8', skip: 0 };
}

function decodeUtf16(bytes: ByteString, skip: number, bigEndian: boolean, out: Reencoder): void {
  const unitAt = (i: number): number => {
    const a = bytes.charCodeAt(i);
    const b = bytes.charCodeAt(i + 1);
    return bigEndian ? (a << 8) | b : (b << 8) | a;
  };
  let i = skip;
  while (i + 1 < bytes.length) {
    const start = i;
    let unit = unitAt(i);
    i += 2;
    if (isLowSurrogate(unit)) {
      out.push(REPLACEMENT, start);
      continue;
    }
    if (!isHighSurrogate(unit)) {
      out.push(unit, start);
      continue;
    }
    for (;;) {
      if (i + 1 >= bytes.length) {
        i = bytes.length;
        out.push(REPLACEMENT, start);
        break;
      }
      const next = unitAt(i);
      i += 2;
      if (isLowSurrogate(next)) {
        out.push(((unit & 0x3ff) << 10) + (next & 0x3ff) + 0x10000, start);
        break;
      }
      out.push(REPLACEMENT, start);
      if (!isHighSurrogate(next)) {
        // yaml-cpp queues the unpaired surrogate itself, and loses what followed it.
        out.push(unit, start);
        break;
      }
      unit = next;
    }
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit < 0xdc00;
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit < 0xe000;
}

function decodeUtf32(bytes: ByteString, skip: number, bigEndian: boolean, out: Reencoder): void {
  for (let i = skip; i + 3 < bytes.length; i += 4) {
    let code = 0;
    for (let n = 0; n < 4; n++) code = code * 256 + bytes.charCodeAt(bigEndian ? i + n : i + 3 - n);
    out.push(code, i);
  }
}

/** Collects UTF-8 bytes and where each came from. */
class Reencoder {
  private readonly chunks: string[] = [];
  private chunk = '';
  private readonly origins: number[] = [];

  push(code: number, origin: number): void {
    const encoded = encodeCodePoint(code === 4 ? REPLACEMENT : code);
    for (let n = 0; n < encoded.length; n++) this.origins.push(origin);
    this.chunk += encoded;
    if (this.chunk.length > 0x4000) {
      this.chunks.push(this.chunk);
      this.chunk = '';
    }
  }

  finish(end: number): { text: ByteString; origins: readonly number[] } {
    this.origins.push(end);
    return { text: this.chunks.join('') + this.chunk, origins: this.origins };
  }
}

/** UTF-8 of a code point; surrogates get their three bytes, bits past 21 are lost, as in yaml-cpp. */
export function encodeCodePoint(code: number): ByteString {
  const tail = (shift: number): number => 0x80 | ((code >>> shift) & 0x3f);
  if (code < 0x80) return String.fromCharCode(code);
  if (code < 0x800) return String.fromCharCode(0xc0 | (code >>> 6), tail(0));
  if (code < 0x10000) return String.fromCharCode(0xe0 | (code >>> 12), tail(6), tail(0));
  return String.fromCharCode(0xf0 | ((code >>> 18) & 7), tail(12), tail(6), tail(0));
}
