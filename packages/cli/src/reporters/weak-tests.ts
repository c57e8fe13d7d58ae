import type { ChalkInstance } from 'chalk';
import type { Weakness } from '../quality/weak-tests.js';

/** Tests that say nothing, a line each. */
export function weakTestLines(weaknesses: readonly Weakness[], c: ChalkInstance): string[] {
  return weaknesses.map(({ file, test, message }) => {
    const where = [file, test === undefined ? undefined : `"${test}"`]
      .filter((part) => part !== undefined)
      .join(' > ');
    return `${c.yellow('says nothing')}: ${where === '' ? '' : `${where}: `}${message}`;
  });
}
