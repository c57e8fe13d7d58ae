import { type CallSite, type LazyCallSite, printCallSite } from './call-site.js';

const MISTAKE: unique symbol = Symbol.for('falco-rules/mistake') as never;

/** What the DSL throws for a mistake of a rule's author. The message ends with the places it is about. */
export interface RulesMistake extends Error {
  /** The message without the places. */
  readonly problem: string;
  /** The places in the author's modules, the first one being where to look first. */
  readonly callSites: readonly CallSite[];
}

/** Whether a caught value is a mistake that the DSL reports; also one thrown by another copy of this package. */
export function isRulesMistake(error: unknown): error is RulesMistake {
  return error instanceof Error && (error as { [MISTAKE]?: unknown })[MISTAKE] === true;
}

/** Builds (for `throw`) the error of a mistake, with the places where it was made. */
export function mistake(
  problem: string,
  ...sites: readonly (CallSite | LazyCallSite | undefined)[]
): RulesMistake {
  const callSites: CallSite[] = [];
  for (const site of sites) {
    const known = typeof site === 'function' ? site() : site;
    if (known) callSites.push(known);
  }
  const places = callSites.map((site) => `\n  at ${printCallSite(site)}`).join('');
  const error = new Error(problem + places);
  error.name = 'RulesMistake';
  return Object.assign(error, { problem, callSites: Object.freeze(callSites), [MISTAKE]: true as const });
}

/** `'a', 'b' or 'c'` */
export function alternatives(words: readonly string[], joiner = 'or'): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} ${joiner} ${words.at(-1)}`;
}
