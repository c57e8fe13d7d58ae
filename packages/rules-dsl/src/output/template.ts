import type { OutputPiece } from './out.js';

/** The fields that are put in, in order. */
export function expectedTokens(pieces: readonly OutputPiece[]): readonly string[] {
  return pieces.filter((piece) => piece.kind === 'field').map((piece) => piece.text);
}

/** Why Falco would refuse an output, or read other fields than those that were put in. */
export function outputFault(_text: string, _tokens: readonly string[]): string | undefined {
  return undefined;
}
