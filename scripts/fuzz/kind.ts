import type { Random } from './random.js';

/** What a kind of input is made of: named texts, as bytes. */
export type Input = Readonly<Record<string, Uint8Array>>;

/** A kind of input, and what must hold for every one of them. */
export interface Kind {
  /** What is tried, for people. */
  readonly purpose: string;
  generate(random: Random): Input;
  /** What does not hold, in a line; undefined where all does. Must not throw: whatever is thrown is a finding. */
  check(input: Input): string | undefined;
}

/** Bytes of ordinary text; lone surrogates become U+FFFD. */
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** Bytes as ordinary text. */
export const textOf = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString('utf8');
