import { type ByteString, globNeedle, type Needles, regexNeedles } from '@falco-rules/language';
import type { Pattern } from './pattern-index.js';
import type { CheckPlan } from './plan.js';

/** What a check that looks at one field asks of a value: whoever knows that knows its verdict. */
export type ValueTest =
  /** Which of these the value is, if any; of a list, which elements are. */
  | { readonly kind: 'names'; readonly names: readonly ByteString[] }
  /** Which of these hold for it. */
  | { readonly kind: 'patterns'; readonly patterns: readonly Pattern[] }
  /** The check cannot hold unless one of these does; where one does, it has to be tried. */
  | { readonly kind: 'needles'; readonly patterns: readonly Pattern[] }
  /** It has to be tried. */
  | { readonly kind: 'opaque' };

const OPAQUE: ValueTest = { kind: 'opaque' };

const EQUALITIES: ReadonlySet<string> = new Set(['=', '==', '!=', 'in', 'intersects', 'exists']);

export function valueTestOf({ left, operator, modifier, right }: CheckPlan): ValueTest {
  if (left.kind !== 'field' || right?.kind === 'operand') return OPAQUE;
  const texts = right?.kind === 'texts' ? right.values : [];
  if (EQUALITIES.has(operator)) return { kind: 'names', names: texts };
  if (left.list || right?.kind !== 'texts') return OPAQUE;
  // Without a modifier, an operator takes the first text; `pmatch` takes all.
  const asked = modifier === undefined && operator !== 'pmatch' ? texts.slice(0, 1) : texts;
  switch (operator) {
    case 'contains':
    case 'icontains':
    case 'startswith':
    case 'endswith':
      return { kind: 'patterns', patterns: asked.map((text) => ({ kind: operator, text })) };
    case 'glob':
      return needles(asked, (text) => [globNeedle(text)], 'contains');
    case 'iglob':
      return needles(asked, (text) => [globNeedle(text)], 'icontains');
    case 'regex':
      return needles(asked, regexNeedles, 'contains');
    case 'pmatch':
      return needles(asked, pathNeedle, 'contains');
    default:
      return OPAQUE;
  }
}

function needles(
  texts: readonly ByteString[],
  needlesOf: (text: ByteString) => Needles | undefined,
  kind: Pattern['kind'],
): ValueTest {
  const all = texts.map(needlesOf);
  const found = all.flatMap((each) => each ?? []);
  if (all.includes(undefined) || found.includes('')) return OPAQUE;
  return { kind: 'needles', patterns: found.map((text) => ({ kind, text })) };
}

/** The last part of a path that is no shell pattern: what sets it apart from others, as a rule. */
function pathNeedle(path: ByteString): Needles {
  return [path.split('/').findLast((part) => part !== '' && !/[?*[\\]/.test(part)) ?? ''];
}
