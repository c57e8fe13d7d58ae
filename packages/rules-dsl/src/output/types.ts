import type { KIND, NEEDS } from '../brand.js';

/** What an alert says: text with fields in it, made by `out`. */
export interface Output<out Source extends string = string> {
  readonly [KIND]: 'output';
  readonly [NEEDS]: Source;
  /** Falco's text: `user=%ka.user.name`. */
  readonly text: string;
}
