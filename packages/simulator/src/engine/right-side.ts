import type { ByteString } from '@falco-rules/language';
import { cString } from './bytes.js';
import { parseUint64 } from './compare.js';
import type { RightPlan, Shape } from './plan.js';

/** Prepares the constants that something of this shape is compared with. They end at their first NUL. */
export function planConstants(values: readonly ByteString[], left: Shape): RightPlan {
  const texts = values.map(cString);
  if (left.type === 'string') return { kind: 'texts', values: texts };
  return { kind: 'numbers', values: texts.map((text) => constant(text, left)) };
}

/** A constant of a number's or a truth value's type (libsinsp, value_parser.cpp). */
function constant(text: ByteString, { type }: Shape): bigint {
  if (type === 'bool') {
    if (text === 'true') return 1n;
    if (text === 'false') return 0n;
  } else {
    const number = parseUint64(text);
    if (number !== undefined) return number;
  }
  throw new Error(`not a ${type}: ${text}`);
}

/** The same for equal right sides, different for others. */
export function rightKey(right: RightPlan): string {
  switch (right.kind) {
    case 'texts':
      return JSON.stringify(right.values);
    case 'numbers':
      return right.values.join(' ');
    case 'operand':
      return `val ${right.operand.key}`;
  }
}
