/** What the address of a module ends in that is to be loaded once more, with a number: Node keeps what it has loaded. */
export const ANEW = 'falco-rules-anew';

/** The end of such an address. */
export function anewOf(url: string | undefined): string | undefined {
  return /\?(falco-rules-anew=\d+)$/.exec(url ?? '')?.[1];
}
