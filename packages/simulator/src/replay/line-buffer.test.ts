import { describe, expect, it } from 'vitest';
import { LineBuffer } from './line-buffer.js';

describe('LineBuffer', () => {
  it('keeps lines of any length, byte for byte', () => {
    const buffer = new LineBuffer();
    const lines = ['', 'a', '\x80\xff\0', 'x'.repeat(70_000), 'y'.repeat(1_000_000), 'end'];
    for (const line of lines) buffer.add(line);
    expect(Buffer.from(buffer.take()).toString('latin1')).toBe(lines.map((line) => `${line}\n`).join(''));
  });

  it('does not write over what it has given away', () => {
    const buffer = new LineBuffer();
    buffer.add('one');
    const first = buffer.take();
    buffer.add('two');
    expect([first, buffer.take(), buffer.take()].map(String)).toEqual(['one\n', 'two\n', '']);
  });
});
