import type { BinaryOperator, OperatorModifier } from '@falco-rules/language';

/** Which fields an operator's neighbour is one for: on single values `in` and `intersects` say the same. */
type Fields = 'single' | 'list' | 'all';

interface Neighbour {
  readonly operator: BinaryOperator;
  readonly of: Fields;
}

const all = (operator: BinaryOperator): Neighbour => ({ operator, of: 'all' });
const list = (operator: BinaryOperator): Neighbour => ({ operator, of: 'list' });

/** What an author may have written instead of each operator, by a slip. */
export const NEIGHBOURS: Readonly<Record<BinaryOperator, readonly Neighbour[]>> = {
  '=': [all('!=')],
  '==': [all('!=')],
  '!=': [all('=')],
  '<': [all('<=')],
  '<=': [all('<')],
  '>': [all('>=')],
  '>=': [all('>')],
  glob: [],
  iglob: [all('glob')],
  contains: [all('startswith')],
  icontains: [all('contains')],
  bcontains: [all('bstartswith')],
  startswith: [all('contains')],
  bstartswith: [all('bcontains')],
  endswith: [all('contains')],
  regex: [],
  intersects: [list('in')],
  in: [list('intersects')],
  pmatch: [],
};

export const MODIFIER_NEIGHBOURS: Readonly<Record<OperatorModifier, OperatorModifier>> = {
  anyof: 'allof',
  allof: 'anyof',
  oneof: 'anyof',
};

/** The opposite of these is the neighbour above: negating them as well would say nothing more. */
export const OPPOSED: ReadonlySet<string> = new Set(['=', '==', '!=']);
