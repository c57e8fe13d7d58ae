import type { BinaryOperator, ByteString, OperatorModifier } from '@falco-rules/language';
import { compileRegex, globMatcher } from '@falco-rules/language';
import { pathMatcher } from './path-match.js';

export type TextTest = (value: ByteString) => boolean;
export type NumberTest = (value: bigint) => boolean;

/** How an operator compares (libsinsp, filter_compare.cpp and sinsp_filtercheck.cpp, compare_rhs). */
export interface Comparator {
  /**
   * `c-string`: values are compared up to their first NUL; `bytes`: whole, without the NULs at their end.
   * Shows only on what transformers give.
   */
  readonly reads: 'c-string' | 'bytes';
  /** Prepares a test of texts against the right side, which is one text, or any number for list operators. */
  readonly text: (right: readonly ByteString[]) => TextTest;
  /** The same for numbers and truth values; absent where Falco refuses the operator on them. */
  readonly number?: (right: readonly bigint[]) => NumberTest;
}

const NEVER = () => false;

/** A comparator of a value with one other. */
function against(
  text: (right: ByteString) => TextTest,
  number?: (right: bigint) => NumberTest,
  reads: Comparator['reads'] = 'c-string',
): Comparator {
  return {
    reads,
    text: ([right]) => (right === undefined ? NEVER : text(right)),
    ...(number && { number: ([right]) => (right === undefined ? NEVER : number(right)) }),
  };
}

const EQUAL = against(
  (right) => (value) => value === right,
  (right) => (value) => value === right,
);

const MEMBER: Comparator = {
  reads: 'bytes',
  text: (right) => {
    if (right.length === 1) return EQUAL.text(right);
    const members = new Set(right);
    return (value) => members.has(value);
  },
  number: (right) => {
    const members = new Set(right);
    return (value) => members.has(value);
  },
};

/** Byte buffers only; no field of audit events is one, so that rules with it do not load. */
const BUFFERS_ONLY: Comparator = { reads: 'bytes', text: () => NEVER };

export const COMPARATORS: Readonly<Record<BinaryOperator, Comparator>> = {
  '=': EQUAL,
  '==': EQUAL,
  '!=': against(
    (right) => (value) => value !== right,
    (right) => (value) => value !== right,
  ),
  '<': against(
    (right) => (value) => value < right,
    (right) => (value) => value < right,
  ),
  '<=': against(
    (right) => (value) => value <= right,
    (right) => (value) => value <= right,
  ),
  '>': against(
    (right) => (value) => value > right,
    (right) => (value) => value > right,
  ),
  '>=': against(
    (right) => (value) => value >= right,
    (right) => (value) => value >= right,
  ),
  contains: against((right) => (value) => value.includes(right)),
  icontains: against((right) => {
    const pattern = new RegExp([...right].map(eitherCase).join(''));
    return (value) => pattern.test(value);
  }),
  startswith: against((right) => (value) => value.startsWith(right)),
  endswith: against((right) => (value) => value.endsWith(right)),
  glob: against((right) => {
    const pattern = globMatcher(right);
    return (value) => pattern.matches(value);
  }),
  iglob: against((right) => {
    const pattern = globMatcher(right, { ignoreCase: true });
    return (value) => pattern.matches(value);
  }),
  regex: against(
    (right) => {
      const regex = compileRegex(right);
      // A pattern that does not compile has kept its rule from loading.
      return regex.ok ? (value) => regex.regex.matches(value) : NEVER;
    },
    undefined,
    'bytes',
  ),
  in: MEMBER,
  intersects: MEMBER,
  pmatch: { reads: 'bytes', text: pathMatcher },
  bcontains: BUFFERS_ONLY,
  bstartswith: BUFFERS_ONLY,
};

/** How many of the single tests must hold (sinsp_filtercheck.cpp, matches_{one,any,all}_rhs). */
const QUOTAS: Readonly<
  Record<OperatorModifier, <T>(tests: readonly ((value: T) => boolean)[]) => (value: T) => boolean>
> = {
  // Counts the list's items, not its different values: `= oneof (a, a)` never holds.
  oneof: (tests) => (value) => {
    let held = 0;
    for (const test of tests) if (test(value) && ++held > 1) return false;
    return held === 1;
  },
  anyof: (tests) => (value) => tests.some((test) => test(value)),
  allof: (tests) => (value) => tests.every((test) => test(value)),
};

/** The operator together with its modifier, as one comparator. */
export function comparatorOf(operator: BinaryOperator, modifier: OperatorModifier | undefined): Comparator {
  const single = COMPARATORS[operator];
  if (modifier === undefined) return single;
  // libsinsp looks these two up in a set, which compares whole values and not C strings.
  if (modifier === 'anyof' && single === EQUAL) return MEMBER;
  if (modifier === 'allof' && operator === '!=') return notA(MEMBER);
  const quota = QUOTAS[modifier];
  const number = single.number;
  return {
    reads: single.reads,
    text: (right) => (right.length === 0 ? NEVER : quota(right.map((item) => single.text([item])))),
    ...(number && {
      number: (right: readonly bigint[]) =>
        right.length === 0 ? NEVER : quota(right.map((item) => number([item]))),
    }),
  };
}

function notA(comparator: Comparator): Comparator {
  const { reads, text, number } = comparator;
  return {
    reads,
    text: (right) => (right.length === 0 ? NEVER : not(text(right))),
    ...(number && {
      number: (right: readonly bigint[]) => (right.length === 0 ? NEVER : not(number(right))),
    }),
  };
}

function not<T>(test: (value: T) => boolean): (value: T) => boolean {
  return (value) => !test(value);
}

/** A character as a regular expression of either case; JavaScript's own `i` would fold bytes past ASCII too. */
function eitherCase(char: string): string {
  if (/[a-z]/i.test(char)) return `[${char.toLowerCase()}${char.toUpperCase()}]`;
  return `\\x${char.charCodeAt(0).toString(16).padStart(2, '0')}`;
}

/** ASCII letters made lower case, other bytes kept, as C's tolower does in the C locale. */
export function foldCase(text: ByteString): ByteString {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** `foldCase` the other way. */
export function raiseCase(text: ByteString): ByteString {
  return text.replace(/[a-z]+/g, (letters) => letters.toUpperCase());
}

/**
 * A number as sscanf("%lu") reads it (utils.cpp, sinsp_numparser): leading blanks, a sign (`-1` wraps around),
 * decimal digits, the largest number for one that is too large. Undefined for anything else.
 */
export function parseUint64(text: ByteString): bigint | undefined {
  const parts = /^[ \t-\r]*([+-]?)(\d+)$/.exec(text);
  if (!parts) return undefined;
  const size = BigInt(parts[2]!);
  if (size > MAX_UINT64) return MAX_UINT64;
  return parts[1] === '-' ? BigInt.asUintN(64, -size) : size;
}

const MAX_UINT64 = (1n << 64n) - 1n;
