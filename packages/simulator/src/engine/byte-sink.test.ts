import { describe, expect, it } from 'vitest';
import { ByteSink } from './byte-sink.js';

describe('ByteSink', () => {
  it('keeps texts of any length, byte for byte', () => {
    const sink = new ByteSink();
    const texts = ['', 'a', '\x80\xff\0', 'x'.repeat(70_000), 'y'.repeat(1_000_000), 'z'.repeat(64), 'end'];
    for (const text of texts) sink.text(text);
    expect(sink.length).toBe(texts.join('').length);
    expect(Buffer.from(sink.take()).toString('latin1')).toBe(texts.join(''));
  });

  it('takes for JSON only what needs no escape', () => {
    const sink = new ByteSink();
    expect(['plain', '\x7f', '"', '\\', '\n', '\x80', ''].map((text) => sink.plainJson(text))).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      true,
    ]);
    expect(sink.takeText()).toBe('plain\x7f');
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
