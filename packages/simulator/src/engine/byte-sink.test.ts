import { describe, expect, it } from 'vitest';
import { ByteSink } from './byte-sink.js';
import { escapeJson } from './json-text.js';

describe('ByteSink', () => {
  it('keeps texts of any length, byte for byte', () => {
    const sink = new ByteSink();
    const texts = ['', 'a', '\x80\xff\0', 'x'.repeat(70_000), 'y'.repeat(1_000_000), 'z'.repeat(64), 'end'];
    for (const text of texts) sink.text(text);
    expect(sink.length).toBe(texts.join('').length);
    expect(Buffer.from(sink.take()).toString('latin1')).toBe(texts.join(''));
  });

  it('escapes ASCII for JSON, and takes nothing else', () => {
    const sink = new ByteSink();
    const ascii = Array.from({ length: 0x80 }, (_, byte) => String.fromCharCode(byte)).join('');
    expect(sink.asciiJson(ascii)).toBe(true);
    expect(sink.takeText()).toBe(escapeJson(ascii));
    expect(sink.asciiJson('')).toBe(true);
    expect(sink.asciiJson('abc\x80')).toBe(false);
    sink.bytes(Uint8Array.of(0x61, 0xff));
    expect(sink.takeText()).toBe('a\xff');
  });

  it('goes back', () => {
    const sink = new ByteSink();
    sink.text('ab');
    sink.text('cd');
    sink.back(1);
    sink.text('e');
    expect(sink.takeText()).toBe('ae');
  });

  it('does not write over what it has given away', () => {
    const sink = new ByteSink();
    sink.text('one');
    const first = sink.take();
    sink.text('two');
    expect([first, sink.take(), sink.take()].map((bytes) => Buffer.from(bytes).toString())).toEqual([
      'one',
      'two',
      '',
    ]);
  });
});
