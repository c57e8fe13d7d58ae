import type { ByteString } from '../text/bytes.js';
import type { ScalarSegment } from './node.js';

/** A scalar's value as it grows, with the map of where its bytes came from. */
export class ScalarText {
  value: ByteString = '';
  readonly segments: ScalarSegment[] = [];

  /** Adds text that stands at `from` to the letter. */
  addLinear(text: ByteString, from: number): void {
    if (text === '') return;
    const last = this.segments.at(-1);
    if (last?.linear && last.to === from) {
      this.segments[this.segments.length - 1] = {
        ...last,
        length: last.length + text.length,
        to: from + text.length,
      };
    } else {
      this.segments.push({
        start: this.value.length,
        length: text.length,
        from,
        to: from + text.length,
        linear: true,
      });
    }
    this.value += text;
  }

  /** Adds text that [from, to) as a whole stands for: an escape, a fold. */
  addMapped(text: ByteString, from: number, to: number): void {
    if (text === '') return;
    this.segments.push({ start: this.value.length, length: text.length, from, to, linear: false });
    this.value += text;
  }

  truncate(length: number): void {
    if (length >= this.value.length) return;
    this.value = this.value.slice(0, length);
    for (
      let last = this.segments.at(-1);
      last && last.start + last.length > length;
      last = this.segments.at(-1)
    ) {
      this.segments.pop();
      if (last.start >= length) continue;
      const kept = length - last.start;
      this.segments.push({ ...last, length: kept, to: last.linear ? last.from + kept : last.to });
    }
  }
}
