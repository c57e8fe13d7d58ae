import type { ByteString } from '../text/bytes.js';
import type { ScalarSegment } from './node.js';

type GrowingSegment = { -readonly [K in keyof ScalarSegment]: ScalarSegment[K] };

/** A scalar's value as it grows, with the map of where its bytes came from. */
export class ScalarText {
  value: ByteString = '';
  private readonly parts: GrowingSegment[] = [];

  get length(): number {
    return this.value.length;
  }

  get segments(): readonly ScalarSegment[] {
    return this.parts;
  }

  /** Adds text that stands at `from` to the letter. */
  addLinear(text: ByteString, from: number): void {
    if (text === '') return;
    const last = this.parts.at(-1);
    if (last?.linear && last.to === from) {
      last.length += text.length;
      last.to += text.length;
    } else {
      const to = from + text.length;
      this.parts.push({ start: this.value.length, length: text.length, from, to, linear: true });
    }
    this.value += text;
  }

  /** Adds text that [from, to) as a whole stands for: an escape, a fold. */
  addMapped(text: ByteString, from: number, to: number): void {
    if (text === '') return;
    this.parts.push({ start: this.value.length, length: text.length, from, to, linear: false });
    this.value += text;
  }

  truncate(length: number): void {
    if (length >= this.value.length) return;
    this.value = this.value.slice(0, length);
    for (let last = this.parts.at(-1); last && last.start + last.length > length; last = this.parts.at(-1)) {
      if (last.start >= length) {
        this.parts.pop();
        continue;
      }
      last.length = length - last.start;
      if (last.linear) last.to = last.from + last.length;
    }
  }
}
